"""What threat protection does at which risk: for a pool, or for one of its app clients."""

from django.db import models

from pools.models.app_client import AppClient
from pools.models.user_pool import UserPool


class RiskConfiguration(models.Model):
    """AWS RiskConfigurationType as last set; without a client it is the pool's default."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="risk_configurations")
    client = models.ForeignKey(AppClient, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    settings = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "client"], name="risk_configuration_of_client"),
            models.UniqueConstraint(
                fields=["pool"], condition=models.Q(client=None), name="risk_configuration_of_pool"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.client_id or ''}".rstrip()
