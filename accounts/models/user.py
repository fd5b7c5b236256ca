"""A pool's user, and every name by which that user can sign in."""

from typing import Any

from django.db import models
from django.db.models import F

from accounts.models.filled import IsFilled
from pools.models import SealedField, UserPool


class UserStatus(models.TextChoices):
    """Cognito's user statuses that Poolhouse produces."""

    UNCONFIRMED = "UNCONFIRMED", "Unconfirmed"
    CONFIRMED = "CONFIRMED", "Confirmed"
    FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD", "Force change password"
    RESET_REQUIRED = "RESET_REQUIRED", "Reset required"
    EXTERNAL_PROVIDER = "EXTERNAL_PROVIDER", "External provider"


COLUMN_ATTRIBUTES = ("email", "phone_number", "preferred_username", "name", "given_name", "family_name")
VERIFIED_ATTRIBUTES = ("email_verified", "phone_number_verified")
IDENTITIES = "identities"
"""The attribute that lists a user's accounts at external providers, as JSON; `linking` alone writes it."""


class User(models.Model):
    """One person in one pool. Searchable attributes are columns; the others are `other_attributes`."""

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="users", db_index=False)
    sub = models.CharField(max_length=36, unique=True)
    username = models.CharField(max_length=128)
    status = models.CharField(max_length=24, choices=UserStatus)
    enabled = models.BooleanField(default=True)

    email = models.CharField(max_length=2048, blank=True)
    phone_number = models.CharField(max_length=2048, blank=True)
    preferred_username = models.CharField(max_length=2048, blank=True)
    name = models.CharField(max_length=2048, blank=True)
    given_name = models.CharField(max_length=2048, blank=True)
    family_name = models.CharField(max_length=2048, blank=True)
    email_verified = models.BooleanField(null=True, blank=True)
    phone_number_verified = models.BooleanField(null=True, blank=True)
    other_attributes = models.JSONField(default=dict, blank=True)

    password = models.CharField(
        max_length=255, blank=True, editable=False, help_text="argon2id, empty when none is set"
    )
    srp_salt = models.BinaryField(null=True, editable=False)
    srp_verifier = SealedField(null=True, editable=False)
    temporary_password_expires_at = models.DateTimeField(null=True, blank=True)

    mfa_factors = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        help_text="UserMFASettingList: second factors turned on",
    )
    preferred_mfa = models.CharField(
        max_length=24, blank=True, default="", db_default="", help_text="PreferredMfaSetting"
    )
    passkey_mfa = models.BooleanField(
        null=True,
        blank=True,
        help_text="WebAuthnMfaSettings: whether a passkey alone is enough; unsaid, the pool decides",
    )

    signed_out_at = models.DateTimeField(null=True, blank=True, help_text="Everything issued before this is dead")

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "username"], name="user_username_in_pool")]
        indexes = [
            models.Index(fields=["pool", "id"], name="user_pool_id"),
            models.Index(
                fields=["pool", "username", "id"],
                name="user_pool_username",
                opclasses=["varchar_ops", "varchar_pattern_ops", "int8_ops"],
            ),
            # Only of users who have the attribute: each index costs every new user some time.
            *(
                models.Index(
                    fields=["pool", column, "id"],
                    name=f"user_with_{column}",
                    opclasses=["varchar_ops", "varchar_pattern_ops", "int8_ops"],
                    condition=models.Q(IsFilled(F(column))),
                )
                for column in COLUMN_ATTRIBUTES
            ),
            models.Index(fields=["pool", "status", "id"], name="user_pool_status"),
            models.Index(F("pool"), F("id"), name="user_pool_disabled", condition=models.Q(enabled=False)),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def attributes(self) -> dict[str, str]:
        """Every attribute that has a value, `sub` first, all as strings, as AWS lists them."""
        values = {"sub": self.sub}
        for name in VERIFIED_ATTRIBUTES:
            flag = getattr(self, name)
            if flag is not None:
                values[name] = "true" if flag else "false"
        values.update({name: value for name in COLUMN_ATTRIBUTES if (value := getattr(self, name))})
        values.update(self.other_attributes)
        return values

    @property
    def trigger_attributes(self) -> dict[str, str]:
        """`attributes` as triggers are told them: with the status added."""
        return {**self.attributes, "cognito:user_status": self.status}

    @property
    def has_password(self) -> bool:
        return bool(self.password)

    def set_attributes(self, values: dict[str, Any]) -> None:
        """Put attribute values into their columns (in memory); an empty string removes one."""
        for name, value in values.items():
            if name in COLUMN_ATTRIBUTES:
                setattr(self, name, value)
            elif name in VERIFIED_ATTRIBUTES:
                setattr(self, name, None if value == "" else str(value).lower() == "true")
            elif value == "":
                self.other_attributes.pop(name, None)
            else:
                self.other_attributes[name] = value


class UserAlias(models.Model):
    """A name that finds a user at sign-in: the username itself, or an attribute the pool signs in by."""

    # Both constraints below serve as indexes of these.
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="aliases", db_index=False)
    attribute = models.CharField(max_length=24, help_text="username, email, phone_number or preferred_username")
    value = models.CharField(max_length=2048, help_text="As compared: folded unless the pool is case sensitive")

    class Meta:
        verbose_name_plural = "user aliases"
        constraints = [
            models.UniqueConstraint(fields=["pool", "value"], name="alias_value_in_pool"),
            models.UniqueConstraint(fields=["user", "attribute"], name="alias_one_per_attribute"),
        ]

    def __str__(self) -> str:
        return self.value


class SearchValue(models.Model):
    """A user's value of an attribute that the pool made searchable, or as much of it as a filter can name."""

    LONGEST = 256  # of a whole filter, so none can tell longer values apart

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="search_values", db_index=False)
    attribute = models.CharField(max_length=64)
    value = models.CharField(max_length=LONGEST)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "attribute"], name="search_value_one_per_attribute")]
        indexes = [
            models.Index(
                fields=["pool", "attribute", "value", "user"],
                name="search_value_in_pool",
                opclasses=["varchar_ops", "varchar_ops", "varchar_pattern_ops", "int8_ops"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.attribute} of {self.user_id}"
