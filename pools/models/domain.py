"""The host under which a pool's sign-in pages are served."""

from django.db import models

from pools.models.user_pool import UserPool


class Domain(models.Model):
    """A prefix (`<prefix>.auth.<base host>`) or a custom host name; each name belongs to one pool."""

    name = models.CharField(max_length=255, unique=True)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="domains")
    custom = models.BooleanField(default=False)
    certificate_arn = models.CharField(max_length=2048, blank=True)
    managed_login_version = models.PositiveSmallIntegerField(default=1)
    security_policy = models.CharField(max_length=24, blank=True, default="", db_default="")
    routing = models.JSONField(null=True, blank=True, help_text="AWS RoutingType as last set")
    version = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "custom"], name="domain_one_of_a_kind")]

    def __str__(self) -> str:
        return self.name
