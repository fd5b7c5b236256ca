"""Who works on a delivery: one worker at a time, by a lease that one UPDATE takes; and how long it pauses."""

import secrets
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from pools.core import clock
from pools.delivery import holder
from pools.models import LogDelivery, LogEvent

# Longer than a slice of work and the time-outs of one call together.
LENGTH = timedelta(minutes=2)
LONGEST_PAUSE = 300.0

_random = secrets.SystemRandom()


def take(delivery_id: int) -> LogDelivery | None:
    """The delivery, ours until the lease ends; nothing when it is another's, pausing, or gone."""
    now = clock.now()
    free = _free(now).filter(pk=delivery_id)
    if not free.update(lease_by=str(holder.this_process()), lease_until=now + LENGTH):
        return None
    # Who sets a pool's log delivery anew deletes the rows of before.
    return LogDelivery.objects.select_related("pool").filter(pk=delivery_id).first()


def release(delivery: LogDelivery) -> None:
    """Done for now, and without a failure."""
    _held(delivery).update(attempts=0, error="", lease_by="", lease_until=None)


def failed(delivery: LogDelivery, what: str) -> None:
    """Nothing of it is tried for a while, longer each time."""
    pause = min(2.0 ** min(delivery.attempts + 1, 16), LONGEST_PAUSE) * _random.uniform(0.5, 1.0)
    _held(delivery).update(
        attempts=F("attempts") + 1,
        error=what,
        not_before=clock.now() + timedelta(seconds=pause),
        lease_by="",
        lease_until=None,
    )


def waiting() -> list[LogDelivery]:
    """Deliveries with events that nobody works on."""
    events = LogEvent.objects.filter(pool=OuterRef("pool"), event_source=OuterRef("event_source"))
    return list(_free(clock.now()).filter(Exists(events)))


def release_of_the_dead() -> None:
    """Free what processes that have died on this machine still held."""
    leased = LogDelivery.objects.exclude(lease_by="")
    gone = [name for name in leased.values_list("lease_by", flat=True).distinct() if holder.is_gone(name)]
    if gone:
        leased.filter(lease_by__in=gone).update(lease_by="", lease_until=None)


def _free(now: datetime) -> QuerySet[LogDelivery]:
    return LogDelivery.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), not_before__lte=now)


def _held(delivery: LogDelivery) -> QuerySet[LogDelivery]:
    """The row, unless the lease ended meanwhile and somebody else took it."""
    return LogDelivery.objects.filter(pk=delivery.pk, lease_by=delivery.lease_by, lease_until=delivery.lease_until)
