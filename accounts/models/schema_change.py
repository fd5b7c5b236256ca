"""A change of what a pool's users are made of: planned, counted, applied by the workers, and kept as a revision."""

from django.db import models

from accounts.models.user import User
from pools.models import UserPool


class ChangeStatus(models.TextChoices):
    """How far a change has come."""

    COUNTING = "Counting", "Counting"
    PLANNED = "Planned", "Planned"
    BUILDING = "Building", "Preparing"
    SETTLING = "Settling", "Applied, tidying up"
    REVERTING = "Reverting", "Taking back"
    APPLIED = "Applied", "Applied"
    REFUSED = "Refused", "Not applied"
    DISCARDED = "Discarded", "Discarded"


WORKING = (ChangeStatus.COUNTING, ChangeStatus.BUILDING, ChangeStatus.SETTLING, ChangeStatus.REVERTING)
"""What the workers do something about."""

CHANGING = (ChangeStatus.BUILDING, ChangeStatus.SETTLING, ChangeStatus.REVERTING)
"""What users' rows are changed by."""


class SchemaChange(models.Model):
    """One change. `position` says how far among the users its present step came; it is committed with their rows."""

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="schema_changes")
    undoes = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undone_by")
    made_by = models.CharField(max_length=254, blank=True)
    before = models.JSONField(help_text="The definition that it starts from")
    after = models.JSONField(help_text="The definition that it leads to")
    status = models.CharField(max_length=10, choices=ChangeStatus, default=ChangeStatus.COUNTING)
    open = models.BooleanField(
        null=True, editable=False, help_text="True until it has ended, else nothing: a pool has one at a time"
    )
    findings = models.JSONField(default=list, help_text="What would break, and for how many")
    taken_out = models.JSONField(default=dict, help_text="What was taken out of app clients' permissions")
    message = models.CharField(max_length=300, blank=True)

    position = models.BigIntegerField(default=0, help_text="The last user whom the present step is done with")
    done = models.BigIntegerField(default=0, help_text="Users whom the present step is done with")
    total = models.BigIntegerField(default=0, help_text="Users, about")

    attempts = models.PositiveIntegerField(default=0, help_text="Attempts since it last came any further")
    lease_by = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True, help_text="When the new definition came into force")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "open"], name="schema_change_one_open")]
        indexes = [models.Index(fields=["pool", "-id"], name="schema_change_newest")]

    def __str__(self) -> str:
        return f"change {self.pk} of {self.pool_id}"


class SetAsideValue(models.Model):
    """A user's value of an attribute that a change removed, for whoever undoes it."""

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(SchemaChange, on_delete=models.CASCADE, related_name="set_aside")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    attribute = models.CharField(max_length=64)
    value = models.CharField(max_length=2048)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "user", "attribute"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.attribute} of {self.user_id}"
