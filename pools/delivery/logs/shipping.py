"""Takes events to where their pool wants them, oldest first, each at least once; a target that fails holds up none else.

What waits is found in the database every few seconds and handed to the workers by the broker.
"""

import logging
import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from pools.delivery import publishing
from pools.delivery.logs import cloudwatch, files, firehose, lease, problems, s3, targets
from pools.delivery.logs.batch import Batch
from pools.models import LogDelivery, LogEvent

TASK = "pools.delivery.tasks.ship_logs"
BATCH = 500
MOST_WAITING = 10_000
_SLICE_SECONDS = 20.0

_SENDERS: Final[dict[str, Callable[[Batch], list[LogEvent]]]] = {
    "CloudWatchLogsConfiguration": cloudwatch.send,
    "S3Configuration": s3.send,
    "FirehoseConfiguration": firehose.send,
}

logger = logging.getLogger(__name__)


class NothingTaken(Exception):
    """The target answered, and took no event."""


def wake() -> None:
    """Have the workers deliver what waits, and drop what waits beyond the bound."""
    lease.release_of_the_dead()
    for delivery in lease.waiting():
        _trim(delivery)
        publishing.publish_soon(delivery.pk, task=TASK)


def run(delivery_id: int) -> None:
    """Deliver for a while, unless somebody else does or the target pauses."""
    delivery = lease.take(delivery_id)
    if delivery is None:
        return
    try:
        _work(delivery, until=time.monotonic() + _SLICE_SECONDS)
    except Exception as problem:  # noqa: BLE001  whatever a target raises: the row tells, and it is tried again
        what = problems.name_of(problem)
        lease.failed(delivery, what)
        logger.warning("The %s could not be delivered at attempt %d (%s).", delivery, delivery.attempts + 1, what)
        return
    lease.release(delivery)


def forget_strays() -> None:
    """Delete events that were written while their pool gave up logging them."""
    wanted = LogDelivery.objects.filter(pool=OuterRef("pool"), event_source=OuterRef("event_source"))
    LogEvent.objects.filter(~Exists(wanted)).delete()


def _work(delivery: LogDelivery, *, until: float) -> None:
    while time.monotonic() < until:
        batch = _next(delivery)
        if batch is None:
            return
        send = files.send if settings.POOLHOUSE_LOG_DELIVERY == "files" else _SENDERS[batch.target.kind]
        taken = send(batch)
        if not taken:
            raise NothingTaken
        LogEvent.objects.filter(pk__in=[event.pk for event in taken]).delete()


def _next(delivery: LogDelivery) -> Batch | None:
    """The oldest events, for the target that the pool had when the lease was taken."""
    pool, source = delivery.pool, delivery.event_source
    configured = [each for each in pool.log_configurations if each["EventSource"] == source]
    target = targets.of(configured[0]) if configured else None
    found = list(_waiting(delivery).order_by("id")[:BATCH])
    if target is None or not found:
        return None
    return Batch(target, pool.id, source, target.region or pool.region, found)


def _waiting(delivery: LogDelivery) -> QuerySet[LogEvent]:
    return LogEvent.objects.filter(pool=delivery.pool_id, event_source=delivery.event_source)


def _trim(delivery: LogDelivery) -> None:
    """The newest are kept: of a target that never answers the table holds no more than so many."""
    rows = _waiting(delivery)
    beyond = rows.order_by("-id").values_list("pk", flat=True)[MOST_WAITING : MOST_WAITING + 1].first()
    if beyond is not None:
        dropped = rows.filter(pk__lte=beyond).delete()[0]
        logger.warning("%d of the oldest events of the %s were dropped: too many wait.", dropped, delivery)
