"""Growing delay after wrong passwords: the sixth failure waits a second, the next two, at most fifteen minutes.

Looked at inside a hashing place, so at most one guess per place is under way when the lock falls (checklist 30).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import LockOut
from pools.core import clock
from pools.core.errors import CognitoError, NotAuthorizedException
from pools.core.prepared import Prepared
from pools.models import UserPool

_OF_SUBJECT = Prepared(lambda pool_id, subject: LockOut.objects.filter(pool_id=pool_id, subject=subject), str, bytes)
EXCEEDED = "Password attempts exceeded"
_FREE_FAILURES = 5
_LONGEST = timedelta(minutes=15)


@dataclass(frozen=True)
class Spent:
    """How things stood before a guess was counted by `spend`."""

    failures: int
    locked_until: datetime


def check(pool: UserPool, subject: bytes) -> LockOut | None:
    """The subject's failures so far, if any.

    Raises:
        NotAuthorizedException: locked; the attempt must not be evaluated and does not count.
    """
    row = _OF_SUBJECT.first(pool.id, subject)
    if row and row.locked_until > clock.now():
        raise NotAuthorizedException(EXCEEDED)
    return row


def fail(pool: UserPool, subject: bytes) -> None:
    """Count a wrong password."""
    with transaction.atomic():
        _count(_locked_row(pool, subject))


def guard(pool: UserPool, subject: bytes, evaluate: Callable[[], bool], *, wrong: CognitoError) -> None:
    """Evaluate one guess at something short, such as a code, while no other guess of the subject is evaluated.

    However many guesses arrive together, no more than the limit are looked at (checklist 30, 44). The count stays
    although the call fails.

    Args:
        pool: whose.
        subject: see `subjects.of`.
        evaluate: whether the guess is right; runs inside the transaction, and may use up what was guessed there.
        wrong: what to raise for a wrong guess.

    Raises:
        NotAuthorizedException: locked; the guess was not evaluated and does not count.
    """
    with transaction.atomic():
        row = _locked_row(pool, subject)
        if row.locked_until > clock.now():
            raise NotAuthorizedException(EXCEEDED)
        if evaluate():
            _forgive(row)
            return
        _count(row)
    raise wrong


def spend(pool: UserPool, subject: bytes) -> Spent:
    """Count a guess before it is evaluated, where a pool's function evaluates it: no transaction is held meanwhile.

    Raises:
        NotAuthorizedException: locked; do not have the guess evaluated.
    """
    with transaction.atomic():
        row = _locked_row(pool, subject)
        if row.locked_until > clock.now():
            raise NotAuthorizedException(EXCEEDED)
        before = Spent(row.failures, row.locked_until)
        _count(row)
    return before


def give_back(pool: UserPool, subject: bytes, spent: Spent) -> None:
    """Uncount a guess that turned out right; the failures before it stay."""
    with transaction.atomic():
        row = _locked_row(pool, subject)
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
