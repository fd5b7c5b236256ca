"""Answers that take the same time whether or not a user exists."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS = 0.05


@contextmanager
def steady(*, when: bool) -> Iterator[None]:
    """Let the block take at least a fixed time, also when it raises.

    Sending a real code costs a few writes that a made-up answer does not; both fit well below the fixed time
    (checklist 29).
    """
    started = time.monotonic()
    try:
        yield
    finally:
        if when:
            time.sleep(max(0.0, started + _SECONDS - time.monotonic()))
