"""SOFTWARE_TOKEN_MFA: the code that an authenticator app shows, as second factor."""

from accounts import recovery_codes, software_tokens
from accounts.models.auth_session import AuthSession
from accounts.signin import identify


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Say which app is asked for."""
    name = software_tokens.name_of(session.user) if session.user else ""
    return {"USER_ID_FOR_SRP": session.username, "FRIENDLY_DEVICE_NAME": name}


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Take the code, or a recovery code; errors as `software_tokens.use`."""
    if recovery_codes.answered(session, answers["SOFTWARE_TOKEN_MFA_CODE"]):
        return
    if session.user is None:
        raise identify.incorrect()
    software_tokens.use(session.user, answers["SOFTWARE_TOKEN_MFA_CODE"])
    session.prove("otp")
