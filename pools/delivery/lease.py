"""The lease on a message: taken by one UPDATE, which is the lock on PostgreSQL and SQLite alike, then given back."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from pools.core import clock
from pools.delivery import holder
from pools.models import OutboxMessage
from pools.models.outbox import MessageState

# Far longer than a sender's time-outs together; what died with its process is not waited for (`release_of_the_dead`).
LENGTH = timedelta(minutes=2)
MOST_ATTEMPTS = 12
LONGEST_PAUSE = 300.0
ERROR_MAX = 500
FINISHED = [MessageState.SENT, MessageState.DEAD]

_random = secrets.SystemRandom()


def take(message_id: int) -> OutboxMessage | None:
    """The message, ours to send until the lease ends; nothing when it is finished, not due, or another's."""
    now = clock.now()
    taken = (
        _due(now)
        .filter(pk=message_id)
        .update(
            state=MessageState.SENDING,
            lease_by=str(holder.this_process()),
            lease_until=now + LENGTH,
            attempts=F("attempts") + 1,
        )
    )
    if not taken:
        return None
    # The content is read where a seal that cannot be opened counts as a failed attempt.
    return OutboxMessage.objects.select_related("pool").defer("content").get(pk=message_id)


@transaction.atomic
def take_next() -> OutboxMessage | None:
    """The message that has been due for longest; sweeps on several machines pass each other's rows by."""
    due = _due(clock.now()).order_by("not_before", "id").select_for_update(skip_locked=True)
    message_id = due.values_list("pk", flat=True).first()
    return None if message_id is None else take(message_id)


def sent(message: OutboxMessage, *, masked_content: str = "") -> None:
    """Finished. With `masked_content`, only that is kept: once a real sender has the code, it leaves the table."""
    changes = {"content": b"", "masked_content": masked_content} if masked_content else {}
    _held(message).update(
        state=MessageState.SENT, sent_at=clock.now(), error="", lease_by="", lease_until=None, **changes
    )


def failed(message: OutboxMessage, problem: Exception) -> None:
    """To be tried again after a pause, or given up after the last attempt."""
    last = message.attempts >= MOST_ATTEMPTS
    _held(message).update(
        state=MessageState.DEAD if last else MessageState.FAILED,
        error=f"{type(problem).__name__}: {problem}"[:ERROR_MAX],
        not_before=clock.now() + _pause(message.attempts),
        lease_by="",
        lease_until=None,
    )


def release_of_the_dead() -> int:
    """Free what processes that have died on this machine still held; give up what killed each that tried."""
    leased = OutboxMessage.objects.exclude(state__in=FINISHED).exclude(lease_by="")
    gone = [name for name in leased.values_list("lease_by", flat=True).distinct() if holder.is_gone(name)]
    released = leased.filter(lease_by__in=gone).update(state=MessageState.QUEUED, lease_by="", lease_until=None)
    _unleased(OutboxMessage.objects.exclude(state__in=FINISHED), clock.now()).filter(
        attempts__gte=MOST_ATTEMPTS
    ).update(state=MessageState.DEAD, error="No attempt came to an end.", lease_by="", lease_until=None)
    return released


def _due(now: datetime) -> QuerySet[OutboxMessage]:
    unfinished = OutboxMessage.objects.filter(~Q(state__in=FINISHED), not_before__lte=now, attempts__lt=MOST_ATTEMPTS)
    return _unleased(unfinished, now)


def _unleased(rows: QuerySet[OutboxMessage], now: datetime) -> QuerySet[OutboxMessage]:
    return rows.filter(Q(lease_until=None) | Q(lease_until__lt=now))


def _held(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The row, unless the lease ended meanwhile and somebody else took it."""
    return OutboxMessage.objects.filter(
        pk=message.pk, state=MessageState.SENDING, lease_by=message.lease_by, attempts=message.attempts
    )


def _pause(attempts: int) -> timedelta:
    return timedelta(seconds=min(2.0**attempts, LONGEST_PAUSE) * _random.uniform(0.5, 1.0))
