"""The outbox: every mail and SMS, written in the same transaction as what caused it."""

from django.db import models
from django.db.models import Q

from pools.models.sealed import SealedField
from pools.models.user_pool import UserPool


class MessageState(models.TextChoices):
    """Where a message is on its way."""

    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed, will be tried again"
    DEAD = "dead", "Given up"


class OutboxMessage(models.Model):
    """One message to one person. `body` and `html` are sealed; once a real sender took it they are masked."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="messages")
    event = models.CharField(max_length=40, help_text="CustomMessage trigger source without its prefix, e.g. SignUp")
    medium = models.CharField(max_length=5)
    recipient = models.CharField(max_length=2048)
    user_sub = models.CharField(max_length=36, blank=True, db_index=True)
    subject = models.CharField(max_length=255, blank=True)
    content = SealedField(editable=False, help_text="JSON {text, html} as it is to be sent")
    masked_content = models.TextField(blank=True, help_text="The same with its code or password hidden")
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    lease_by = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["not_before", "id"], name="outbox_due", condition=~Q(state__in=["sent", "dead"])),
            models.Index(fields=["pool", "-id"], name="outbox_pool_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.recipient}"
