"""Logs to an Amazon Data Firehose stream, one record an event."""

from pools.core import aws
from pools.delivery.logs.batch import Batch
from pools.models import LogEvent


def send(batch: Batch) -> list[LogEvent]:
    """Put the events; those that Firehose took.

    Raises:
        Exception: whatever Firehose raises.
    """
    records = [{"Data": f"{event.body}\n".encode()} for event in batch.events]
    client = aws.client("firehose", region=batch.region)
    answer = client.put_record_batch(DeliveryStreamName=batch.target.name, Records=records)
    told = zip(batch.events, answer["RequestResponses"], strict=True)
    return [event for event, response in told if not response.get("ErrorCode")]
