"""What a user pool may be set to: AWS's members with their defaults, as they are kept and given back."""

import copy
from typing import Any, Protocol

from pools import fixed_ids, pool_checks
from pools.core.errors import InvalidParameterException, TierChangeNotAllowedException
from pools.models import UserPool

MEMBERS = (
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
    "DcrConfiguration",
    "AccountRecoverySetting",
    "UserPoolTier",
    "UsernameConfiguration",
    "KeyConfiguration",
    "IssuerConfiguration",
    "AcrConfiguration",
)
"""Kept in AWS's own shape and given back; a member of a part that Poolhouse has not built yet is kept as well."""

_VALIDITY_DAYS = 7
_FLAGS = ("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols")
_DEFAULTS: dict[str, Any] = {
    "LambdaConfig": {},
    "EmailConfiguration": {},
    "AdminCreateUserConfig": {},
    "VerificationMessageTemplate": {},
}
_MIRRORS = {
    "EmailVerificationMessage": "EmailMessage",
    "EmailVerificationSubject": "EmailSubject",
    "SmsVerificationMessage": "SmsMessage",
}


class _SignsIn(Protocol):
    @property
    def alias_attributes(self) -> list[str]: ...
    @property
    def username_attributes(self) -> list[str]: ...


def check_identifiers(pool: _SignsIn) -> None:
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
        FeatureUnavailableInTierException: values that the feature plan does not have.
        TierChangeNotAllowedException: a plan without something that is in use.
    """
    kept = _completed(given)
    mfa = given.get("MfaConfiguration") or "OFF"
    if not creating:
        _keep_what_stays(kept, given, pool.settings)
        _keep_sms(kept, pool, mfa)
    if pool.tracks_sessions and kept["UserPoolTier"] == "LITE":
        raise TierChangeNotAllowedException("Disable session tracking before you change to the LITE feature plan.")
    pool_checks.check(kept)
    factors = _factors(kept, pool.mfa_settings, mfa)
    pool_checks.check_mfa(kept, factors, mfa)
    tags = given.get("UserPoolTags")
    pool_checks.check_tags(tags or {})
    pool.settings = kept
    pool.mfa_settings = factors
    pool.mfa_configuration = mfa
    pool.deletion_protection = given.get("DeletionProtection") or "INACTIVE"
    if tags is not None:
        pool.tags = fixed_ids.without_secrets(tags)


def _completed(given: dict[str, Any]) -> dict[str, Any]:
    """The members that are kept, each whole."""
    chosen = {name: given[name] for name in MEMBERS if given.get(name) is not None}
    kept: dict[str, Any] = copy.deepcopy({**_DEFAULTS, **chosen})
    _complete_policies(kept)
    kept["EmailConfiguration"].setdefault("EmailSendingAccount", "COGNITO_DEFAULT")
    kept["VerificationMessageTemplate"].setdefault("DefaultEmailOption", "CONFIRM_WITH_CODE")
    _mirror_templates(kept)
    # AWS: threat protection without a plan chosen means the plan that has it.
    threats = (kept.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF")
    kept.setdefault("UserPoolTier", "ESSENTIALS" if threats == "OFF" else "PLUS")
    return kept


def _keep_what_stays(kept: dict[str, Any], given: dict[str, Any], before: dict[str, Any]) -> None:
    """Case sensitivity is for ever; dynamic client registration stays unless it is given."""
    kept.pop("UsernameConfiguration", None)
    if "UsernameConfiguration" in before:
        kept["UsernameConfiguration"] = before["UsernameConfiguration"]
    if given.get("DcrConfiguration") is None and "DcrConfiguration" in before:
        kept["DcrConfiguration"] = before["DcrConfiguration"]


def _keep_sms(kept: dict[str, Any], pool: UserPool, mfa: str) -> None:
    """What second factors are sent with stays as long as they are asked for."""
    if mfa != "OFF" and "SMS_MFA" in pool.second_factors and "SmsConfiguration" in pool.settings:
        kept.setdefault("SmsConfiguration", pool.settings["SmsConfiguration"])


def _factors(kept: dict[str, Any], before: dict[str, Any], mfa: str) -> dict[str, Any]:
    """AWS: turning MFA on turns SMS on where it is configured; the other factors are SetUserPoolMfaConfig's."""
    if "SmsConfiguration" not in kept:
        return {name: value for name, value in before.items() if name != "SmsMfaConfiguration"}
    if mfa == "OFF" or pool_checks.has_factor(before):
        return dict(before)
    return {**before, "SmsMfaConfiguration": {}}


def _complete_policies(kept: dict[str, Any]) -> None:
    policies, admin = kept.setdefault("Policies", {}), kept["AdminCreateUserConfig"]
    policy = policies.get("PasswordPolicy")
    # AWS: flags that a given policy leaves out are off, unlike those of a pool without a policy.
    policy = dict.fromkeys(_FLAGS, policy is None) | (policy or {})
    # Two members say how long a temporary password is good; the policy's one leads.
    days = policy.get("TemporaryPasswordValidityDays") or admin.get("UnusedAccountValidityDays") or _VALIDITY_DAYS
    policies["PasswordPolicy"] = {
        **policy,
        "MinimumLength": policy.get("MinimumLength") or 8,
        "TemporaryPasswordValidityDays": days,
    }
    policies.setdefault("SignInPolicy", {}).setdefault("AllowedFirstAuthFactors", ["PASSWORD"])
    kept["AdminCreateUserConfig"] = {"AllowAdminCreateUserOnly": False, **admin, "UnusedAccountValidityDays": days}


def _mirror_templates(kept: dict[str, Any]) -> None:
    """The older members and the template say the same; what was given in either is shown in both."""
    template = kept["VerificationMessageTemplate"]
    for older, newer in _MIRRORS.items():
        if template.get(newer):
            kept[older] = template[newer]
        elif kept.get(older):
            template[newer] = kept[older]
