"""The browser's session on a pool's hosted pages."""

from django.db import models

from accounts.models.user import User
from pools.models import SealedJSONField, UserPool


class HostedSession(models.Model):
    """One signed-in browser; the cookie holds the token, we its hash."""

    token_hash = models.BinaryField(primary_key=True, max_length=32)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="hosted_sessions")
    provider_name = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="Identity provider; empty for a local sign-in"
    )
    provider_session = SealedJSONField(
        null=True, editable=False, help_text="What the provider calls its own session; to end it there"
    )
    proved = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Methods by which the user signed in, in order",
    )
    ip = models.CharField(max_length=45, blank=True, default="", db_default="")
    user_agent = models.CharField(max_length=255, blank=True, default="", db_default="")
    auth_time = models.DateTimeField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"of {self.user_id}"
