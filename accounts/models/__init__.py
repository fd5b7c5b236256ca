"""People and how they get in: users, their names, sessions, tokens and codes."""

from accounts.models.attempt import AttemptCount
from accounts.models.auth_session import AuthSession
from accounts.models.authorization_code import AuthorizationCode
from accounts.models.confirmation_code import ConfirmationCode
from accounts.models.hosted_session import HostedSession
from accounts.models.lock_out import LockOut
from accounts.models.membership import Membership
from accounts.models.refresh_token import RefreshToken
from accounts.models.user import User, UserAlias
from accounts.models.user_session import UserSession

__all__ = [
    "AttemptCount",
    "AuthSession",
    "AuthorizationCode",
    "ConfirmationCode",
    "HostedSession",
    "LockOut",
    "Membership",
    "RefreshToken",
    "User",
    "UserAlias",
    "UserSession",
]
