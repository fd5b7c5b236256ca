"""The mail that says that a password was changed, so that its owner notices when somebody else did it (checklist 34).

Ours: Cognito sends none, so calls of its API send none either unless the installation wants them.
"""

from django.conf import settings

from accounts import users
from accounts.models import User
from pools.core import clock
from pools.delivery import message, outbox
from pools.delivery.message import Notice

_TEXT = (
    "The password of your account {username} was changed on {time}.\n\n"
    "If that was you, there is nothing to do. If it was not, reset your password now, and tell the people who run the"
    " application that you sign in to."
)
_NOTICE = Notice("Your password was changed", _TEXT)


def enqueue(user: User, *, hosted: bool) -> None:
    """Tell the user, at the verified address. Call inside the transaction that stores the password.

    Args:
        user: whose password it is.
        hosted: whether one of our own pages was used, where POOLHOUSE_PASSWORD_NOTICES is `hosted`.
    """
    wanted = {"off": False, "hosted": hosted, "all": True}[settings.POOLHOUSE_PASSWORD_NOTICES]
    if not wanted or not user.email_verified:
        return
    values = {"username": users.shown_name(user), "time": f"{clock.now():%d %B %Y, %H:%M} UTC"}
    prepared = message.notify("PasswordChanged", user.email, _NOTICE, values)
    if prepared:
        outbox.enqueue(user.pool, prepared, user_sub=user.sub)
