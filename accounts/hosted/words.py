"""What people are told when something is refused: what happened and what to do, in plain words."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts import admission
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
)

INCORRECT = "Incorrect username or password."
TOO_LATE = "This page was open too long. Start again."
WRONG_LINK = (
    "This sign-in link isn't set up correctly. Go back to the application and try again, or tell the people who run it."
)
FEEDBACK_LINK = "This link is no longer good. If you did not sign in yourself, change your password."
OUR_SIDE = "Something went wrong on our side. Try again."
LOCKED = "Too many attempts. Try again in 15 minutes or reset your password."
DISABLED = "This account can't sign in. Contact the people who run this application."
NO_SIGN_UP = "Accounts here are created by an administrator. Ask for one."
BY_ADMINISTRATOR = "An administrator has to confirm your account before you can sign in."
NOT_FINISHED = _("Signing in was not finished")
START_AT_APPLICATION = _(
    "This answer belongs to no sign-in that was begun in this browser, or it came too late."
    " Go back to the application and sign in once more."
)
_WAIT = "Too many attempts. Wait a while, then try again."

_BY_MESSAGE: dict[str, StrOrPromise] = {
    admission.INCORRECT: INCORRECT,
    "Password attempts exceeded": LOCKED,
    "User is disabled.": DISABLED,
    "Temporary password has expired and must be reset by an administrator.": (
        "Your temporary password has expired. Ask the people who run this application for a new one."
    ),
    "SignUp is not permitted for this user pool": NO_SIGN_UP,
    "Attempt limit exceeded, please try after some time.": _WAIT,
    "Your software token has already been used once.": _("You used that code already. Wait for the next one."),
    "Contact administrator to reset password.": "Ask the people who run this application to reset your password.",
}

_BY_KIND: dict[type[CognitoError], StrOrPromise] = {
    CodeMismatchException: "That code isn't right. Check it and try again.",
    EnableSoftwareTokenMFAException: _("That code isn't right. Check it and try again."),
    ExpiredCodeException: "That code has expired. We can send a new one.",
    PasswordHistoryPolicyViolationException: "You used this password before. Choose another.",
    UsernameExistsException: "An account with this name exists. Sign in, or choose another name.",
    AliasExistsException: "Another account uses this address. Sign in to that account, or use another address.",
    UserNotConfirmedException: BY_ADMINISTRATOR,
    UserNotFoundException: "There is no account with this name.",
    LimitExceededException: _WAIT,
    TooManyFailedAttemptsException: _WAIT,
    TooManyRequestsException: "We are busy right now. Try again in a moment.",
    CodeDeliveryFailureException: "We couldn't send the code. Try again in a moment.",
    UnexpectedLambdaException: OUR_SIDE,
    InvalidLambdaResponseException: OUR_SIDE,
}


def say(error: CognitoError) -> str:
    """The error for a person. A trigger's own words are shown as they are."""
    if isinstance(error, UserLambdaValidationException):
        return error.message
    return str(_BY_MESSAGE.get(error.message) or _BY_KIND.get(type(error)) or _rest(error))


def is_out_of_time(error: CognitoError) -> bool:
    """Whether an open challenge can be answered no more."""
    return isinstance(error, NotAuthorizedException) and error.message.startswith("Invalid session for the user")


def _rest(error: CognitoError) -> str:
    """Messages about a value that somebody typed are meant for people already."""
    return error.message.rstrip(".") + "."
