"""How many codes are sent: to one user, one address, one range of numbers, for one caller, and by one pool.

Counted before a code is sent, over every way in which one is, so that ways used in turn count together (checklist 40).
"""

import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from accounts.familiarity import place
from accounts.models import AttemptCount
from accounts.models.auth_session import Context
from pools.core import clock
from pools.core.errors import CognitoError, LimitExceededException
from pools.models import UserPool

logger = logging.getLogger(__name__)

_WINDOWS = {
    "user": timedelta(hours=1),
    "destination": timedelta(hours=1),
    "range": timedelta(hours=1),
    "caller": timedelta(hours=1),
    "pool": timedelta(days=1),
}
"""In the order in which rows are locked: what is everybody's last."""

_OF_SIGNED_CALLS = ("user", "destination")
_NUMBERS_IN_A_RANGE = 4
_SUBADDRESS = re.compile(r"\+[^@]*(?=@)")
_TABLE = AttemptCount._meta.db_table


@dataclass(frozen=True)
class _Count:
    """One row that a code counts on."""

    kind: str
    what: str
    subject: bytes
    window_start: datetime

    @property
    def name(self) -> str:
        return f"codes.{self.kind}"

    @property
    def limit(self) -> int:
        return int(settings.POOLHOUSE_SENDING_LIMITS[self.kind])


def spend(
    pool: UserPool,
    subject: bytes,
    *,
    address: str,
    context: Context,
    error: type[CognitoError] = LimitExceededException,
) -> None:
    """Count one code on all of its limits, or on none if one is used up.

    Args:
        pool: that sends it.
        subject: the user, or the name that nobody has; see `subjects.of`.
        address: where it would go; the name as typed where there is no such user (checklist 29).
        context: of the call. Of signed calls the pool, ranges and the caller's address are not limited.
        error: what the operation calls it: some declare TooManyRequestsException only.

    Raises:
        LimitExceededException: too many codes.
    """
    counts = [count for count in _counts(pool, subject, address, context) if count.limit]
    if not counts:
        return
    with transaction.atomic():
        counted = _add(pool, counts)
        over = next((count for count in counts if count.name not in counted), None)
        if over:
            transaction.set_rollback(True)
    if over:
        _tell_once(pool, over)
        raise error("Attempt limit exceeded, please try after some time.")


def _counts(pool: UserPool, subject: bytes, address: str, context: Context) -> Iterator[_Count]:
    whose = {
        "user": subject.hex(),
        "destination": _mailbox(address),
        "range": address[:-_NUMBERS_IN_A_RANGE] if address.startswith("+") else "",
        "caller": "" if context.by_server else place(context.ip),
        "pool": pool.id,
    }
    now = clock.now()
    for kind, window in _WINDOWS.items():
        if whose[kind] and (kind in _OF_SIGNED_CALLS or not context.admin):
            start = datetime.fromtimestamp(now.timestamp() // window.total_seconds() * window.total_seconds(), UTC)
            # A new window is a new row; old ones are swept.
            mark = f"{pool.id}|codes|{kind}|{start.timestamp()}|{whose[kind]}"
            yield _Count(kind, whose[kind], hashlib.sha256(mark.encode()).digest(), start)


def _mailbox(address: str) -> str:
    """An address as far as it tells one mailbox from another: `ann+1@` and `ann+2@` are read by the same person."""
    return _SUBADDRESS.sub("", address).lower() if "@" in address else address


def _add(pool: UserPool, counts: list[_Count]) -> set[str]:
    """Count on all rows in one statement; the names of those whose limit allowed for it."""
    row = "(%s, %s, %s, %s, 1)"
    limits = " ".join("WHEN %s THEN %s" for _ in counts)
    window_start = AttemptCount._meta.get_field("window_start")
    subject = AttemptCount._meta.get_field("subject")
    values = [
        value
        for count in counts
        for value in (
            pool.id,
            subject.get_db_prep_value(count.subject, connection),
            count.name,
            window_start.get_db_prep_value(count.window_start, connection),
        )
    ]
    insert = f"INSERT INTO {_TABLE} (pool_id, subject, kind, window_start, count)"
    statement = (
        f"{insert} VALUES {', '.join([row] * len(counts))}"
        f" ON CONFLICT (pool_id, subject, kind) DO UPDATE SET count = {_TABLE}.count + 1"
        f" WHERE {_TABLE}.count < CASE {_TABLE}.kind {limits} END RETURNING kind"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *(value for count in counts for value in (count.name, count.limit))])
        return {kind for (kind,) in cursor.fetchall()}


def _tell_once(pool: UserPool, over: _Count) -> None:
    """Warn of a limit when it first refuses in its window; whoever is over it again finds the mark."""
    row = AttemptCount.objects.filter(pool=pool, subject=over.subject, kind=over.name, count=over.limit)
    if row.update(count=over.limit + 1):
        # Whose mailbox or number it is stays out of the log.
        shown = over.what if over.kind in ("range", "caller") else ""
        logger.warning("Pool %s: no more codes in this window, limit per %s %s", pool.id, over.kind, shown)
