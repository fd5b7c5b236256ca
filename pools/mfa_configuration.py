"""A pool's multi-factor authentication: whether it is asked for, by which methods, and passkeys."""

from typing import Any

from django.db import transaction

from pools import pool_checks, user_pools
from pools.core.errors import InvalidParameterException
from pools.models import UserPool

_FACTORS = ("SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration")
_SMS_MEMBERS = ("SmsConfiguration", "SmsAuthenticationMessage")


@transaction.atomic
def replace(pool: UserPool, *, settings: dict[str, Any]) -> UserPool:
    """Set all of it anew (AWS: SetUserPoolMfaConfig): what is left out is turned off.

    Raises:
        InvalidParameterException: settings that contradict each other or the pool's.
        FeatureUnavailableInTierException: settings that the feature plan does not have.
    """
    user_pools.lock(pool)
    mfa = settings.get("MfaConfiguration") or "OFF"
    factors = {name: dict(settings[name]) for name in _FACTORS if settings.get(name) is not None}
    _check_whole(pool, factors, mfa)
    kept = dict(pool.settings)
    if "SmsMfaConfiguration" in factors:
        kept = _with_sms(kept, factors["SmsMfaConfiguration"])
        factors["SmsMfaConfiguration"] = {}
    pool_checks.check(kept)
    pool_checks.check_mfa(kept, factors, mfa)
    passkeys = settings.get("WebAuthnConfiguration")
    if passkeys is not None:
        pool_checks.check_web_authn(kept, passkeys)
        factors["WebAuthnConfiguration"] = dict(passkeys)
    pool.settings = kept
    pool.mfa_settings = factors
    pool.mfa_configuration = mfa
    return user_pools.saved(pool)


def _check_whole(pool: UserPool, factors: dict[str, Any], mfa: str) -> None:
    if mfa == "OFF" and factors:
        raise InvalidParameterException(
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
        )
    if mfa != "OFF" and not pool_checks.has_factor(factors):
        raise InvalidParameterException(
            "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."
        )
    # AWS: SMS goes only together with all of MFA.
    if mfa != "OFF" and "SMS_MFA" in pool.second_factors and "SmsMfaConfiguration" not in factors:
        raise InvalidParameterException("Can't turn off SMS_MFA when SMS configuration is set for the user pool")


def _with_sms(settings: dict[str, Any], sms: dict[str, Any]) -> dict[str, Any]:
    """The pool's settings with what SmsMfaConfiguration says; that part is kept there, where UpdateUserPool sets it.

    Raises:
        InvalidParameterException: nothing says how SMS are sent.
    """
    kept = {name: value for name, value in settings.items() if name != "SmsAuthenticationMessage"}
    kept |= {name: sms[name] for name in _SMS_MEMBERS if sms.get(name) is not None}
    if "SmsConfiguration" not in kept:
        raise InvalidParameterException("SmsConfiguration is required to turn SMS MFA on.")
    return kept
