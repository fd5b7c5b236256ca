"""What a call costs the processor in its own thread, on however busy a machine."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Effort:
    """Of one block, once it is left."""

    seconds: float = 0.0


@contextmanager
def measured() -> Iterator[Effort]:
    """Measure a block; the rubbish of all tests before it is cleared away at another time."""
    effort = Effort()
    gc.disable()
    began = time.thread_time()
    try:
        yield effort
    finally:
        effort.seconds = time.thread_time() - began
        gc.enable()
