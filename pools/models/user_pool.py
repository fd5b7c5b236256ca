"""A user pool: a directory of users with its own rules, keys and issuer."""

from functools import cached_property
from typing import Any

from django.db import models

from pools.models.attribute import SchemaAttribute

ACR_VALUES = tuple(f"urn:cognito:loa:{level}" for level in (1, 2, 3, 4))
"""What the levels of authentication are called where the pool gives them no names of its own."""


class IssuerMode(models.TextChoices):
    """Which `iss` the pool's tokens carry."""

    SERVED = "served", "The address Poolhouse serves"
    AWS = "aws", "Amazon Cognito's own address"


class UserPool(models.Model):
    """One user pool. What code branches on in SQL is a column; the rest is `settings`, in AWS's own shape."""

    id = models.CharField(primary_key=True, max_length=55)
    region = models.CharField(max_length=32)
    name = models.CharField(max_length=128)
    mfa_configuration = models.CharField(max_length=8, default="OFF")
    deletion_protection = models.CharField(max_length=8, default="INACTIVE")
    case_sensitive = models.BooleanField(default=True)
    issuer_mode = models.CharField(max_length=8, choices=IssuerMode, default=IssuerMode.SERVED)
    alias_attributes = models.JSONField(default=list, blank=True)
    username_attributes = models.JSONField(default=list, blank=True)
    schema = models.JSONField(default=list, help_text="AWS SchemaAttributeType, standard ones included")
    settings = models.JSONField(default=dict, help_text="All other members of AWS UserPoolType as last set")
    mfa_settings = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="Members of AWS SetUserPoolMfaConfig as last set",
    )
    session_settings = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="Members of AWS SetUserPoolSessionConfiguration as last set",
    )
    searchable_attributes = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        help_text="What ListUsers searches besides the attributes that it searches at AWS",
    )
    coming = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        editable=False,
        help_text="Sign-in names and searchable attributes that are being built up and are not yet in force",
    )
    log_configurations = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), help_text="AWS LogConfigurationType as last set"
    )
    tags = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["region", "created_at", "id"], name="pool_region_created")]

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"

    @cached_property
    def schema_attributes(self) -> dict[str, SchemaAttribute]:
        return {shape["Name"]: SchemaAttribute.from_shape(shape) for shape in self.schema}

    @property
    def kept_names(self) -> dict[str, list[str]]:
        """Attributes that are kept as sign-in names, in force or coming; by how: `alias` or `username`."""
        return {
            "alias": [*self.alias_attributes, *self.coming.get("alias_attributes", [])],
            "username": [*self.username_attributes, *self.coming.get("username_attributes", [])],
        }

    @property
    def kept_searchable(self) -> list[str]:
        """Attributes whose values are kept for searching, in force or coming."""
        return [*self.searchable_attributes, *self.coming.get("searchable_attributes", [])]

    @property
    def srp_name(self) -> str:
        """The part of the id after `_`, which SRP mixes into every proof."""
        return self.id.split("_", 1)[1]

    @property
    def tier(self) -> str:
        """The feature plan: LITE, ESSENTIALS or PLUS."""
        return str(self.settings.get("UserPoolTier") or "ESSENTIALS")

    @property
    def auto_verified_attributes(self) -> list[str]:
        return list(self.settings.get("AutoVerifiedAttributes") or [])

    @property
    def lambda_config(self) -> dict[str, Any]:
        return dict(self.settings.get("LambdaConfig") or {})

    @property
    def password_policy(self) -> dict[str, Any]:
        return dict((self.settings.get("Policies") or {}).get("PasswordPolicy") or {})

    @property
    def admin_only_sign_up(self) -> bool:
        return bool((self.settings.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly"))

    @property
    def verifies_by_link(self) -> bool:
        template = self.settings.get("VerificationMessageTemplate") or {}
        return bool(template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK")

    @property
    def verify_before_update(self) -> list[str]:
        update = self.settings.get("UserAttributeUpdateSettings") or {}
        return list(update.get("AttributesRequireVerificationBeforeUpdate") or [])

    @property
    def recovery_mechanisms(self) -> list[str]:
        """What a forgotten password is reset through, by priority: verified_email, verified_phone_number, admin_only.

        Empty where the pool never said.
        """
        options = (self.settings.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
        return [option["Name"] for option in sorted(options, key=lambda option: int(option["Priority"]))]

    @property
    def first_factors(self) -> list[str]:
        """What a sign-in by choice may begin with: PASSWORD and perhaps EMAIL_OTP, SMS_OTP, WEB_AUTHN."""
        policy = (self.settings.get("Policies") or {}).get("SignInPolicy") or {}
        return list(policy.get("AllowedFirstAuthFactors") or ["PASSWORD"])

    @property
    def second_factors(self) -> list[str]:
        """The MFA methods that are set up, whether or not the pool asks for one."""
        software_token = self.mfa_settings.get("SoftwareTokenMfaConfiguration") or {}
        is_set_up = {
            "SMS_MFA": "SmsMfaConfiguration" in self.mfa_settings,
            "SOFTWARE_TOKEN_MFA": bool(software_token.get("Enabled")),
            "EMAIL_OTP": "EmailMfaConfiguration" in self.mfa_settings,
        }
        return [name for name, there in is_set_up.items() if there]

    @property
    def web_authn(self) -> dict[str, Any]:
        """AWS WebAuthnConfigurationType as last set."""
        return dict(self.mfa_settings.get("WebAuthnConfiguration") or {})

    @property
    def device_configuration(self) -> dict[str, Any] | None:
        """AWS DeviceConfigurationType; none when devices are not tracked."""
        configuration = self.settings.get("DeviceConfiguration")
        return dict(configuration) if configuration is not None else None

    @property
    def threat_mode(self) -> str:
        """OFF, AUDIT or ENFORCED."""
        return str((self.settings.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode") or "OFF")

    @property
    def custom_threat_mode(self) -> str:
        """The same for custom authentication, which is left alone unless the pool says otherwise."""
        flows = (self.settings.get("UserPoolAddOns") or {}).get("AdvancedSecurityAdditionalFlows") or {}
        return str(flows.get("CustomAuthMode") or "OFF")

    @property
    def acr_values(self) -> list[str]:
        """The `acr` claims of levels 1 to 4."""
        named = self.settings.get("AcrConfiguration") or {}
        return [(named.get(f"Level{level}") or {}).get("AcrValue", value) for level, value in enumerate(ACR_VALUES, 1)]

    @property
    def tracks_sessions(self) -> bool:
        """Whether users' sessions are listed, revoked one by one, and limited in number."""
        return bool(self.session_settings.get("UserSessionTracking") == "ENABLED")

    @property
    def max_sessions(self) -> int:
        """How many token sessions a user has at once, where sessions are tracked."""
        return int((self.session_settings.get("TokenSession") or {}).get("MaxPerUser") or 20)

    def fold(self, name: str) -> str:
        """A sign-in name as it is compared: lower case unless the pool is case sensitive."""
        return name if self.case_sensitive else name.lower()
