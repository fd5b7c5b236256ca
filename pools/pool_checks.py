"""Which settings of a user pool cannot stand together, each rule a function."""

import re
from collections.abc import Callable
from typing import Any, Final

from pools.core.errors import (
    FeatureUnavailableInTierException,
    InvalidParameterException,
    UserPoolTaggingException,
)
from pools.models.user_pool import ACR_VALUES

Settings = dict[str, Any]

_CODE = "{####}"
_RELYING_PARTY = re.compile(r"localhost|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_TWO_FACTORS = "MULTI_FACTOR_WITH_USER_VERIFICATION"
_MOST_TAGS = 50


def check(kept: Settings) -> None:
    """Go through all rules.

    Raises:
        InvalidParameterException: values that contradict each other.
        FeatureUnavailableInTierException: values that the feature plan does not have.
    """
    for rule in _RULES:
        rule(kept)


def check_mfa(kept: Settings, factors: Settings, mfa: str) -> None:
    """A second factor can be asked for only once there is one, and each has its conditions.

    Args:
        kept: the pool's settings.
        factors: members of SetUserPoolMfaConfig.
        mfa: MfaConfiguration.

    Raises:
        InvalidParameterException: no factor, or one that cannot stand with the pool's other settings.
        FeatureUnavailableInTierException: a factor that the feature plan does not have.
    """
    if mfa == "OFF":
        return
    if not has_factor(factors):
        raise InvalidParameterException(
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
        )
    if "EmailMfaConfiguration" in factors:
        _email_mfa(kept)


def has_factor(factors: Settings) -> bool:
    """Whether there is any second factor among members of SetUserPoolMfaConfig."""
    software_token = (factors.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled")
    return bool(software_token) or "SmsMfaConfiguration" in factors or "EmailMfaConfiguration" in factors


def check_web_authn(kept: Settings, configuration: Settings) -> None:
    """The relying party is a domain that can be somebody's, and only some plans let a passkey be two factors.

    Raises:
        InvalidParameterException: not a domain.
        FeatureUnavailableInTierException: the feature plan.
    """
    domain = configuration.get("RelyingPartyId")
    if domain is not None and not _RELYING_PARTY.fullmatch(domain):
        raise InvalidParameterException("RelyingPartyId must be a domain name, and no public suffix.")
    if configuration.get("FactorConfiguration") == _TWO_FACTORS and kept["UserPoolTier"] == "LITE":
        raise FeatureUnavailableInTierException("Passkeys as MFA are not available in the LITE feature plan.")


def check_tags(tags: dict[str, str]) -> None:
    """Bound their number.

    Raises:
        UserPoolTaggingException: too many.
    """
    if len(tags) > _MOST_TAGS:
        raise UserPoolTaggingException(f"A user pool can have at most {_MOST_TAGS} tags.")


def _verification(kept: Settings) -> None:
    template = kept["VerificationMessageTemplate"]
    for name in ("EmailMessage", "SmsMessage"):
        if template.get(name) and _CODE not in template[name]:
            raise InvalidParameterException(f"{name} of the verification message template must contain {_CODE}.")
    link = template.get("EmailMessageByLink")
    if link and "##}" not in link.partition("{##")[2]:
        raise InvalidParameterException("EmailMessageByLink must contain link text such as {##Verify Email##}.")


def _sms_authentication(kept: Settings) -> None:
    if _CODE not in kept.get("SmsAuthenticationMessage", _CODE):
        raise InvalidParameterException(f"SmsAuthenticationMessage must contain {_CODE}.")


def _invitation(kept: Settings) -> None:
    template = kept["AdminCreateUserConfig"].get("InviteMessageTemplate") or {}
    for name in ("EmailMessage", "SMSMessage"):
        message = template.get(name)
        if message and not ("{username}" in message and _CODE in message):
            raise InvalidParameterException(
                f"{name} of the invitation message template must contain {{username}} and {_CODE}."
            )


def _updates(kept: Settings) -> None:
    first = (kept.get("UserAttributeUpdateSettings") or {}).get("AttributesRequireVerificationBeforeUpdate") or []
    missing = set(first) - set(kept.get("AutoVerifiedAttributes") or [])
    if missing:
        raise InvalidParameterException(
            f"AttributesRequireVerificationBeforeUpdate must be among AutoVerifiedAttributes: {min(missing)}"
        )


def _recovery(kept: Settings) -> None:
    options = (kept.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    names = [option["Name"] for option in options]
    priorities = {option["Priority"] for option in options}
    if "admin_only" in names and len(names) > 1:
        raise InvalidParameterException("Invalid recovery mechanism: admin_only can not be combined with another one.")
    if len(set(names)) < len(names) or len(priorities) < len(names):
        raise InvalidParameterException("Each recovery mechanism and each priority can be given once only.")


def _first_factors(kept: Settings) -> None:
    factors = kept["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"]
    if "PASSWORD" not in factors or "SOFTWARE_TOKEN" in factors:
        raise InvalidParameterException(
            "AllowedFirstAuthFactors must contain PASSWORD and can not contain SOFTWARE_TOKEN."
        )


def _email(kept: Settings) -> None:
    email = kept["EmailConfiguration"]
    if email["EmailSendingAccount"] == "DEVELOPER" and not email.get("SourceArn"):
        raise InvalidParameterException("Please provide a SourceArn when EmailSendingAccount is DEVELOPER.")


def _email_mfa(kept: Settings) -> None:
    if kept["UserPoolTier"] == "LITE":
        raise FeatureUnavailableInTierException("E-mail MFA is not available in the LITE feature plan.")
    if kept["EmailConfiguration"]["EmailSendingAccount"] != "DEVELOPER":
        raise InvalidParameterException("E-mail MFA requires EmailSendingAccount to be DEVELOPER.")
    options = (kept.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    # Who reads the mail could reset the password and pass the second factor with it (checklist 48).
    if [option["Name"] for option in options] == ["verified_email"]:
        raise InvalidParameterException(
            "Invalid account recovery setting parameter. Account Recovery Setting cannot use verified_email as the "
            "only recovery mechanism when Email MFA is configured."
        )


def _sms(kept: Settings) -> None:
    sms = kept.get("SmsConfiguration")
    if sms is not None and bool(sms.get("SnsCallerArn")) == bool(sms.get("EumsSms")):
        raise InvalidParameterException("SmsConfiguration must have either SnsCallerArn or EumsSms.")


def _triggers(kept: Settings) -> None:
    triggers = kept["LambdaConfig"]
    arn, configuration = triggers.get("PreTokenGeneration"), triggers.get("PreTokenGenerationConfig")
    if arn and configuration and configuration["LambdaArn"] != arn:
        raise InvalidParameterException("PreTokenGeneration and PreTokenGenerationConfig must name the same function.")
    if ("CustomEmailSender" in triggers or "CustomSMSSender" in triggers) and not triggers.get("KMSKeyID"):
        raise InvalidParameterException("KMSKeyID is required for CustomEmailSender and CustomSMSSender.")


def _levels(kept: Settings) -> None:
    named = kept.get("AcrConfiguration") or {}
    # A level is asked for by its own name or by Cognito's, so no two may share either.
    called = [
        {value, (named.get(f"Level{level}") or {}).get("AcrValue", value)} for level, value in enumerate(ACR_VALUES, 1)
    ]
    if len(set().union(*called)) < sum(map(len, called)):
        raise InvalidParameterException("Each AcrValue must be unique across all levels, including default names.")


def _encryption(kept: Settings) -> None:
    key = kept.get("KeyConfiguration") or {}
    if key.get("KeyType") == "CUSTOMER_MANAGED_KEY" and not key.get("KmsKeyArn"):
        raise InvalidParameterException("KmsKeyArn is required for a customer managed key.")


def _plan(kept: Settings) -> None:
    """What each feature plan has (pool-rules.md 9)."""
    tier, policies = kept["UserPoolTier"], kept["Policies"]
    wanted = {
        "Threat protection": (kept.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF") != "OFF",
        "Password history": bool(policies["PasswordPolicy"].get("PasswordHistorySize")),
        "Sign-in without a password": policies["SignInPolicy"]["AllowedFirstAuthFactors"] != ["PASSWORD"],
    }
    lacking = {"LITE": set(wanted), "ESSENTIALS": {"Threat protection"}, "PLUS": set()}[tier]
    for feature, is_wanted in wanted.items():
        if is_wanted and feature in lacking:
            raise FeatureUnavailableInTierException(f"{feature} is not available in the {tier} feature plan.")


_RULES: Final[tuple[Callable[[Settings], None], ...]] = (
    _verification,
    _sms_authentication,
    _invitation,
    _updates,
    _recovery,
    _first_factors,
    _email,
    _sms,
    _triggers,
    _levels,
    _encryption,
    _plan,
)
