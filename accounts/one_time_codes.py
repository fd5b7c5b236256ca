"""Codes sent during a sign-in, as first or second factor: made, sent, checked once, counted."""

import secrets
from base64 import b64decode, b64encode
from dataclasses import replace

from django.db import transaction

from accounts import aliases, confirmation, lock_out, mfa, sending, sign_up, subjects, users
from accounts.familiarity import ANYBODY, Caller
from accounts.models import User
from accounts.models.auth_session import AuthSession
from accounts.models.user import UserStatus
from accounts.steady import steady
from pools.core import clock, vault
from pools.core.errors import (
    CodeDeliveryFailureException,
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    TooManyRequestsException,
)
from pools.delivery import message, outbox

WRONG = "Invalid code or auth state for the user."  # AWS: unverified
_DIGITS = {True: 8, False: 6}  # AWS: eight as first factor, six as second; unverified
_SALT_BYTES = 16


def send(session: AuthSession, attribute: str) -> dict[str, str]:
    """Send a new code to the user's address, or to one being set up, and keep its hash in the session's memory.

    Where there is no such user nothing is sent, and the answer looks the same (checklist 29).

    Args:
        session: of the sign-in.
        attribute: email or phone_number.

    Returns:
        The ChallengeParameters.

    Raises:
        TooManyRequestsException: too many codes.
        InvalidParameterException: the address cannot be written to.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: the message trigger.
    """
    with steady(when=session.client.hides_existence and not session.proved):
        _spend(session, attribute)
        return _told(session, _send(session, attribute))


def check(session: AuthSession, given: str) -> None:
    """Take a code that was sent. The address is proved by it, and a user who was waiting for that is confirmed.

    Raises:
        CodeMismatchException: wrong; the session stays usable.
        ExpiredCodeException: the address is no longer the user's (checklist 38).
        NotAuthorizedException: too many wrong codes; or the user has got another factor while setting this one up.
        AliasExistsException: the address signs another user in.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: the post-confirmation
            trigger.
    """
    sent = session.memory.get("code") or {}
    kind, caller = subjects.CODE, Caller(session.user, session.context.ip)
    if session.proved:
        kind, caller = subjects.SECOND_FACTOR, ANYBODY
    subject = subjects.of(session.pool, session.user, session.typed, guessing=kind)
    wrong = CodeMismatchException(WRONG)
    lock_out.guard(session.pool, subject, lambda: _matches(sent, given), wrong=wrong, caller=caller)
    if session.user is None:
        raise ExpiredCodeException(confirmation.EXPIRED)
    if _new_address(session, sent["attribute"]) == sent["value"]:
        mfa.set_up_email(session.user, sent["value"], proved=session.proved)
    elif getattr(session.user, sent["attribute"]) != sent["value"]:
        raise ExpiredCodeException(confirmation.EXPIRED)
    elif session.user.status == UserStatus.UNCONFIRMED:
        sign_up.confirm_by_sign_in(
            session.client,
            session.user,
            attribute=sent["attribute"],
            value=sent["value"],
            client_metadata=session.context.client_metadata,
        )
    else:
        _prove_address(session.user, sent["attribute"])
    del session.memory["code"]


def set_up_email(session: AuthSession, address: str) -> None:
    """Let the next code go to this address, and become the user's second factor when it comes back (in memory)."""
    session.memory["new_email"] = address


def give_up_email(session: AuthSession) -> None:
    """Let no code go to an address that was to be set up any more (in memory)."""
    session.memory.pop("new_email", None)
    session.memory.pop("code", None)


def sets_up_email(session: AuthSession) -> bool:
    """Whether the next code goes to an address that is being set up."""
    return "new_email" in session.memory


def digits(session: AuthSession) -> int:
    """How long the code of the sign-in's present step is."""
    return _DIGITS[not session.proved]


def _new_address(session: AuthSession, attribute: str) -> str | None:
    address: str | None = session.memory.get("new_email") if attribute == "email" else None
    return address


def _spend(session: AuthSession, attribute: str) -> None:
    subject = subjects.of(session.pool, session.user, session.typed)
    own = getattr(session.user, attribute) if session.user else session.typed
    # Who has proved the password is nobody's bomber: a whole office may sign in from one address.
    context = replace(session.context, ip="") if session.proved else session.context
    sending.spend(
        session.pool,
        subject,
        address=_new_address(session, attribute) or own,
        context=context,
        # AWS: the sign-in operations declare no LimitExceededException.
        error=TooManyRequestsException,
    )


def _send(session: AuthSession, attribute: str) -> confirmation.CodeDelivery:
    code = "".join(str(secrets.randbelow(10)) for _ in range(digits(session)))
    if session.user is None:
        session.memory["code"] = {"attribute": attribute}
        return confirmation.made_up(session.pool, session.typed, attribute)
    salt = secrets.token_bytes(_SALT_BYTES)
    value = _new_address(session, attribute) or getattr(session.user, attribute)
    session.memory["code"] = {
        "attribute": attribute,
        "value": value,
        "salt": b64encode(salt).decode(),
        "hash": b64encode(vault.code_hash(code, salt=salt)).decode(),
    }
    _deliver(session, session.user, attribute, value, code)
    return confirmation.delivery(attribute, value)


def _matches(sent: dict[str, str], given: str) -> bool:
    if "hash" not in sent:
        return False
    return vault.code_matches(given, b64decode(sent["hash"]), salt=b64decode(sent["salt"]))


def _prove_address(user: User, attribute: str) -> None:
    """Whoever entered the code has the address (auth-flows.md 5, 6), if it is still the user's (checklist 38)."""
    if getattr(user, f"{attribute}_verified"):
        return
    proved = getattr(user, attribute)
    with transaction.atomic():
        users.lock_with_names(user)
        if getattr(user, attribute) != proved:
            raise ExpiredCodeException(confirmation.EXPIRED)
        setattr(user, f"{attribute}_verified", True)
        user.updated_at = clock.now()
        user.save(update_fields=[f"{attribute}_verified", "updated_at"])
        aliases.refresh(user, attribute)


def _deliver(session: AuthSession, user: User, attribute: str, to: str, code: str) -> None:
    try:
        prepared = message.prepare(
            session.pool,
            event="Authentication",
            medium=confirmation.MEDIUMS[attribute],
            to=to,
            username=user.username,
            code=code,
            attributes=user.trigger_attributes,
            client_id=session.client.id,
            client_metadata=session.context.client_metadata,
        )
    except CodeDeliveryFailureException as error:
        # AWS: the sign-in operations declare no CodeDeliveryFailureException.
        raise InvalidParameterException(error.message) from None
    with transaction.atomic():
        outbox.enqueue(session.pool, prepared, user_sub=user.sub)


def _told(session: AuthSession, delivery: confirmation.CodeDelivery) -> dict[str, str]:
    return {
        "USER_ID_FOR_SRP": session.username,
        "CODE_DELIVERY_DELIVERY_MEDIUM": delivery.medium,
        "CODE_DELIVERY_DESTINATION": delivery.destination,
    }
