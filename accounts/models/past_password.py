"""Passwords that a user had before, for pools that refuse them a second time."""

from django.db import models

from accounts.models.user import User


class PastPassword(models.Model):
    """One former password, as a hash."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=255, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="past_password_newest")]

    def __str__(self) -> str:
        return f"of {self.user_id}"
