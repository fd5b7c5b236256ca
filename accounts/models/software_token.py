"""A user's authenticator app: the seed of its six-digit codes (RFC 6238)."""

from django.db import models

from accounts.models.user import User
from pools.models import SealedField


class SoftwareToken(models.Model):
    """One user's authenticator app. A new seed waits beside the old one until a code of it was entered."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="software_token")
    seed = SealedField(null=True, editable=False, help_text="Proved by a code; empty until then")
    pending_seed = SealedField(null=True, editable=False)
    name = models.CharField(max_length=1024, blank=True, help_text="FriendlyDeviceName")
    last_step = models.BigIntegerField(default=0, help_text="The time step of the last code that was taken")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"of {self.user_id}"

    @property
    def is_verified(self) -> bool:
        return self.seed is not None
