"""USER_SRP_AUTH: the client proves that it knows the password without sending it."""

from accounts.models.auth_session import AuthSession
from accounts.signin import identify, proof


def open(session: AuthSession, parameters: dict[str, str]) -> str | None:  # noqa: A001 - reads as flow.open
    """Take the client's A; the PASSWORD_VERIFIER challenge answers with our B.

    Raises:
        InvalidParameterException: SRP_A is no hexadecimal number.
        NotAuthorizedException: A is zero modulo N or outside the group (checklist 28), or locked out.
    """
    proof.take_public(session, parameters["SRP_A"])
    identify.begin(session, parameters["USERNAME"])
    identify.refuse_locked(session)
    return "PASSWORD_VERIFIER"
