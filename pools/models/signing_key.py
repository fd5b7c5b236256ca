"""The RSA keys that sign a pool's tokens."""

from django.db import models

from pools.models.sealed import SealedField
from pools.models.user_pool import UserPool


class KeyState(models.TextChoices):
    """Life of a key: published ahead, signing, still published, gone."""

    NEXT = "next", "Published, not yet signing"
    ACTIVE = "active", "Signing"
    RETIRED = "retired", "Published until its tokens are dead"


class SigningKey(models.Model):
    """One key pair; `use` is `id` or `access`, because each pool signs the two kinds of token with different keys."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="signing_keys")
    kid = models.CharField(max_length=64, unique=True)
    use = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=KeyState, default=KeyState.ACTIVE)
    private_key = SealedField(editable=False, help_text="PKCS#8 DER")
    public_jwk = models.JSONField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "use"], condition=models.Q(state="active"), name="signing_key_one_active"
            )
        ]

    def __str__(self) -> str:
        return self.kid
