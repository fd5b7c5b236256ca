"""The way of a pool's logs to where it wants them: what waits, and how the delivery goes."""

from django.db import models

from pools.models.user_pool import UserPool


class LogDelivery(models.Model):
    """The delivery of a pool's events of one source. One worker at a time has its lease."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    event_source = models.CharField(max_length=32, help_text="userNotification or userAuthEvents")
    attempts = models.PositiveIntegerField(default=0, help_text="Failed ones since the last that did not fail")
    error = models.TextField(blank=True)
    not_before = models.DateTimeField()
    lease_by = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "event_source"], name="log_delivery_one_per_source")]
        verbose_name_plural = "log deliveries"

    def __str__(self) -> str:
        return f"{self.event_source} of {self.pool_id}"


class LogEvent(models.Model):
    """One event that waits; deleted once it is where it belongs."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+", db_index=False)
    event_source = models.CharField(max_length=32)
    body = models.TextField(help_text="JSON as Cognito writes it")
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pool", "event_source", "id"], name="log_event_oldest")]

    def __str__(self) -> str:
        return f"{self.event_source} of {self.pool_id}"
