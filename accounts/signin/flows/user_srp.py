"""USER_SRP_AUTH: the client proves that it knows the password without sending it."""

from accounts.crypto import srp
from accounts.models.auth_session import AuthSession
from accounts.signin import identify
from pools.core.errors import InvalidParameterException, NotAuthorizedException


def open(session: AuthSession, parameters: dict[str, str]) -> str | None:  # noqa: A001 - reads as flow.open
    """Take the client's A; the PASSWORD_VERIFIER challenge answers with our B.

    Raises:
        InvalidParameterException: SRP_A is no hexadecimal number.
        NotAuthorizedException: A is zero modulo N or outside the group (checklist 28), or locked out.
    """
    client_public = srp.parse(parameters["SRP_A"])
    if client_public is None:
        raise InvalidParameterException("Invalid SRP_A")
    if not srp.usable(client_public):
        raise NotAuthorizedException("Incorrect username or password.")
    identify.begin(session, parameters["USERNAME"])
    identify.refuse_locked(session)
    session.memory["A"] = f"{client_public:x}"
    return "PASSWORD_VERIFIER"
