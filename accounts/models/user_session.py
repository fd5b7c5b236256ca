"""What one sign-in gave: the family of tokens that sign-out ends together."""

import uuid

from django.db import models

from accounts.models.hosted_session import HostedSession
from accounts.models.user import User
from pools.models import AppClient, UserPool


class UserSession(models.Model):
    """One sign-in of one user through one client; `id` is the tokens' `origin_jti`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event_id = models.UUIDField(
        unique=True, default=uuid.uuid4, help_text="Claim of every token; finds the session when there is no origin_jti"
    )
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    scopes = models.JSONField(default=list)
    hosted = models.BooleanField(default=False, help_text="Signed in on the hosted pages")
    revocable = models.BooleanField(default=True, help_text="EnableTokenRevocation when the tokens were issued")
    proved = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Methods by which the user signed in, in order",
    )
    acr = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="Authentication context class that was reached"
    )
    device_key = models.CharField(
        max_length=55, blank=True, default="", db_default="", help_text="Of a tracked device; refreshing needs it"
    )
    audience = models.CharField(
        max_length=1024,
        blank=True,
        default="",
        db_default="",
        help_text="`aud` of access tokens: the resource asked for",
    )
    origin = models.ForeignKey(
        HostedSession, null=True, on_delete=models.SET_NULL, related_name="+", help_text="The browser it came through"
    )
    auth_time = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField()
    ip = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-auth_time"], name="user_session_newest")]

    def __str__(self) -> str:
        return str(self.id)
