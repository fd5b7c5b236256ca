"""What people are told when something is refused: what happened and what to do, in plain words."""

from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts import admission, mfa, ways_in
from pools.core.errors import (
    AliasExistsException,
    CodeDeliveryFailureException,
    CodeMismatchException,
    CognitoError,
    EnableSoftwareTokenMFAException,
    ExpiredCodeException,
    InvalidLambdaResponseException,
    LimitExceededException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
    TooManyFailedAttemptsException,
    TooManyRequestsException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
    UsernameExistsException,
    UserNotConfirmedException,
    UserNotFoundException,
    WebAuthnChallengeNotFoundException,
    WebAuthnClientMismatchException,
    WebAuthnCredentialNotSupportedException,
    WebAuthnOriginNotAllowedException,
    WebAuthnRelyingPartyMismatchException,
)

INCORRECT = _("Incorrect username or password.")
TOO_LATE = _("This page was open too long. Start again.")
WRONG_LINK = _(
    "This sign-in link isn't set up correctly. Go back to the application and try again, or tell the people who run it."
)
FEEDBACK_LINK = _("This link is no longer good. If you did not sign in yourself, change your password.")
OUR_SIDE = _("Something went wrong on our side. Try again.")
LOCKED = _("Too many attempts. Try again in 15 minutes or reset your password.")
DISABLED = _("This account can't sign in. Contact the people who run this application.")
NO_SIGN_UP = _("Accounts here are created by an administrator. Ask for one.")
BY_ADMINISTRATOR = _("An administrator has to confirm your account before you can sign in.")
NOT_FINISHED = _("Signing in was not finished")
START_AT_APPLICATION = _(
    "This answer belongs to no sign-in that was begun in this browser, or it came too late."
    " Go back to the application and sign in once more."
)
NOT_SIGNED_OUT = _("Signing out was not finished")
MAYBE_SIGNED_IN_THERE = _(
    "What your organization answered could not be checked, so you may still be signed in there."
    " To be sure, sign out there as well, or close all windows of your browser."
)
SIGNED_OUT = _("You are signed out")
CLOSE_WINDOW = _("You can close this window.")
NOT_AN_EMAIL = _("Enter an email address, such as mary@example.com.")
NOT_A_PHONE_NUMBER = _("Start with + and the country code, such as +14155550100.")
_NO_PASSKEY = _("No passkey was created. Try again, or do it later.")
_WAIT = _("Too many attempts. Wait a while, then try again.")

_BY_MESSAGE: dict[str, StrOrPromise] = {
    admission.INCORRECT: INCORRECT,
    "Password attempts exceeded": LOCKED,
    "User is disabled.": DISABLED,
    "Temporary password has expired and must be reset by an administrator.": _(
        "Your temporary password has expired. Ask the people who run this application for a new one."
    ),
    "SignUp is not permitted for this user pool": NO_SIGN_UP,
    "Attempt limit exceeded, please try after some time.": _WAIT,
    "Your software token has already been used once.": _("You used that code already. Wait for the next one."),
    ways_in.LAST: _("This is your only way left to sign in. Add another one first."),
    mfa.LAST: _("A second step is needed here. Turn on another one before you turn this off."),
    "Unable to login because of security reasons.": _(
        "This sign-in looked unusual, so we stopped it. Contact the people who run this application."
    ),
    "Invalid email address format.": NOT_AN_EMAIL,
    "Invalid phone number format.": NOT_A_PHONE_NUMBER,
    "Username should be an email.": NOT_AN_EMAIL,
    "Username should be a phone number.": NOT_A_PHONE_NUMBER,
    "Username should be either an email or a phone number.": _("Enter an email address or a phone number."),
    "Username cannot be of email format, since user pool is configured for email alias.": _(
        "Choose a user name that is not an email address."
    ),
    "Username cannot be of phone number format, since user pool is configured for phone number alias.": _(
        "Choose a user name that is not a phone number."
    ),
    "Username is too long.": _("This name is too long. Choose a shorter one."),
    "The credential is registered already.": _("This device has a passkey for your account already."),
    "Contact administrator to reset password.": _("Ask the people who run this application to reset your password."),
}

_BY_KIND: dict[type[CognitoError], StrOrPromise] = {
    CodeMismatchException: _("That code isn't right. Check it and try again."),
    EnableSoftwareTokenMFAException: _("That code isn't right. Check it and try again."),
    ExpiredCodeException: _("That code has expired. We can send a new one."),
    PasswordHistoryPolicyViolationException: _("You used this password before. Choose another."),
    UsernameExistsException: _("An account with this name exists. Sign in, or choose another name."),
    AliasExistsException: _("Another account uses this address. Sign in to that account, or use another address."),
    UserNotConfirmedException: BY_ADMINISTRATOR,
    UserNotFoundException: _("There is no account with this name."),
    LimitExceededException: _WAIT,
    TooManyFailedAttemptsException: _WAIT,
    TooManyRequestsException: _("We are busy right now. Try again in a moment."),
    CodeDeliveryFailureException: _("We couldn't send the code. Try again in a moment."),
    WebAuthnChallengeNotFoundException: _NO_PASSKEY,
    WebAuthnClientMismatchException: _NO_PASSKEY,
    WebAuthnCredentialNotSupportedException: _NO_PASSKEY,
    WebAuthnOriginNotAllowedException: _NO_PASSKEY,
    WebAuthnRelyingPartyMismatchException: _NO_PASSKEY,
    UnexpectedLambdaException: OUR_SIDE,
    InvalidLambdaResponseException: OUR_SIDE,
}


def say(error: CognitoError) -> str:
    """The error for a person. A trigger's own words are shown as they are."""
    if isinstance(error, UserLambdaValidationException):
        return error.message
    return str(_BY_MESSAGE.get(error.message) or _BY_KIND.get(type(error)) or _rest(error))


def sent_again(destination: str) -> str:
    """After another code went to this masked address."""
    address = (
        f"\N{LEFT-TO-RIGHT ISOLATE}{destination}\N{POP DIRECTIONAL ISOLATE}" if get_language_bidi() else destination
    )
    return gettext("Sent again to %(address)s.") % {"address": address}


def is_out_of_time(error: CognitoError) -> bool:
    """Whether an open challenge can be answered no more."""
    return isinstance(error, NotAuthorizedException) and error.message.startswith("Invalid session for the user")


def _rest(error: CognitoError) -> str:
    """Messages about a value that somebody typed are meant for people already."""
    return error.message.rstrip(".") + "."
