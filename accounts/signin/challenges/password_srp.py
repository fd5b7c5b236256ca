"""PASSWORD_SRP: a password proved by SRP, chosen as first factor; PASSWORD_VERIFIER follows."""

from accounts.models.auth_session import AuthSession
from accounts.signin import identify, proof


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Say who is asked."""
    return {"USERNAME": session.username}


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Take the client's A.

    Raises:
        InvalidParameterException: SRP_A is no hexadecimal number; the session stays usable.
        NotAuthorizedException: A is zero modulo N or outside the group (checklist 28), or locked out.
    """
    proof.take_public(session, answers["SRP_A"])
    identify.refuse_locked(session)
    session.announce("PASSWORD_VERIFIER")
