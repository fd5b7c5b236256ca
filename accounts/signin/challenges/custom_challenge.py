"""CUSTOM_CHALLENGE: a question that the pool's functions make, and whose answer they judge."""

from accounts import custom_auth
from accounts.models.auth_session import AuthSession


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Have the question made; errors as `custom_auth.ask`."""
    return custom_auth.ask(session)


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Have the answer judged; errors as `custom_auth.take`. A wrong answer is none: the next gate decides on it."""
    custom_auth.take(session, answers["ANSWER"])
