"""The lease on a change that is worked on. It only keeps workers apart: what counts is the place among the users.

That place is compared and moved under the change's row lock, together with the users' rows, so that a worker that died or
was overtaken leaves nothing half done (checklist 76).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.models import SchemaChange
from accounts.models.schema_change import WORKING
from pools.core import clock
from pools.delivery import holder

LENGTH = timedelta(minutes=2)
MOST_ATTEMPTS = 12


@transaction.atomic
def take(change_pk: int) -> SchemaChange | None:
    """The change, ours to work on; nothing when there is nothing to do, or another holds it."""
    now = clock.now()
    taken = (
        waiting(now)
        .filter(pk=change_pk)
        .update(lease_by=str(holder.this_process()), lease_until=now + LENGTH, attempts=F("attempts") + 1)
    )
    return SchemaChange.objects.select_related("pool").get(pk=change_pk) if taken else None


def locked(change: SchemaChange) -> SchemaChange | None:
    """The row, kept from everybody else until the transaction ends; nothing when another worker is further."""
    rows = SchemaChange.objects.select_for_update().filter(pk=change.pk, status=change.status)
    return rows.filter(position=change.position, lease_by=change.lease_by).first()


def forgive(change: SchemaChange) -> None:
    """Not count an attempt that gave way to somebody else."""
    SchemaChange.objects.filter(pk=change.pk, lease_by=change.lease_by).update(attempts=0)


def release(change: SchemaChange) -> None:
    """Give it back, for whoever goes on."""
    SchemaChange.objects.filter(pk=change.pk, lease_by=change.lease_by).update(lease_by="", lease_until=None)


def release_of_the_dead() -> None:
    """Free what processes that have died on this machine still held."""
    leased = SchemaChange.objects.filter(open=True).exclude(lease_by="")
    for name in leased.values_list("lease_by", flat=True):
        if holder.is_gone(name):
            leased.filter(lease_by=name).update(lease_by="", lease_until=None)


def waiting(now: datetime) -> QuerySet[SchemaChange]:
    """Changes that have work in them, on which nobody works."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return SchemaChange.objects.filter(free, open=True, status__in=WORKING)
