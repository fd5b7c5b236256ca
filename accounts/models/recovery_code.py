"""Recovery codes: each opens the second factor once, for somebody who lost it. Cognito has none."""

from django.db import models

from accounts.models.user import User


class RecoveryCode(models.Model):
    """One unused code; it is deleted when it is used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    salt = models.BinaryField(max_length=16)
    code_hash = models.BinaryField(max_length=64)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"of {self.user_id}"
