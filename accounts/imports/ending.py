"""How a job ends: its file goes, its counters and its log stay."""

from accounts.models import ImportChunk, ImportJob
from accounts.models.import_job import ImportStatus
from pools.core import clock

# AWS: unverified: these words; the model's own pattern for them allows no spaces, which AWS's answers have.
SUCCEEDED = "Import Job Completed Successfully."
STOPPED = "The import job was stopped."
WRONG_HEADER = "The first line of the file is not the header of this user pool."
TOO_MANY = "The file has more than 500,000 users."
BROKEN = "The import met an internal error many times."
EXPIRED = "The import job was not started in time."


def end(job: ImportJob, status: ImportStatus, message: str) -> None:
    """Write the end down. Call inside a transaction that has locked the row."""
    job.status, job.message = status, message
    job.running, job.completed_at = None, clock.now()
    job.lease_by, job.lease_until = "", None
    fields = ["status", "message", "running", "completed_at", "lease_by", "lease_until"]
    job.save(update_fields=fields)
    ImportChunk.objects.filter(job=job).delete()
