"""What happened at sign-ins and around them, as threat protection keeps it."""

import uuid

from django.db import models

from accounts.models.user import User
from pools.models import UserPool


class AuthEvent(models.Model):
    """One event of one user (AWS AuthEventType); kept for two years."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="auth_events")
    event_id = models.UUIDField(unique=True, default=uuid.uuid4)
    client_id = models.CharField(max_length=128, blank=True)
    type = models.CharField(max_length=16, help_text="SignIn, SignUp, ForgotPassword, PasswordChange or ResendCode")
    response = models.CharField(max_length=16, help_text="Pass, Fail or InProgress")
    risk_decision = models.CharField(max_length=16, default="NoRisk")
    risk_level = models.CharField(max_length=8, blank=True)
    compromised = models.BooleanField(default=False)
    challenges = models.JSONField(default=list, help_text="AWS ChallengeResponseType")
    ip = models.CharField(max_length=45, blank=True)
    device_name = models.CharField(max_length=255, blank=True)
    city = models.CharField(max_length=128, blank=True)
    country = models.CharField(max_length=128, blank=True)
    feedback = models.JSONField(null=True, blank=True, help_text="AWS EventFeedbackType")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="auth_event_newest"),
            models.Index(fields=["user", "ip"], name="auth_event_place"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.response}"
