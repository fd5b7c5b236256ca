"""SELECT_MFA_TYPE: the user has several second factors and prefers none."""

import json

from accounts.models.auth_session import AuthSession
from pools.core.errors import InvalidParameterException

_ALSO = {"EMAIL_MFA": "EMAIL_OTP"}  # AWS: some clients call it so


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Name the factors to choose from."""
    return {"USER_ID_FOR_SRP": session.username, "MFAS_CAN_CHOOSE": json.dumps(session.memory["mfas"])}


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Let the chosen factor be the next challenge.

    Raises:
        InvalidParameterException: none of those that were offered (checklist 48); the session stays usable.
    """
    chosen = _ALSO.get(answers["ANSWER"], answers["ANSWER"])
    if chosen not in session.memory["mfas"]:
        raise InvalidParameterException("ANSWER must be one of the MFA types that can be chosen.")
    session.announce(chosen)
