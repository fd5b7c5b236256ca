"""Passkeys: WebAuthn credentials of users, and registrations under way."""

from django.db import models

from accounts.models.user import User
from pools.models import AppClient, SealedJSONField, UserPool


class Passkey(models.Model):
    """One WebAuthn credential."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(max_length=1023)
    credential = models.BinaryField(help_text="Attested credential data (WebAuthn 6.5.1): id and public key")
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=255)
    rp_id = models.CharField(max_length=255)
    attachment = models.CharField(max_length=32, blank=True)
    transports = models.JSONField(default=list)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "credential_id"], name="passkey_once_in_pool")]

    def __str__(self) -> str:
        return self.name


class PasskeyRegistration(models.Model):
    """The one registration that a user has under way; its challenge is good once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="+")
    state = SealedJSONField(default=dict, editable=False)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"of {self.user_id}"
