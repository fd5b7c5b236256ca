"""Mails that say that something about signing in was changed, so that the account's owner notices when somebody else did
it (checklist 34, 45).

Ours: Cognito sends none, so calls of its API send none either unless the installation wants them.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts import users
from accounts.models import User
from pools.core import clock
from pools.delivery import message, outbox
from pools.delivery.message import Notice

_PASSWORD_TEXT = _(
    "The password of your account {username} was changed on {time}.\n\n"
    "If that was you, there is nothing to do. If it was not, reset your password now, and tell the people who run the"
    " application that you sign in to."
)
_TEXT = _(
    "{what}\n\n"
    "It was done for your account {username} on {time}. If that was you, there is nothing to do. If it was not, change"
    " your password now, look through your account, and tell the people who run the application that you sign in to."
)


@dataclass(frozen=True)
class Change:
    """What happened: the message's event, and its subject, with which it begins."""

    event: str
    subject: StrOrPromise
    text: StrOrPromise = _TEXT


PASSWORD = Change("PasswordChanged", _("Your password was changed"), _PASSWORD_TEXT)
EMAIL = Change("EmailChanged", _("Your email address was changed"))
PHONE_NUMBER = Change("PhoneNumberChanged", _("Your phone number was changed"))
SECOND_STEP_ON = Change("SecondStepAdded", _("A second step was turned on"))
SECOND_STEP_OFF = Change("SecondStepRemoved", _("A second step was turned off"))
RECOVERY_CODES = Change("RecoveryCodesReplaced", _("New recovery codes were made"))
PASSKEY_ADDED = Change("PasskeyAdded", _("A passkey was added"))
PASSKEY_REMOVED = Change("PasskeyRemoved", _("A passkey was removed"))
UNLINKED = Change("IdentityUnlinked", _("A linked account was removed"))
DELETED = Change("AccountDeleted", _("Your account was deleted"))
ADDRESSES = {"email": EMAIL, "phone_number": PHONE_NUMBER}


def enqueue(user: User, change: Change, *, hosted: bool, to: str = "") -> None:
    """Tell the user. Call inside the transaction that makes the change.

    Args:
        user: whose account it is.
        change: what happened to it.
        hosted: whether one of our own pages was used, where POOLHOUSE_PASSWORD_NOTICES is `hosted`.
        to: another address than the user's verified one, such as that before the change.
    """
    wanted = {"off": False, "hosted": hosted, "all": True}[settings.POOLHOUSE_PASSWORD_NOTICES]
    address = to or (user.email if user.email_verified else "")
    if not wanted or not address:
        return
    values = {
        "username": users.shown_name(user),
        "time": f"{clock.now():%d %B %Y, %H:%M} UTC",
        "what": str(change.subject),
    }
    notice = Notice(str(change.subject), str(change.text))
    prepared = message.notify(change.event, address, notice, values)
    if prepared:
        outbox.enqueue(user.pool, prepared, user_sub=user.sub)
