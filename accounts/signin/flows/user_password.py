"""USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH and the hosted form: name and password in one message."""

from accounts import passwords
from accounts.models.auth_session import AuthSession
from accounts.signin import identify


def open(session: AuthSession, parameters: dict[str, str]) -> str | None:  # noqa: A001 - reads as flow.open
    """Check the password at once.

    Raises:
        NotAuthorizedException: wrong, or locked out.
    """
    password = parameters["PASSWORD"]
    identify.begin(session, parameters["USERNAME"], password=password)
    passwords.verify(session.pool, session.user, session.typed, password, ip=session.context.ip)
    session.prove("pwd")
    return None
