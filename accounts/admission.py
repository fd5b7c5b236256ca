"""The one gate that every way in passes: may this user be here at all, now? (checklist 60)"""

from accounts.models import User
from accounts.models.user import UserStatus
from pools.core.errors import NotAuthorizedException, PasswordResetRequiredException, UserNotConfirmedException

INCORRECT = "Incorrect username or password."


def check(user: User, *, unconfirmed: bool = False) -> None:
    """Refuse a user who may not sign in or keep using tokens.

    Args:
        user: who wants in.
        unconfirmed: let a user pass who has not proved an address yet. Only for a step that asks for that very proof;
            whoever has given it is confirmed, and signing in ends with this check once more.

    Raises:
        NotAuthorizedException: disabled.
        UserNotConfirmedException: has not proved an address yet.
        PasswordResetRequiredException: an administrator asked for a new password.
    """
    if not user.enabled:
        raise NotAuthorizedException("User is disabled.")
    if user.status == UserStatus.UNCONFIRMED and not unconfirmed:
        raise UserNotConfirmedException("User is not confirmed.")
    if user.status == UserStatus.RESET_REQUIRED:
        raise PasswordResetRequiredException("Password reset required for the user")
