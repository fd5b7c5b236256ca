"""Logs as files under POOLHOUSE_DATA/logs, a file a day: JSON, one event a line. A batch is one write."""

import os
import re
from pathlib import Path

from django.conf import settings

from pools.core import clock
from pools.delivery.logs.batch import Batch
from pools.models import LogEvent

FOLDER = "logs"

_PREFIXES = {"CloudWatchLogsConfiguration": "log-group", "S3Configuration": "bucket", "FirehoseConfiguration": "stream"}


def send(batch: Batch) -> list[LogEvent]:
    """Append the events; all are taken."""
    path = folder_of(batch) / f"{batch.pool_id}.{batch.source}.{clock.now():%Y-%m-%d}.jsonl"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(batch.lines())
    return batch.events


def folder_of(batch: Batch) -> Path:
    """One for each log group, bucket or stream; no name of one leads elsewhere."""
    name = re.sub(r"[^\w.-]", "_", batch.target.name)
    return Path(settings.POOLHOUSE_DATA) / FOLDER / f"{_PREFIXES[batch.target.kind]}.{name}"
