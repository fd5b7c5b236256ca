"""A webhook: an HTTP address that a pool calls as a trigger, named in LambdaConfig like a function."""

from django.db import models

from pools.core import clock
from pools.models.sealed import SealedField


class Webhook(models.Model):
    """One address and the secret that signs what is posted there; after a rotation the old one is good for a while."""

    id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=128)
    url = models.CharField(max_length=2048)
    secret = SealedField(editable=False)
    previous_secret = SealedField(null=True, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"

    @property
    def live_secrets(self) -> list[bytes]:
        """The secrets to sign with, newest first."""
        secrets = [bytes(self.secret)]
        if self.previous_secret is not None and self.previous_until is not None and self.previous_until > clock.now():
            secrets.append(bytes(self.previous_secret))
        return secrets
