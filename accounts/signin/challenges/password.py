"""PASSWORD: a plain password, chosen as first factor."""

from accounts.models.auth_session import AuthSession
from accounts.signin import identify, proof


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Say who is asked."""
    return {"USERNAME": session.username}


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Check the password; errors as `identify.bring_over` and `proof.take_password`."""
    identify.bring_over(session, answers["PASSWORD"])
    proof.take_password(session, answers["PASSWORD"])
