"""What tags said on the making of a pool: which id and secret its app client of a name gets (docs/testing.md)."""

from django.db import models

from pools.models.sealed import SealedField
from pools.models.user_pool import UserPool


class FixedClient(models.Model):
    """Id and secret for the app client of one name, each empty where it is left to chance."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="fixed_clients")
    name = models.CharField(max_length=128)
    client_id = models.CharField(max_length=128, blank=True, default="")
    secret = SealedField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "name"], name="fixed_client_name")]

    def __str__(self) -> str:
        return self.name
