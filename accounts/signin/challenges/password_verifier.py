"""PASSWORD_VERIFIER: the second half of SRP. The secret block is the session string of this step."""

from accounts import credentials
from accounts.models import User
from accounts.models.auth_session import AuthSession
from accounts.signin import identify, proof


def issue(session: AuthSession, string: str) -> dict[str, str]:
    """Answer the client's A with salt, B and the secret block; errors as `proof.ask`."""
    names = {"USER_ID_FOR_SRP": session.username, "USERNAME": session.username}
    return {**names, **proof.ask(session, string, _password(session))}


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Take the proof of the password; errors as `proof.check`."""
    proof.check(session, answers, _password(session))
    session.prove("pwd")


def _password(session: AuthSession) -> proof.Secret:
    """The user's own, or a made-up one; that is computed in any case, so that both take the same time."""
    made_up = identify.made_up_verifier(session.pool, session.typed), identify.made_up_salt(session.pool, session.typed)
    user: User | None = session.user
    verifier = credentials.verifier_of(user) if user else None
    if user is None or verifier is None or user.srp_salt is None:
        return proof.Secret(session.pool.srp_name, session.username, *made_up, exists=False)
    return proof.Secret(session.pool.srp_name, session.username, verifier, bytes(user.srp_salt))
