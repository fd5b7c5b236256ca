"""Which operations a server of this process answered well."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Noted(logging.Handler):
    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self._names = names

    def emit(self, record: logging.LogRecord) -> None:
        target, status = getattr(record, "target", None), getattr(record, "status", 0)
        if target and status == 200:
            self._names.add(target.partition(".")[2])


@contextmanager
def operations() -> Iterator[set[str]]:
    """The names of those that are answered with 200 until the block ends."""
    names: set[str] = set()
    log, noted = logging.getLogger("poolhouse.access"), _Noted(names)
    before, passed_on = log.level, log.propagate
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(noted)
    try:
        yield names
    finally:
        log.removeHandler(noted)
        log.setLevel(before)
        log.propagate = passed_on
