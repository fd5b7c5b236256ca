"""Room for few at a time: some more may wait for a while, and the rest is refused at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class NoPlaceError(Exception):
    """All places are taken, and so many wait already, or one has waited too long."""


class Places:
    """Shared by the threads of a process.

    Args:
        at_once: how many may be inside.
        waiting: how many may wait for that.
        seconds: the longest wait.
    """

    def __init__(self, *, at_once: int, waiting: int, seconds: float) -> None:
        self._at_once = at_once
        self._most_waiting = waiting
        self._seconds = seconds
        self._inside: list[bytes] = []
        self._waiting = 0
        self._changed = threading.Condition()

    @property
    def is_full(self) -> bool:
        """Whether the next one would be refused."""
        return len(self._inside) >= self._at_once and self._waiting >= self._most_waiting

    @contextmanager
    def one(self, key: bytes = b"") -> Iterator[None]:
        """Be inside; with a key never together with another of the same key.

        Raises:
            NoPlaceError: refused.
        """
        with self._changed:
            self._enter(key)
        try:
            yield
        finally:
            with self._changed:
                self._inside.remove(key)
                self._changed.notify_all()

    def _enter(self, key: bytes) -> None:
        if not self._has_room(key):
            if self._waiting >= self._most_waiting:
                raise NoPlaceError
            self._waiting += 1
            try:
                came = self._changed.wait_for(lambda: self._has_room(key), timeout=self._seconds)
            finally:
                self._waiting -= 1
            if not came:
                raise NoPlaceError
        self._inside.append(key)

    def _has_room(self, key: bytes) -> bool:
        return len(self._inside) < self._at_once and not (key and key in self._inside)
