"""The one gate that every way in passes: may this user be here at all, now? (checklist 60)"""

from accounts.models import User
from accounts.models.user import UserStatus
from pools.core.errors import NotAuthorizedException, PasswordResetRequiredException, UserNotConfirmedException

INCORRECT = "Incorrect username or password."


def check(user: User) -> None:
    """Refuse a user who may not sign in or keep using tokens.

    Raises:
        NotAuthorizedException: disabled.
        UserNotConfirmedException: has not proved an address yet.
        PasswordResetRequiredException: an administrator asked for a new password.
    """
    if not user.enabled:
        raise NotAuthorizedException("User is disabled.")
    if user.status == UserStatus.UNCONFIRMED:
        raise UserNotConfirmedException("User is not confirmed.")
    if user.status == UserStatus.RESET_REQUIRED:
        raise PasswordResetRequiredException("Password reset required for the user")
