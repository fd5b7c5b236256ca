"""WEB_AUTHN: one of the user's passkeys signs our challenge."""

from accounts import assertions
from accounts.models.auth_session import AuthSession


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Say what `navigator.credentials.get` is to be called with."""
    return assertions.ask(session)


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Take what it gave; errors as `assertions.check`."""
    assertions.prove(session, assertions.check(session, answers["CREDENTIAL"]))
