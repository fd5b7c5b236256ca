"""Logs to a log group of Amazon CloudWatch Logs, which must be there; the stream in it is made."""

import contextlib
import logging
from datetime import timedelta
from functools import partial
from typing import Any

from pools.core import aws
from pools.delivery.logs.batch import Batch
from pools.models import LogEvent

# What one call of PutLogEvents may span.
_SPAN = timedelta(hours=24)

logger = logging.getLogger(__name__)


def send(batch: Batch) -> list[LogEvent]:
    """Put the events, of one day at most.

    Raises:
        Exception: whatever CloudWatch Logs raises.
    """
    events = sorted(batch.events, key=lambda event: event.happened_at)
    events = [event for event in events if event.happened_at - events[0].happened_at < _SPAN]
    client = aws.client("logs", region=batch.region)
    place = {"logGroupName": batch.target.name, "logStreamName": f"{batch.pool_id}/{batch.source}"}
    put = partial(client.put_log_events, **place, logEvents=[_entry(event) for event in events])
    try:
        answer = put()
    except client.exceptions.ResourceNotFoundException:
        _make_stream(client, place)
        answer = put()
    if answer.get("rejectedLogEventsInfo"):
        logger.warning("CloudWatch Logs took not all events of pool %s: too old or too new.", batch.pool_id)
    return events


def _entry(event: LogEvent) -> dict[str, Any]:
    return {"timestamp": int(event.happened_at.timestamp() * 1000), "message": event.body}


def _make_stream(client: Any, place: dict[str, str]) -> None:
    with contextlib.suppress(client.exceptions.ResourceAlreadyExistsException):  # another worker was faster
        client.create_log_stream(**place)
