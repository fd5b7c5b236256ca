"""DEVICE_SRP_AUTH: a known device begins to prove that it is the one."""

from accounts.models.auth_session import AuthSession
from accounts.signin import proof


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Name the device; clients go by their own record of it."""
    return {"USERNAME": session.username, "DEVICE_KEY": session.memory["device_key"]}


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Take the device's A; DEVICE_PASSWORD_VERIFIER answers with our B. Errors as `proof.take_public`."""
    proof.take_public(session, answers["SRP_A"])
    session.announce("DEVICE_PASSWORD_VERIFIER")
