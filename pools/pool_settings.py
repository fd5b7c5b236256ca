"""What a user pool may be set to: AWS's members checked against each other, with its defaults."""

import copy
from typing import Any

from pools.core.errors import InvalidParameterException
from pools.models import UserPool

MEMBERS = [
    "Policies",
    "LambdaConfig",
    "AutoVerifiedAttributes",
    "SmsVerificationMessage",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "VerificationMessageTemplate",
    "SmsAuthenticationMessage",
    "UserAttributeUpdateSettings",
    "DeviceConfiguration",
    "EmailConfiguration",
    "SmsConfiguration",
    "AdminCreateUserConfig",
    "UserPoolAddOns",
    "AccountRecoverySetting",
    "UserPoolTier",
    "UsernameConfiguration",
    "KeyConfiguration",
    "IssuerConfiguration",
    "AcrConfiguration",
]
"""Kept in AWS's own shape and given back; a member of a part that Poolhouse has not built yet is kept as well."""

_PASSWORD_POLICY: dict[str, Any] = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "TemporaryPasswordValidityDays": 7,
}
_DEFAULTS: dict[str, Any] = {
    "LambdaConfig": {},
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
    "UserPoolTier": "ESSENTIALS",
}
_MIRRORS = {
    "EmailVerificationMessage": "EmailMessage",
    "EmailVerificationSubject": "EmailSubject",
    "SmsVerificationMessage": "SmsMessage",
}
_CODE = "{####}"


def check_identifiers(pool: UserPool) -> None:
    """Refuse sign-in identifiers that cannot stand together.

    Raises:
        InvalidParameterException: both kinds are set.
    """
    if pool.alias_attributes and pool.username_attributes:
        raise InvalidParameterException(
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool."
        )


def apply(pool: UserPool, given: dict[str, Any], *, creating: bool) -> None:
    """Put given settings and defaults for the rest on the pool (in memory).

    Raises:
        InvalidParameterException: values that contradict each other.
    """
    kept = copy.deepcopy(_DEFAULTS)
    kept.update({name: copy.deepcopy(given[name]) for name in MEMBERS if given.get(name) is not None})
    if not creating and "UsernameConfiguration" in pool.settings:
        kept["UsernameConfiguration"] = pool.settings["UsernameConfiguration"]
    kept["Policies"] = _policies(kept.get("Policies") or {})
    kept["AdminCreateUserConfig"] = {**_DEFAULTS["AdminCreateUserConfig"], **kept["AdminCreateUserConfig"]}
    _mirror_templates(kept)
    _check(kept)
    mfa = given.get("MfaConfiguration") or "OFF"
    if creating and mfa != "OFF" and not kept.get("SmsConfiguration"):
        raise InvalidParameterException(
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
        )
    pool.settings = kept
    pool.mfa_configuration = mfa
    pool.deletion_protection = given.get("DeletionProtection") or "INACTIVE"
    if given.get("UserPoolTags") is not None or creating:
        pool.tags = dict(given.get("UserPoolTags") or {})


def _policies(given: dict[str, Any]) -> dict[str, Any]:
    password = given.get("PasswordPolicy")
    policy = dict(_PASSWORD_POLICY) if password is None else _given_policy(password)
    sign_in = given.get("SignInPolicy") or {}
    factors = sign_in.get("AllowedFirstAuthFactors") or ["PASSWORD"]
    if "PASSWORD" not in factors:
        raise InvalidParameterException("AllowedFirstAuthFactors must include PASSWORD.")
    return {"PasswordPolicy": policy, "SignInPolicy": {"AllowedFirstAuthFactors": factors}}


def _given_policy(given: dict[str, Any]) -> dict[str, Any]:
    # AWS: flags that a given policy leaves out are off, unlike those of a pool without a policy.
    flags = {name: False for name in _PASSWORD_POLICY if name.startswith("Require")}
    policy = {**flags, **given}
    policy["MinimumLength"] = policy.get("MinimumLength") or _PASSWORD_POLICY["MinimumLength"]
    policy["TemporaryPasswordValidityDays"] = (
        policy.get("TemporaryPasswordValidityDays") or _PASSWORD_POLICY["TemporaryPasswordValidityDays"]
    )
    return policy


def _mirror_templates(kept: dict[str, Any]) -> None:
    """The older members and the template say the same; what was given in either is shown in both."""
    template = kept["VerificationMessageTemplate"]
    template.setdefault("DefaultEmailOption", "CONFIRM_WITH_CODE")
    for older, newer in _MIRRORS.items():
        if template.get(newer):
            kept[older] = template[newer]
        elif kept.get(older):
            template[newer] = kept[older]


def _check(kept: dict[str, Any]) -> None:
    template = kept["VerificationMessageTemplate"]
    for name in ("EmailMessage", "SmsMessage"):
        if template.get(name) and _CODE not in template[name]:
            raise InvalidParameterException(f"Verification message template must contain {_CODE}.")
    link = template.get("EmailMessageByLink")
    if link and not ("{##" in link and "##}" in link):
        raise InvalidParameterException("Verification message by link must contain {##text##}.")
    _check_invitation(kept["AdminCreateUserConfig"].get("InviteMessageTemplate") or {})
    _check_updates(kept)
    _check_recovery(kept.get("AccountRecoverySetting"))


def _check_invitation(template: dict[str, str]) -> None:
    for name in ("EmailMessage", "SMSMessage"):
        message = template.get(name)
        if message and not ("{username}" in message and _CODE in message):
            raise InvalidParameterException(f"Invitation message must contain {{username}} and {_CODE}.")


def _check_updates(kept: dict[str, Any]) -> None:
    first = (kept.get("UserAttributeUpdateSettings") or {}).get("AttributesRequireVerificationBeforeUpdate") or []
    missing = set(first) - set(kept.get("AutoVerifiedAttributes") or [])
    if missing:
        raise InvalidParameterException(
            f"AttributesRequireVerificationBeforeUpdate must be auto-verified attributes: {min(missing)}"
        )


def _check_recovery(setting: dict[str, Any] | None) -> None:
    names = [option["Name"] for option in (setting or {}).get("RecoveryMechanisms") or []]
    if "admin_only" in names and len(names) > 1:
        raise InvalidParameterException("admin_only must be the only recovery mechanism.")
