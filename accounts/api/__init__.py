"""The operations of the AWS API that concern users, a module an area. Importing it registers them."""

from accounts.api import (
    applications,
    auth,
    auth_events,
    auth_factors,
    devices,
    groups,
    import_jobs,
    linking,
    mfa,
    passkeys,
    passwords,
    profile,
    sign_up,
    tokens,
    user_sessions,
    users,
)

__all__ = [
    "applications",
    "auth",
    "auth_events",
    "auth_factors",
    "devices",
    "groups",
    "import_jobs",
    "linking",
    "mfa",
    "passkeys",
    "passwords",
    "profile",
    "sign_up",
    "tokens",
    "user_sessions",
    "users",
]
