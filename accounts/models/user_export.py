"""Export of users: what was asked for, how far it has come, and the file in pieces."""

from django.db import models

from pools.models import SealedField, UserPool


class ExportStatus(models.TextChoices):
    """How far an export has come."""

    RUNNING = "Running", "Running"
    DONE = "Done", "Ready"
    FAILED = "Failed", "Failed"


class UserExport(models.Model):
    """One export. `marker` says how far it came; it is committed together with the pieces of the file."""

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="user_exports", db_index=False)
    filter = models.CharField(max_length=512, blank=True, help_text="Of ListUsers")
    made_by = models.CharField(max_length=254, blank=True)
    columns = models.JSONField(default=list, help_text="As they were when it began")
    status = models.CharField(max_length=8, choices=ExportStatus, default=ExportStatus.RUNNING)
    marker = models.JSONField(null=True, help_text="Of the last page of users that is in the file")
    pieces = models.PositiveIntegerField(default=0)
    done = models.BigIntegerField(default=0, help_text="Users in the file")
    total = models.BigIntegerField(default=0, help_text="Users of the pool, about")
    attempts = models.PositiveIntegerField(default=0, help_text="Attempts since it last came any further")
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["pool", "-id"], name="user_export_newest")]

    def __str__(self) -> str:
        return f"export {self.pk} of {self.pool_id}"


class UserExportPiece(models.Model):
    """A piece of the file. It holds what is known of people."""

    id = models.BigAutoField(primary_key=True)
    export = models.ForeignKey(UserExport, on_delete=models.CASCADE, related_name="file", db_index=False)
    number = models.PositiveIntegerField()
    content = SealedField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="user_export_piece_once")]

    def __str__(self) -> str:
        return f"{self.number} of {self.export_id}"
