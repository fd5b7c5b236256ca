"""Codes that prove an address: sign-up, password reset, attribute verification."""

from django.db import models

from accounts.models.user import User


class CodePurpose(models.TextChoices):
    """What a code is good for; a code for one purpose is refused for any other."""

    SIGN_UP = "sign_up", "Confirm a sign-up"
    RESET_PASSWORD = "reset_password", "Reset a password"
    VERIFY_ATTRIBUTE = "verify_attribute", "Verify an attribute"


class ConfirmationCode(models.Model):
    """The one live code of a user for a purpose and attribute; a new one replaces it, tries are counted elsewhere."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=20, choices=CodePurpose)
    attribute = models.CharField(max_length=24, blank=True, help_text="Set when a user has one code per attribute")
    sent_to = models.CharField(max_length=24, help_text="email or phone_number")
    value = models.CharField(max_length=2048, help_text="The address the code was sent to")
    salt = models.BinaryField(max_length=16)
    code_hash = models.BinaryField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "purpose", "attribute"], name="code_one_per_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.user_id}"
