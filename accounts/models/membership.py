"""Who is in which group."""

from django.db import models

from accounts.models.user import User
from pools.models import Group


class Membership(models.Model):
    """One user in one group."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="membership_once")]
        indexes = [models.Index(fields=["group", "id"], name="membership_group")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"
