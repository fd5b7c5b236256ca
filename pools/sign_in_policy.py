"""What a pool's users may begin a sign-in by choice with, as far as the pool alone decides (auth-flows.md 5)."""

from collections.abc import Mapping

from pools.models import UserPool

CODES = {"EMAIL_OTP": "email", "SMS_OTP": "phone_number"}
"""The factors that are codes, and the attribute that each is sent to."""


def permitted(pool: UserPool, *, has_mfa: bool = False) -> list[str]:
    """AllowedFirstAuthFactors without those that would leave a required second factor out.

    Args:
        pool: whose users.
        has_mfa: for a user who has turned a second factor on.
    """
    if pool.mfa_configuration == "OFF" or (pool.mfa_configuration == "OPTIONAL" and not has_mfa):
        return pool.first_factors
    counts_twice = pool.web_authn.get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION"
    strong = ("PASSWORD", "WEB_AUTHN") if counts_twice else ("PASSWORD",)
    return [name for name in pool.first_factors if name in strong]


def needs_no_password(pool: UserPool, attributes: Mapping[str, str]) -> bool:
    """Whether somebody with these attributes can get in by a code that is sent to them."""
    names = permitted(pool)
    return any(name in names and bool(attributes.get(attribute)) for name, attribute in CODES.items())
