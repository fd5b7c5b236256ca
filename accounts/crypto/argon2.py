"""Password hashing: argon2id, as many at once as there are cores, so that a storm of sign-ins leaves the rest quick."""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import argon2
from argon2.exceptions import InvalidHashError, VerificationError
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from pools.core.errors import TooManyRequestsException

_WAIT_SECONDS = 10.0


def normalize(password: str) -> str:
    """The one form in which passwords are hashed and compared: Unicode NFC (checklist 31)."""
    return unicodedata.normalize("NFC", password)


@contextmanager
def slot() -> Iterator[None]:
    """Wait for one of the process's hashing places.

    Raises:
        TooManyRequestsException: none became free in time.
    """
    places = _places()
    if not places.acquire(timeout=_WAIT_SECONDS):
        raise TooManyRequestsException("Rate exceeded")
    try:
        yield
    finally:
        places.release()


def make(password: str) -> str:
    """The password's argon2id hash in PHC form. Take a `slot` first."""
    return _hasher().hash(normalize(password))


def matches(password: str, encoded: str) -> bool:
    """Whether the password has this hash; an empty hash costs the same time and never matches (checklist 29)."""
    try:
        return _hasher().verify(encoded or _decoy(), normalize(password)) and bool(encoded)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(encoded: str) -> bool:
    """Whether the hash was made with other costs than those set now."""
    return _hasher().check_needs_rehash(encoded)


class PoolhouseArgon2Hasher(Argon2PasswordHasher):
    """Django's hasher for operators, at the same cost as pool users' passwords."""

    @property
    def time_cost(self) -> int:  # type: ignore[override]
        return _hasher().time_cost

    @property
    def memory_cost(self) -> int:  # type: ignore[override]
        return _hasher().memory_cost

    @property
    def parallelism(self) -> int:  # type: ignore[override]
        return _hasher().parallelism


@cache
def _places() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.POOLHOUSE_HASH_CONCURRENCY)


@cache
def _hasher() -> argon2.PasswordHasher:
    costs = settings.POOLHOUSE_ARGON2
    return argon2.PasswordHasher(time_cost=costs["t"], memory_cost=costs["m"], parallelism=costs["p"])


@cache
def _decoy() -> str:
    return _hasher().hash("nobody has this password")
