"""Writes an export, a page of users after another, in slices of time, so that workers stay free for the rest."""

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts import users
from accounts.exports import lines
from accounts.models import UserExport, UserExportPiece
from accounts.models.user_export import ExportStatus
from pools.core import clock
from pools.core.errors import CognitoError
from pools.delivery import publishing

TASK = "accounts.exports.tasks.run"
MOST_ATTEMPTS = 12
PAGE = 1000
_LEASE = timedelta(minutes=2)
_SLICE_SECONDS = 20.0

logger = logging.getLogger(__name__)


def publish(export: UserExport) -> None:
    """Tell the workers that an export waits."""
    publishing.publish_soon(export.pk, task=TASK)


def run(export_pk: int) -> None:
    """Write for a while, if nobody else does; told twice, it is done once."""
    export = _take(export_pk)
    if export is None:
        return
    until, unfinished = time.monotonic() + _SLICE_SECONDS, True
    try:
        while unfinished and time.monotonic() < until:
            unfinished = _write_page(export)
    finally:
        UserExport.objects.filter(pk=export.pk, lease_until=export.lease_until).update(lease_until=None)
    if unfinished:
        publish(export)


def wake() -> None:
    """Have exports gone on with that nobody works on: their worker died, or the broker forgot them."""
    for export in _waiting():
        if export.attempts < MOST_ATTEMPTS:
            publish(export)
        else:
            logger.error("%s comes no further and is given up.", export)
            _end(export, ExportStatus.FAILED)


def _waiting() -> QuerySet[UserExport]:
    free = Q(lease_until=None) | Q(lease_until__lt=clock.now())
    return UserExport.objects.filter(free, status=ExportStatus.RUNNING)


def _take(export_pk: int) -> UserExport | None:
    until = clock.now() + _LEASE
    taken = _waiting().filter(pk=export_pk).update(lease_until=until, attempts=F("attempts") + 1)
    return UserExport.objects.select_related("pool").get(pk=export_pk) if taken else None


@transaction.atomic
def _write_page(export: UserExport) -> bool:
    """Whether there may be more; the page is in the file together with the place that it comes to."""
    row = UserExport.objects.select_for_update().filter(pk=export.pk, status=ExportStatus.RUNNING).first()
    if row is None or row.pieces != export.pieces:
        return False
    try:
        page = users.list_page(export.pool, filter=row.filter, limit=PAGE, after=row.marker)
    except CognitoError:  # the attribute that it is filtered by is searched no more
        _end(row, ExportStatus.FAILED)
        return False
    content = lines.of(page.items, row.columns)
    if row.pieces == 0:
        content = lines.header(row.columns) + content
    UserExportPiece.objects.create(export=row, number=row.pieces, content=content)
    row.pieces, row.done, row.marker, row.attempts = row.pieces + 1, row.done + len(page.items), page.marker, 0
    row.lease_until = clock.now() + _LEASE
    row.save(update_fields=["pieces", "done", "marker", "attempts", "lease_until"])
    export.pieces, export.lease_until = row.pieces, row.lease_until
    if page.marker is None:
        _end(row, ExportStatus.DONE)
    return page.marker is not None


def _end(row: UserExport, status: ExportStatus) -> None:
    row.status, row.ended_at, row.lease_until = status, clock.now(), None
    row.save(update_fields=["status", "ended_at", "lease_until"])
    if status == ExportStatus.FAILED:
        UserExportPiece.objects.filter(export=row).delete()
