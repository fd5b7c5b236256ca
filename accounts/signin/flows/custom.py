"""CUSTOM_AUTH: the pool's functions decide what is asked, from the start or after the password was proved by SRP."""

from accounts import custom_auth
from accounts.models.auth_session import AuthSession
from accounts.signin import identify, proof
from pools.core.errors import InvalidParameterException

_SRP = "SRP_A"


def open(session: AuthSession, parameters: dict[str, str]) -> str | None:  # noqa: A001 - reads as flow.open
    """Find the user; what comes next is DefineAuthChallenge's to say.

    Raises:
        InvalidParameterException: the pool has no such function, CHALLENGE_NAME is another than SRP_A, or SRP_A is no
            hexadecimal number.
        NotAuthorizedException: A is zero modulo N or outside the group (checklist 28), or locked out.
    """
    custom_auth.require_trigger(session.pool, "DefineAuthChallenge")
    first = parameters.get("CHALLENGE_NAME")
    if first not in (None, "", _SRP):
        raise InvalidParameterException("Invalid CHALLENGE_NAME")
    if first:
        proof.take_public(session, parameters.get(_SRP, ""))
    identify.begin(session, parameters["USERNAME"], guessing=custom_auth.GUESSING)
    identify.refuse_locked(session, guessing=custom_auth.GUESSING)
    if first:
        identify.refuse_locked(session)
        custom_auth.note(session, _SRP, passed=True)
    return None
