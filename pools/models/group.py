"""A group of a pool's users, with an optional role and precedence."""

from django.db import models

from pools.models.user_pool import UserPool


class Group(models.Model):
    """One group; precedence 0 is strongest, none is weakest."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=128)
    description = models.CharField(max_length=2048, blank=True)
    role_arn = models.CharField(max_length=2048, blank=True)
    precedence = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "name"], name="group_name_in_pool")]

    def __str__(self) -> str:
        return self.name
