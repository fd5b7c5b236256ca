"""The address that a job's file is sent to, and the file on its way into the database, where every worker finds it."""

import hmac
import uuid
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction

from accounts.imports.reader import CHUNK
from accounts.models import ImportChunk, ImportJob
from accounts.models.import_job import ImportStatus
from pools.core import clock, vault
from pools.core.errors import InvalidParameterException, NotAuthorizedException, PreconditionNotMetException

LARGEST = 100 * 1024 * 1024
GOOD_FOR = timedelta(minutes=15)
_PURPOSE = "the upload of an import"
_STARTED = "The import job was started already."
# So long an upload that never became whole may lie about.
_KEEP = timedelta(hours=6)

Read = Callable[[int], bytes]


def address(job: ImportJob) -> str | None:
    """PreSignedUrl. The signature is in the query, which no log shows; none once nothing can be sent any more."""
    if job.status != ImportStatus.CREATED or job.upload_until <= clock.now():
        return None
    signature = next(vault.derived_tokens(_signed(job), purpose=_PURPOSE))
    return f"{settings.POOLHOUSE_URL}/imports/{job.job_id}?{urlencode({'signature': signature})}"


def find(job_id: str, signature: str) -> ImportJob:
    """The job whose address this is.

    Raises:
        NotAuthorizedException: no such address, or no longer.
        PreconditionNotMetException: the job was started.
    """
    job = ImportJob.objects.filter(job_id=job_id).first()
    if job is None or not _is_of(job, signature):
        raise NotAuthorizedException("The address for the upload is not valid.")
    if job.upload_until <= clock.now():
        raise NotAuthorizedException("The address for the upload has expired; create another import job.")
    if job.status != ImportStatus.CREATED:
        raise PreconditionNotMetException(_STARTED)
    return job


def receive(job: ImportJob, read: Read, *, size: int) -> None:
    """Keep the file; it takes the place of one that was sent before.

    Args:
        job: as `find` gave it.
        read: gives at most so many bytes, none at the end.
        size: how many there will be.

    Raises:
        InvalidParameterException: the file is empty, too large, or broke off.
        PreconditionNotMetException: the job was started meanwhile.
    """
    if not 0 < size <= LARGEST:
        raise InvalidParameterException("The file must have at least one byte and at most 100 MB.")
    upload = uuid.uuid4()
    try:
        lines = _keep(job, upload, read, size)
        _settle(job, upload, size, lines)
    except BaseException:
        ImportChunk.objects.filter(job=job, upload=upload).delete()
        raise


def forget_broken_off() -> None:
    """Delete what is left of uploads whose process died."""
    old = ImportChunk.objects.filter(created_at__lt=clock.now() - _KEEP)
    for pk, upload, current in old.values_list("pk", "upload", "job__upload"):
        if upload != current:
            old.filter(pk=pk).delete()


def _keep(job: ImportJob, upload: uuid.UUID, read: Read, size: int) -> int:
    """Store the chunks; the number of lines."""
    ends, last, number = 0, b"", 0
    while size:
        content = _exactly(read, min(size, CHUNK))
        now = clock.now()
        ImportChunk.objects.create(job=job, upload=upload, number=number, content=content, created_at=now)
        ends, last = ends + content.count(b"\n"), content[-1:]
        size, number = size - len(content), number + 1
    return ends + (last != b"\n")


def _exactly(read: Read, size: int) -> bytes:
    content = bytearray()
    while len(content) < size:
        piece = read(size - len(content))
        if not piece:
            raise InvalidParameterException("The file broke off before its end.")
        content += piece
    return bytes(content)


@transaction.atomic
def _settle(job: ImportJob, upload: uuid.UUID, size: int, lines: int) -> None:
    settled = ImportJob.objects.filter(pk=job.pk, status=ImportStatus.CREATED).update(
        upload=upload, size=size, lines=lines
    )
    if not settled:
        raise PreconditionNotMetException(_STARTED)
    if job.upload:
        ImportChunk.objects.filter(job=job, upload=job.upload).delete()


def _signed(job: ImportJob) -> str:
    return f"{job.job_id} until {job.upload_until.timestamp()}"


def _is_of(job: ImportJob, signature: str) -> bool:
    tokens = vault.derived_tokens(_signed(job), purpose=_PURPOSE)
    return any(hmac.compare_digest(token.encode(), signature.encode()) for token in tokens)
