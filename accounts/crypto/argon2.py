"""Password hashing: argon2id, as many at once as there are cores, so that a storm of sign-ins leaves the rest quick."""

import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache

import argon2
from argon2.exceptions import InvalidHashError, VerificationError
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.crypto.places import NoPlaceError, Places
from pools.core.errors import TooManyRequestsException

_WAIT_SECONDS = 5.0
_NICENESS = 10
_REFUSED = "Rate exceeded"


def normalize(password: str) -> str:
    """The one form in which passwords are hashed and compared: Unicode NFC (checklist 31)."""
    return unicodedata.normalize("NFC", password)


@contextmanager
def slot(subject: bytes = b"") -> Iterator[None]:
    """Wait for one of the process's hashing places, unless too many wait already (checklist 33).

    Args:
        subject: whose password is guessed at; no two guesses of one subject are under way in a process.

    Raises:
        TooManyRequestsException: too many wait, or none became free in time.
    """
    try:
        with _places().one(subject):
            yield
    except NoPlaceError:
        raise TooManyRequestsException(_REFUSED) from None


def refuse_when_full() -> None:
    """Turn away early who would be turned away later, before anything was spent on the call.

    Raises:
        TooManyRequestsException: too many wait for a place.
    """
    if _places().is_full:
        raise TooManyRequestsException(_REFUSED)


def make(password: str) -> str:
    """The password's argon2id hash in PHC form. Take a `slot` first."""
    return str(_patiently(_hasher().hash, normalize(password)))


def matches(password: str, encoded: str) -> bool:
    """Whether the password has this hash; an empty hash costs the same time and never matches (checklist 29)."""
    try:
        return bool(_patiently(_hasher().verify, encoded or _decoy(), normalize(password)) and encoded)
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
def _places() -> Places:
    return Places(
        at_once=settings.POOLHOUSE_HASH_CONCURRENCY, waiting=settings.POOLHOUSE_HASH_QUEUE, seconds=_WAIT_SECONDS
    )


def _patiently(calculate: Callable[..., object], *values: str) -> object:
    """Reckon in a thread that gives way to all others: what hashes nothing is answered first (checklist 33)."""
    return _reckoners().submit(calculate, *values).result()


@cache
def _reckoners() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.POOLHOUSE_HASH_CONCURRENCY, thread_name_prefix="argon2", initializer=_give_way)


def _give_way() -> None:
    # On Linux threads have priorities of their own; elsewhere the whole process would give way.
    if sys.platform == "linux":
        os.nice(_NICENESS)


@cache
def _hasher() -> argon2.PasswordHasher:
    costs = settings.POOLHOUSE_ARGON2
    return argon2.PasswordHasher(time_cost=costs["t"], memory_cost=costs["m"], parallelism=costs["p"])


@cache
def _decoy() -> str:
    return _hasher().hash("nobody has this password")
