"""How often something limited was tried: code entry, code sending, password changes."""

from django.db import models

from pools.models import UserPool


class AttemptCount(models.Model):
    """Tries of one kind by one subject in the window that began at `window_start`.

    The subject is a hash of the user's `sub`, or of the name that was typed when there is no such user: both are
    limited alike, so that limits do not tell who exists (checklist 29).
    """

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    subject = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=32)
    window_start = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "subject", "kind"], name="attempt_one_per_kind")]

    def __str__(self) -> str:
        return f"{self.count} {self.kind}"
