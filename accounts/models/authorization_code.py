"""Authorization codes (RFC 6749, 4.1): one use, five minutes, bound to client, redirect and PKCE."""

from django.db import models

from accounts.models.hosted_session import HostedSession
from accounts.models.user import User
from accounts.models.user_session import UserSession
from pools.models import AppClient, UserPool


class AuthorizationCode(models.Model):
    """One code, kept as a hash; `session` is set when it was redeemed, so that a second use can revoke it."""

    code_hash = models.BinaryField(primary_key=True, max_length=32)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    redirect_uri = models.CharField(max_length=1024)
    scopes = models.JSONField(default=list)
    code_challenge = models.CharField(max_length=128, blank=True)
    resource = models.CharField(max_length=1024, blank=True, default="", db_default="", help_text="RFC 8707")
    nonce = models.CharField(max_length=2048, blank=True)
    proved = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Methods by which the user signed in, in order",
    )
    origin = models.ForeignKey(
        HostedSession, null=True, on_delete=models.SET_NULL, related_name="+", help_text="The browser it came through"
    )
    auth_time = models.DateTimeField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    session = models.ForeignKey(UserSession, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"for {self.client_id}"
