"""Resource servers: APIs of the pool's owner, each with scopes of its own."""

from django.db import models

from pools.models.user_pool import UserPool


class ResourceServer(models.Model):
    """One resource server; `scopes` is AWS ResourceServerScopeType as last set."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="resource_servers")
    identifier = models.CharField(max_length=256)
    name = models.CharField(max_length=256)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "identifier"], name="resource_server_in_pool")]

    def __str__(self) -> str:
        return self.identifier

    @property
    def scope_names(self) -> list[str]:
        """The scopes as tokens and app clients name them: `identifier/scope`."""
        return [f"{self.identifier}/{scope['ScopeName']}" for scope in self.scopes]
