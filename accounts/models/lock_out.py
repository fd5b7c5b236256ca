"""Failed password attempts, and how long further ones are refused."""

from django.db import models

from pools.models import UserPool


class LockOut(models.Model):
    """Failures in a row of one subject (see AttemptCount for what a subject is)."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    subject = models.BinaryField(max_length=32)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "subject"], name="lock_out_one_per_subject")]

    def __str__(self) -> str:
        return f"{self.failures} failures"
