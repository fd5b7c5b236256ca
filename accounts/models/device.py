"""Devices that users sign in from, and the secret by which one is known again."""

from django.db import models

from accounts.models.user import User
from pools.models import SealedField, UserPool


class DeviceStatus(models.TextChoices):
    """Whether a device stands in for the second factor."""

    REMEMBERED = "remembered", "Remembered"
    NOT_REMEMBERED = "not_remembered", "Not remembered"


class Device(models.Model):
    """One device of one user. Until it is confirmed only its key is known, and nobody can sign in with it.

    A browser that is trusted on the hosted pages is one too; it has a secret in a cookie in place of SRP's.
    """

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    key = models.CharField(max_length=55, unique=True)
    group_key = models.CharField(max_length=64)
    name = models.CharField(max_length=1024, blank=True)
    srp_salt = models.BinaryField(null=True, editable=False)
    srp_verifier = SealedField(null=True, editable=False)
    browser_hash = models.BinaryField(
        max_length=32, null=True, unique=True, editable=False, help_text="Of the secret of a browser that is trusted"
    )
    status = models.CharField(max_length=16, choices=DeviceStatus, default=DeviceStatus.NOT_REMEMBERED)
    last_ip = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_authenticated_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Of a browser that is trusted")

    class Meta:
        indexes = [
            models.Index(fields=["user", "id"], name="device_user"),
            models.Index(fields=["created_at"], condition=models.Q(confirmed_at=None), name="device_unconfirmed"),
            models.Index(fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="device_expiring"),
        ]

    def __str__(self) -> str:
        return self.key
