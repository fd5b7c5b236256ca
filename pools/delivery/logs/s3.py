"""Logs to an Amazon S3 bucket: one object a batch, its lines compressed as AWS's own logs are."""

import gzip

from django.conf import settings

from pools.core import aws
from pools.delivery.logs.batch import Batch
from pools.models import LogEvent


def send(batch: Batch) -> list[LogEvent]:
    """Put the events; all are taken. Sent again they replace themselves.

    Raises:
        Exception: whatever S3 raises.
    """
    aws.client("s3", region=batch.region).put_object(
        Bucket=batch.target.name,
        Key=_key(batch),
        Body=gzip.compress(batch.lines(), mtime=0),
        ContentType="application/x-ndjson",
        ContentEncoding="gzip",
    )
    return batch.events


def _key(batch: Batch) -> str:
    """By the day of the first event, so that sorting the names sorts the logs."""
    day = f"{batch.events[0].happened_at:%Y/%m/%d}"
    account = settings.POOLHOUSE_ACCOUNT_ID
    return f"AWSLogs/{account}/cognito-idp/{batch.pool_id}/{batch.source}/{day}/{batch.name}.jsonl.gz"
