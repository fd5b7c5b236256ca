"""USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH and the hosted form: name and password in one message."""

from accounts.models.auth_session import AuthSession
from accounts.signin import identify, proof


def open(session: AuthSession, parameters: dict[str, str]) -> str | None:  # noqa: A001 - reads as flow.open
    """Check the password at once.

    Raises:
        NotAuthorizedException: wrong, or locked out.
    """
    identify.begin(session, parameters["USERNAME"], password=parameters["PASSWORD"])
    proof.take_password(session, parameters["PASSWORD"])
    return None
