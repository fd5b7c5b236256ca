"""Who a user is at external identity providers."""

from django.db import models

from accounts.models.user import User
from pools.models import UserPool


class Identity(models.Model):
    """One account of a user at a provider: a federated user's own, or one linked to a local user.

    `attribute` is `Cognito_Subject`, or for SAML the attribute by which an administrator linked.
    """

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider_name = models.CharField(max_length=32)
    provider_type = models.CharField(max_length=16)
    attribute = models.CharField(max_length=128)
    value = models.CharField(max_length=2048)
    issuer = models.CharField(max_length=2048, blank=True)
    primary = models.BooleanField(default=False, help_text="The account that made the user")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "provider_name", "attribute", "value"], name="identity_once_in_pool"
            )
        ]
        indexes = [models.Index(fields=["user", "id"], name="identity_user")]

    def __str__(self) -> str:
        return f"{self.provider_name} of {self.user_id}"
