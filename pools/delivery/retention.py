"""How long messages are kept: the outbox is no archive (checklist 75)."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from pools.core import clock
from pools.delivery import lease, mailbox
from pools.models import OutboxMessage

KEPT_FOR = timedelta(days=30)
BATCH = 1000


def forget_old_messages() -> int:
    """Delete a batch of finished messages that are older, and mailbox files; says how many rows there were."""
    before = clock.now() - KEPT_FOR
    old = OutboxMessage.objects.filter(state__in=lease.FINISHED, created_at__lt=before)
    batch = list(old.order_by("id").values_list("pk", flat=True)[:BATCH])
    for path in (Path(settings.POOLHOUSE_DATA) / mailbox.FOLDER).glob("*/*"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
    return OutboxMessage.objects.filter(pk__in=batch).delete()[0] if batch else 0
