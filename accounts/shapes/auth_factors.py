"""What a user can sign in with, in AWS's shape."""

from typing import Any

from accounts import first_factors
from accounts.models import User


def auth_factors(user: User) -> dict[str, Any]:
    """The answer of GetUserAuthFactors and AdminGetUserAuthFactors."""
    return {
        "Username": user.username,
        "PreferredMfaSetting": user.preferred_mfa or None,
        "UserMFASettingList": user.mfa_factors or None,
        "ConfiguredUserAuthFactors": first_factors.configured(user),
    }
