"""MFA_SETUP: the pool demands a second factor and the user has none yet, so one is set up on the way."""

import json

from accounts import one_time_codes, usernames
from accounts.models.auth_session import AuthSession
from pools import attributes as schema
from pools.core.errors import InvalidParameterException

APP_IS_SET_UP = "app_is_set_up"
"""In the session's memory once VerifySoftwareToken was answered with success."""


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Name the factors that can be set up."""
    return {"USER_ID_FOR_SRP": session.username, "MFAS_CAN_SETUP": json.dumps(session.memory["mfas"])}


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Go on with an app that was set up since, or with an address that a code is sent to first.

    Raises:
        InvalidParameterException: neither; the session stays usable.
    """
    if session.memory.get(APP_IS_SET_UP):
        session.prove("otp")
        return
    address = answers.get("EMAIL") or answers.get("email")
    if not address or "EMAIL_OTP" not in session.memory["mfas"]:
        raise InvalidParameterException("No MFA method was set up: verify a software token first.")
    address = usernames.fold(session.pool, "email", address)
    schema.validate(session.pool, {"email": address}, creating=False)
    one_time_codes.set_up_email(session, address)
    session.announce("EMAIL_OTP")
