"""EMAIL_OTP: a code sent by mail, as first factor or as second."""

from accounts import one_time_codes, recovery_codes
from accounts.models.auth_session import AuthSession


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Send a code and say where it went."""
    return one_time_codes.send(session, "email")


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Take the code, or as second factor a recovery code; errors as `one_time_codes.check`."""
    if recovery_codes.answered(session, answers["EMAIL_OTP_CODE"]):
        return
    one_time_codes.check(session, answers["EMAIL_OTP_CODE"])
    session.prove("email_otp")
