"""A pool's multi-factor authentication in AWS's shape."""

from typing import Any

from pools.models import UserPool


def mfa_configuration(pool: UserPool) -> dict[str, Any]:
    """The answer of GetUserPoolMfaConfig and SetUserPoolMfaConfig: what was never set is left out."""
    sms = {name: pool.settings.get(name) for name in ("SmsAuthenticationMessage", "SmsConfiguration")}
    return {
        **pool.mfa_settings,
        **({"SmsMfaConfiguration": sms} if "SmsMfaConfiguration" in pool.mfa_settings else {}),
        "MfaConfiguration": pool.mfa_configuration,
    }
