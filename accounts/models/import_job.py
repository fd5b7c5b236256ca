"""User import: the job, the file that was uploaded for it, and what became of the lines that made no user."""

from django.db import models

from pools.models import SealedField, UserPool


class ImportStatus(models.TextChoices):
    """AWS UserImportJobStatusType."""

    CREATED = "Created", "Created"
    PENDING = "Pending", "Pending"
    IN_PROGRESS = "InProgress", "In progress"
    STOPPING = "Stopping", "Stopping"
    EXPIRED = "Expired", "Expired"
    STOPPED = "Stopped", "Stopped"
    FAILED = "Failed", "Failed"
    SUCCEEDED = "Succeeded", "Succeeded"


class ImportJob(models.Model):
    """One import. `position` and `line` say how far it came; they are committed together with the users."""

    id = models.BigAutoField(primary_key=True)
    job_id = models.CharField(max_length=55, unique=True)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="import_jobs")
    name = models.CharField(max_length=128)
    role_arn = models.CharField(max_length=2048, help_text="CloudWatchLogsRoleArn, kept and given back")
    hashing_algorithm = models.CharField(max_length=16, blank=True)
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.CREATED)
    running = models.BooleanField(
        null=True, editable=False, unique=True, help_text="True from start to end, else nothing: one job runs at a time"
    )

    upload = models.UUIDField(null=True, editable=False, help_text="Which chunks make up the file, once it is whole")
    size = models.BigIntegerField(default=0, help_text="Bytes of the file")
    lines = models.BigIntegerField(default=0, help_text="Lines of the file")
    position = models.BigIntegerField(default=0, help_text="Bytes of the file that are done")
    line = models.BigIntegerField(default=0, help_text="Lines of the file that are done")

    imported = models.PositiveBigIntegerField(default=0)
    skipped = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=128, blank=True, help_text="CompletionMessage")

    attempts = models.PositiveIntegerField(default=0, help_text="Attempts since it last came any further")
    lease_by = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField()
    upload_until = models.DateTimeField(help_text="The address for the upload is good until then")
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["pool", "-id"], name="import_job_newest")]

    def __str__(self) -> str:
        return f"{self.name} ({self.job_id})"


class ImportChunk(models.Model):
    """A piece of an uploaded file; all but the last of an upload are of one size. It holds hashes and addresses."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="chunks")
    upload = models.UUIDField()
    number = models.PositiveIntegerField()
    content = SealedField(editable=False)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "upload", "number"], name="import_chunk_once")]

    def __str__(self) -> str:
        return f"{self.number} of {self.job_id}"


class ImportOutcome(models.TextChoices):
    """Why a line made no user, in the words of AWS's log."""

    SKIPPED = "SKIPPED", "Skipped"
    FAILED = "FAILED", "Failed"


class ImportLogEntry(models.Model):
    """A line of the file that made no user, and why; never what stands in it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="log")
    line = models.PositiveBigIntegerField(help_text="The header is line 1")
    outcome = models.CharField(max_length=7, choices=ImportOutcome)
    reason = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = "import log entries"
        constraints = [models.UniqueConstraint(fields=["job", "line"], name="import_log_line_once")]

    def __str__(self) -> str:
        return f"[{self.outcome}] Line Number {self.line} - {self.reason}"
