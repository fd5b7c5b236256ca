"""The lease on a running job. It only keeps workers out of each other's way: what counts is the place in the file.

That place is compared and moved under the job's row lock, together with the users, so that even two workers at one job
import each line once (checklist 71).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.models import ImportJob
from accounts.models.import_job import ImportStatus
from pools.core import clock
from pools.delivery import holder

LENGTH = timedelta(minutes=2)
MOST_ATTEMPTS = 12


@transaction.atomic
def take(job_pk: int) -> ImportJob | None:
    """The job, ours to work on; nothing when it does not run, or another holds it."""
    now = clock.now()
    taken = (
        waiting(now)
        .filter(pk=job_pk, attempts__lt=MOST_ATTEMPTS)
        .update(lease_by=str(holder.this_process()), lease_until=now + LENGTH, attempts=F("attempts") + 1)
    )
    if not taken:
        return None
    ImportJob.objects.filter(pk=job_pk, status=ImportStatus.PENDING).update(status=ImportStatus.IN_PROGRESS)
    return ImportJob.objects.select_related("pool").get(pk=job_pk)


def locked(job: ImportJob) -> ImportJob | None:
    """The row, kept from everybody else until the transaction ends; nothing when the job ended or is further already."""
    rows = ImportJob.objects.select_for_update().filter(pk=job.pk, running=True, position=job.position)
    return rows.filter(lease_by=job.lease_by).first()


def release(job: ImportJob) -> None:
    """Give it back, for whoever goes on."""
    ImportJob.objects.filter(pk=job.pk, lease_by=job.lease_by).update(lease_by="", lease_until=None)


def release_of_the_dead() -> None:
    """Free what processes that have died on this machine still held."""
    leased = ImportJob.objects.filter(running=True).exclude(lease_by="")
    for name in leased.values_list("lease_by", flat=True):
        if holder.is_gone(name):
            leased.filter(lease_by=name).update(lease_by="", lease_until=None)


def waiting(now: datetime) -> QuerySet[ImportJob]:
    """Running jobs that nobody works on."""
    return ImportJob.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), running=True)
