"""How long messages and files of logs are kept: the outbox is no archive (checklist 75)."""

import contextlib
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from pools.core import clock
from pools.delivery import lease, mailbox
from pools.delivery.logs import files
from pools.models import OutboxMessage

KEPT_FOR = timedelta(days=30)
BATCH = 1000


def forget_old_messages() -> int:
    """Delete finished messages, mailbox files and logs that are older; says how many rows there were."""
    before = clock.now() - KEPT_FOR
    old = OutboxMessage.objects.filter(state__in=lease.FINISHED, created_at__lt=before)
    forgotten = 0
    while batch := list(old.order_by("id").values_list("pk", flat=True)[:BATCH]):
        forgotten += OutboxMessage.objects.filter(pk__in=batch).delete()[0]
    _forget_files(before.timestamp())
    return forgotten


def _forget_files(before: float) -> None:
    folders = (Path(settings.POOLHOUSE_DATA) / name for name in (mailbox.FOLDER, files.FOLDER))
    for path in (path for folder in folders for path in folder.glob("*/*")):
        with contextlib.suppress(FileNotFoundError):  # another worker was faster
            if path.stat().st_mtime < before:
                path.unlink()
