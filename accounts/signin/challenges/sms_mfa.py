"""SMS_MFA: a code sent to the telephone, as second factor."""

from accounts import one_time_codes, recovery_codes
from accounts.models.auth_session import AuthSession


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Send a code and say where it went."""
    return one_time_codes.send(session, "phone_number")


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Take the code, or a recovery code; errors as `one_time_codes.check`."""
    if recovery_codes.answered(session, answers["SMS_MFA_CODE"]):
        return
    one_time_codes.check(session, answers["SMS_MFA_CODE"])
    session.prove("sms")
