"""Exports of a pool's users as CSV files, which workers write and which are kept for a day. Amazon Cognito has none."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.db import transaction

from accounts import user_filter
from accounts.exports import lines, runner
from accounts.models import UserExport, UserExportPiece
from accounts.models.user_export import ExportStatus
from pools import user_pools
from pools.core import clock
from pools.core.errors import LimitExceededException, ResourceNotFoundException
from pools.models import UserPool

KEPT_FOR = timedelta(days=1)
MOST = 10
"""In a pool at once."""


@transaction.atomic
def create(pool: UserPool, *, filter: str = "", made_by: str = "") -> UserExport:  # noqa: A002 - AWS's name
    """Have a file written of all users, or of those that a filter of ListUsers finds.

    Raises:
        InvalidParameterException: the filter cannot be parsed, or names an attribute that is not searched.
        LimitExceededException: ten are kept already.
    """
    user_filter.parse(pool, filter)
    user_pools.lock(pool)
    if UserExport.objects.filter(pool=pool).count() >= MOST:
        raise LimitExceededException(f"At most {MOST} exports of a user pool are kept. Delete one first.")
    export = UserExport.objects.create(
        pool=pool,
        filter=filter,
        made_by=made_by,
        columns=lines.columns(pool),
        total=user_pools.estimated_number_of_users(pool),
        created_at=clock.now(),
    )
    transaction.on_commit(partial(runner.publish, export), robust=True)
    return export


def get(pool: UserPool, pk: int) -> UserExport:
    """The export of this number.

    Raises:
        ResourceNotFoundException: the pool has none, or it was kept long enough.
    """
    export = UserExport.objects.filter(pool=pool, pk=pk, created_at__gt=clock.now() - KEPT_FOR).first()
    if export is None:
        raise ResourceNotFoundException(f"Export {pk} does not exist.")
    return export


def of_pool(pool: UserPool) -> list[UserExport]:
    """Those that are kept, newest first."""
    return list(UserExport.objects.filter(pool=pool, created_at__gt=clock.now() - KEPT_FOR).order_by("-id"))


def content(export: UserExport) -> Iterator[bytes]:
    """The file, a piece after another.

    Raises:
        ResourceNotFoundException: it is not written to its end.
    """
    if export.status != ExportStatus.DONE:
        raise ResourceNotFoundException(f"Export {export.pk} is not ready.")
    return _pieces(export)


def delete(export: UserExport) -> None:
    """Forget the file, or stop writing it."""
    export.delete()


def tidy() -> None:
    """Forget what was kept long enough."""
    for export in UserExport.objects.filter(created_at__lte=clock.now() - KEPT_FOR):
        export.delete()


def _pieces(export: UserExport) -> Iterator[bytes]:
    for number in range(export.pieces):
        piece = UserExportPiece.objects.filter(export=export, number=number).first()
        if piece is None:  # deleted while it was being sent: better broken off than taken for the whole
            raise ConnectionAbortedError
        yield bytes(piece.content)
