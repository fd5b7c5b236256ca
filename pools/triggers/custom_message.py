"""Before a message is written: the trigger may give its own text, with placeholders for code and name."""

import re
from dataclasses import dataclass
from typing import Any

from pools.models import UserPool
from pools.triggers import event, invoke

CODE = "{####}"
LINK = "{##Click Here##}"
NAME = "{username}"
# Any text may stand between the marks; `{####}` is none.
ANY_LINK = re.compile(r"\{##[^{}#][^{}]*?##\}")
CODE_NEEDS = (re.compile(re.escape(CODE)),)
INVITATION_NEEDS = (*CODE_NEEDS, re.compile(re.escape(NAME)))
SMS_MAX = 140
EMAIL_MAX = 20_000
SUBJECT_MAX = 140


@dataclass(frozen=True)
class CustomMessage:
    """The trigger's texts; what is None is said in the pool's own words."""

    sms_message: str | None = None
    email_message: str | None = None
    email_subject: str | None = None


def run(
    pool: UserPool,
    *,
    source: str,
    client_id: str | None,
    username: str,
    attributes: dict[str, str],
    client_metadata: dict[str, str] | None,
    by_link: bool = False,
) -> CustomMessage:
    """Ask for the texts of `source`, an event such as SignUp or ForgotPassword.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException: see `invoke.call`.
        InvalidLambdaResponseException: also for a text that is too long or leaves out its code.
    """
    if not invoke.is_set(pool, "CustomMessage"):
        return CustomMessage()
    needed = INVITATION_NEEDS if source == "AdminCreateUser" else CODE_NEEDS
    request: dict[str, Any] = {
        "userAttributes": attributes,
        "codeParameter": CODE,
        "linkParameter": LINK,
        "usernameParameter": NAME if source == "AdminCreateUser" else None,
    }
    if client_metadata:
        request["clientMetadata"] = client_metadata
    response = invoke.call(
        pool,
        "CustomMessage",
        source=source,
        user_name=username,
        client_id=client_id,
        request=request,
        response={"smsMessage": None, "emailMessage": None, "emailSubject": None},
    )
    return CustomMessage(
        sms_message=_message(response, "smsMessage", most=SMS_MAX, needed=needed),
        email_message=_message(response, "emailMessage", most=EMAIL_MAX, needed=(ANY_LINK,) if by_link else needed),
        email_subject=_limited(event.text(response, "emailSubject"), most=SUBJECT_MAX),
    )


def _message(response: dict[str, Any], name: str, *, most: int, needed: tuple[re.Pattern[str], ...]) -> str | None:
    """A text that keeps the placeholders without which it would be no use to whom it goes."""
    text = _limited(event.text(response, name), most=most)
    if text is not None and not all(placeholder.search(text) for placeholder in needed):
        raise event.unrecognizable()
    return text


def _limited(text: str | None, *, most: int) -> str | None:
    if text is not None and len(text) > most:
        raise event.unrecognizable()
    return text or None
