"""Documents that sign-in pages link to: terms of use and privacy policy, in several languages."""

import uuid

from django.db import models

from pools.models.app_client import AppClient
from pools.models.user_pool import UserPool


class Terms(models.Model):
    """One document of one app client (AWS TermsType)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=32, help_text="terms-of-use or privacy-policy")
    links = models.JSONField(default=dict, help_text="Addresses by `cognito:<language>`")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "terms"
        constraints = [models.UniqueConstraint(fields=["client", "name"], name="terms_once_of_client")]
        indexes = [models.Index(fields=["pool", "created_at", "id"], name="terms_pool_created")]

    def __str__(self) -> str:
        return self.name
