"""Refresh tokens: opaque to clients, kept as hashes."""

from django.db import models

from accounts.models.user_session import UserSession


class RefreshToken(models.Model):
    """One refresh token of a session. After a rotation the old one stays, so that its reuse is noticed."""

    token_hash = models.BinaryField(primary_key=True, max_length=32)
    session = models.ForeignKey(UserSession, on_delete=models.CASCADE, related_name="refresh_tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True, blank=True)
    successor_hash = models.BinaryField(max_length=32, null=True, help_text="Of the token that took its place")

    def __str__(self) -> str:
        return f"of {self.session_id}"
