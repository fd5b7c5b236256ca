"""Growing delay after wrong passwords: the sixth failure waits a second, the next two, at most fifteen minutes.

A stranger cannot keep somebody out for ever: a caller from an address at which this very user signed in before has
failures of its own, and only those bar it. Looked at inside a hashing place, where no two guesses of one subject are
under way, so at most one guess of each process is evaluated after the lock fell (checklist 30).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts import familiarity
from accounts.familiarity import ANYBODY, Caller
from accounts.models import LockOut
from pools.core import clock
from pools.core.errors import CognitoError, NotAuthorizedException
from pools.core.prepared import Prepared
from pools.models import UserPool

_OF_SUBJECT = Prepared(lambda pool_id, subject: LockOut.objects.filter(pool_id=pool_id, subject=subject), str, bytes)
EXCEEDED = "Password attempts exceeded"
Evaluate = Callable[[], bool]
_FREE_FAILURES = 5
_LONGEST = timedelta(minutes=15)


@dataclass(frozen=True)
class Spent:
    """How things stood before a guess was counted by `spend`, and where it was counted."""

    subject: bytes
    failures: int
    locked_until: datetime


def check(pool: UserPool, subject: bytes, *, caller: Caller = ANYBODY) -> LockOut | None:
    """The failures that a right password forgives, if any.

    Raises:
        NotAuthorizedException: locked; the attempt must not be evaluated and does not count.
    """
    row = _OF_SUBJECT.first(pool.id, subject)
    if row is None or not _is_locked(row):
        return row
    if familiarity.is_familiar(caller):
        own = _OF_SUBJECT.first(pool.id, _own(subject, caller))
        if own is None or not _is_locked(own):
            return own
    raise NotAuthorizedException(EXCEEDED)


def fail(pool: UserPool, subject: bytes, *, caller: Caller = ANYBODY) -> None:
    """Count a wrong password."""
    familiar = familiarity.is_familiar(caller)
    with transaction.atomic():
        row = _locked_row(pool, subject)
        if not (familiar and _is_locked(row)):
            _count(row)
        if familiar:
            _count(_locked_row(pool, _own(subject, caller)))


def guard(
    pool: UserPool,
    subject: bytes,
    evaluate: Evaluate,
    *,
    wrong: CognitoError,
    caller: Caller = ANYBODY,
) -> None:
    """Evaluate one guess at something short, such as a code, while no other guess of the subject is evaluated.

    However many guesses arrive together, no more than the limit are looked at (checklist 30, 44). The count stays
    although the call fails.

    Args:
        pool: whose.
        subject: see `subjects.of`.
        evaluate: whether the guess is right; runs inside the transaction, and may use up what was guessed there.
            What it raises passes, and is neither counted nor forgiven.
        wrong: what to raise for a wrong guess.
        caller: who guesses, where strangers can: whoever knows the password already need not be told apart.

    Raises:
        NotAuthorizedException: locked; the guess was not evaluated and does not count.
    """
    with transaction.atomic():
        row = _locked_row(pool, subject)
        if _is_locked(row):
            row = _own_row(pool, subject, caller)
        if evaluate():
            _forgive(row)
            return
        _count(row)
        if bytes(row.subject) == subject and familiarity.is_familiar(caller):
            _count(_locked_row(pool, _own(subject, caller)))
    raise wrong


def spend(pool: UserPool, subject: bytes, *, caller: Caller = ANYBODY) -> Spent:
    """Count a guess before it is evaluated, where a pool's function evaluates it: no transaction is held meanwhile.

    Raises:
        NotAuthorizedException: locked; do not have the guess evaluated.
    """
    with transaction.atomic():
        row = _locked_row(pool, subject)
        if _is_locked(row):
            row = _own_row(pool, subject, caller)
        before = Spent(bytes(row.subject), row.failures, row.locked_until)
        _count(row)
    return before


def give_back(pool: UserPool, spent: Spent) -> None:
    """Uncount a guess that turned out right; the failures before it stay."""
    with transaction.atomic():
        row = _locked_row(pool, spent.subject)
        row.failures = max(row.failures - 1, 0)
        if row.failures <= spent.failures or row.failures < _FREE_FAILURES:
            row.locked_until = spent.locked_until
        row.save(update_fields=["failures", "locked_until"])


def forget(pool: UserPool, subject: bytes) -> None:
    """Forget every failure of the subject."""
    LockOut.objects.filter(pool=pool, subject=subject).delete()


def clear(row: LockOut | None) -> None:
    """Forget the failures after a right password."""
    if row and row.failures:
        LockOut.objects.filter(pk=row.pk).delete()


def _own_row(pool: UserPool, subject: bytes, caller: Caller) -> LockOut:
    """The caller's own failures, while those of everybody bar strangers."""
    if familiarity.is_familiar(caller):
        row = _locked_row(pool, _own(subject, caller))
        if not _is_locked(row):
            return row
    raise NotAuthorizedException(EXCEEDED)


def _is_locked(row: LockOut) -> bool:
    return row.locked_until > clock.now()


def _own(subject: bytes, caller: Caller) -> bytes:
    """The subject of what is counted for this place alone."""
    return hashlib.sha256(subject + familiarity.place(caller.ip).encode()).digest()


def _count(row: LockOut) -> None:
    now = clock.now()
    row.failures = 1 if row.last_failed_at < now - _LONGEST else row.failures + 1
    row.last_failed_at = now
    row.locked_until = _until(now, row.failures)
    row.save(update_fields=["failures", "last_failed_at", "locked_until"])


def _forgive(row: LockOut) -> None:
    if row.failures:
        row.failures = 0
        row.save(update_fields=["failures"])


def _until(now: datetime, failures: int) -> datetime:
    excess = failures - _FREE_FAILURES
    # AWS: 2^(n-5) seconds from the fifth failure on, capped near fifteen minutes.
    return now if excess < 0 else now + min(timedelta(seconds=2 ** min(excess, 10)), _LONGEST)


def _locked_row(pool: UserPool, subject: bytes) -> LockOut:
    rows = LockOut.objects.select_for_update().filter(pool=pool, subject=subject)
    row = rows.first()
    if row:
        return row
    now = clock.now()
    try:
        with transaction.atomic():
            return LockOut.objects.create(pool=pool, subject=subject, last_failed_at=now, locked_until=now)
    except IntegrityError:  # another request was first
        return rows.get()
