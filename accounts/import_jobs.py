"""User import jobs: create, get, list, start, stop."""

from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction

from accounts.imports import columns, ending, lease, runner, upload
from accounts.models import ImportJob, ImportLogEntry, SchemaChange
from accounts.models.import_job import ImportStatus
from accounts.models.schema_change import CHANGING
from pools import user_pools
from pools.core import clock, ids
from pools.core.errors import LimitExceededException, PreconditionNotMetException, ResourceNotFoundException
from pools.core.pagination import Page
from pools.models import UserPool

_MOST = 1000
_START_WITHIN = timedelta(hours=24)
_LOG_KEPT_FOR = timedelta(days=30)
_BATCH = 1000


def csv_header(pool: UserPool) -> list[str]:
    """The columns of a file, in their order."""
    return columns.header(pool)


def create(pool: UserPool, *, name: str, role_arn: str, hashing_algorithm: str = "") -> ImportJob:
    """A job that waits for its file, which can be sent for a quarter of an hour.

    Args:
        pool: where the users will be.
        name: as operators call it.
        role_arn: CloudWatchLogsRoleArn, which is kept and not used: the log is in the database.
        hashing_algorithm: of the column `password_hash`, if there will be one.

    Raises:
        LimitExceededException: a thousand jobs in the pool.
    """
    if ImportJob.objects.filter(pool=pool).count() >= _MOST:
        raise LimitExceededException("The maximum number of user import jobs has been reached.")
    now = clock.now()
    return ImportJob.objects.create(
        job_id=ids.import_job_id(),
        pool=pool,
        name=name,
        role_arn=role_arn,
        hashing_algorithm=hashing_algorithm,
        created_at=now,
        upload_until=now + upload.GOOD_FOR,
    )


def get(pool: UserPool, job_id: str) -> ImportJob:
    """The job of this id.

    Raises:
        ResourceNotFoundException: the pool has none.
    """
    job = ImportJob.objects.filter(pool=pool, job_id=job_id).first()
    if job is None:
        raise ResourceNotFoundException(f"User import job {job_id} does not exist.")
    return job


def list_page(pool: UserPool, *, limit: int, after: int | None = None) -> Page[ImportJob]:
    """A page of the pool's jobs, newest first."""
    rows = ImportJob.objects.filter(pool=pool)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-id")[: limit + 1])
    return Page(found[:limit], found[limit - 1].pk) if len(found) > limit else Page(found)


@transaction.atomic
def start(pool: UserPool, job_id: str) -> ImportJob:
    """Have the workers import the file.

    Raises:
        ResourceNotFoundException: no such job.
        PreconditionNotMetException: no file was sent, the job was started or waited too long, or another one runs.
    """
    # Whoever changes the pool has this lock too, and refuses while a job runs.
    user_pools.lock(pool)
    job = _locked(pool, job_id)
    if job.status != ImportStatus.CREATED or job.created_at <= clock.now() - _START_WITHIN:
        raise PreconditionNotMetException("The import job cannot be started in its present state.")
    if SchemaChange.objects.filter(pool=pool, status__in=CHANGING).exists():
        raise PreconditionNotMetException("The schema of the user pool is being changed.")
    if not job.upload:
        raise PreconditionNotMetException("The CSV file has not been uploaded.")
    job.status, job.running, job.started_at = ImportStatus.PENDING, True, clock.now()
    try:
        with transaction.atomic():
            job.save(update_fields=["status", "running", "started_at"])
    except IntegrityError:
        # AWS: unverified: one job runs at a time in an account.
        raise PreconditionNotMetException("Another user import job is running.") from None
    transaction.on_commit(partial(runner.publish, job), robust=True)
    return job


@transaction.atomic
def stop(pool: UserPool, job_id: str) -> ImportJob:
    """End the job before the next batch of lines; who was imported stays.

    Raises:
        ResourceNotFoundException: no such job.
        PreconditionNotMetException: it does not run.
    """
    job = _locked(pool, job_id)
    if not job.running:
        raise PreconditionNotMetException("The import job cannot be stopped in its present state.")
    if lease.waiting(clock.now()).filter(pk=job.pk).exists():
        ending.end(job, ImportStatus.STOPPED, ending.STOPPED)
    else:
        job.status = ImportStatus.STOPPING
        job.save(update_fields=["status"])
    return job


def tidy() -> None:
    """Expire jobs that nobody started, and forget old logs and uploads that broke off."""
    now = clock.now()
    for pk in ImportJob.objects.filter(status=ImportStatus.CREATED, created_at__lte=now - _START_WITHIN).values_list(
        "pk", flat=True
    ):
        _expire(pk)
    old = ImportLogEntry.objects.filter(job__completed_at__lt=now - _LOG_KEPT_FOR)
    while keys := list(old.values_list("pk", flat=True)[:_BATCH]):
        ImportLogEntry.objects.filter(pk__in=keys).delete()
    upload.forget_broken_off()


@transaction.atomic
def _expire(pk: int) -> None:
    job = ImportJob.objects.select_for_update().filter(pk=pk, status=ImportStatus.CREATED).first()
    if job:
        ending.end(job, ImportStatus.EXPIRED, ending.EXPIRED)


def _locked(pool: UserPool, job_id: str) -> ImportJob:
    job = ImportJob.objects.select_for_update().filter(pool=pool, job_id=job_id).first()
    if job is None:
        raise ResourceNotFoundException(f"User import job {job_id} does not exist.")
    return job
