"""Setting an authenticator app up inside a sign-in, between the MFA_SETUP challenge and its answer.

Each step uses the session string up and gives a new one. The seed waits in the session, so that nothing is written to
the user before a code of it was entered.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from accounts import admission, mfa, software_tokens
from accounts.crypto import totp
from accounts.models import User
from accounts.models.auth_session import AuthSession, Context
from accounts.signin import store
from accounts.signin.challenges.mfa_setup import APP_IS_SET_UP
from pools.core.errors import (
    EnableSoftwareTokenMFAException,
    InvalidParameterException,
    NotAuthorizedException,
    SoftwareTokenMFANotFoundException,
)

_CHALLENGE = "MFA_SETUP"
_SEED = "seed"
_REPAIRABLE = (EnableSoftwareTokenMFAException, InvalidParameterException, SoftwareTokenMFANotFoundException)


def associate(string: str, *, context: Context) -> tuple[str, str]:
    """A new seed as the app takes it, and the next session string (AWS: AssociateSoftwareToken).

    Raises:
        NotAuthorizedException: the session is unknown, used, expired or not about setting up a factor.
        SoftwareTokenMFANotFoundException: the pool has not turned authenticator apps on.
        UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
    """
    session, _ = _take(string, context)
    with _repairable(session):
        software_tokens.require_in(session.pool)
    seed = totp.new_seed()
    session.memory[_SEED] = b64encode(seed).decode()
    return totp.secret_code(seed), _kept(session)


def verify(string: str, *, code: str, name: str, context: Context) -> str:
    """Give the user the app by a code of it; the next session string answers MFA_SETUP (AWS: VerifySoftwareToken).

    Raises:
        EnableSoftwareTokenMFAException: another code; the session string stays usable.
        InvalidParameterException: there is no seed yet, or the name is too long.
        NotAuthorizedException: as `associate`; too many wrong codes; or the user has got a factor meanwhile.
        SoftwareTokenMFANotFoundException: the pool has not turned authenticator apps on.
        UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
    """
    session, user = _take(string, context)
    with _repairable(session):
        software_tokens.require_in(session.pool)
        software_tokens.check_name(name)
        if _SEED not in session.memory:
            raise software_tokens.nothing_waits()
        seed = b64decode(session.memory[_SEED])
        step = software_tokens.prove(user, seed, code)
    mfa.set_up_software_token(user, seed, step=step, name=name, proved=session.proved)
    del session.memory[_SEED]
    session.memory[APP_IS_SET_UP] = True
    return _kept(session)


def waiting(session: AuthSession) -> str:
    """The seed that `associate` gave out and no code was entered of yet, as the app takes it; empty without one."""
    return totp.secret_code(b64decode(session.memory[_SEED])) if _SEED in session.memory else ""


def _take(string: str, context: Context) -> tuple[AuthSession, User]:
    session = store.take_by_string(string, challenge=_CHALLENGE, context=context)
    if session.user is None or session.memory.get(APP_IS_SET_UP):
        raise NotAuthorizedException("Invalid session for the user.")
    admission.check(session.user)
    return session, session.user


@contextmanager
def _repairable(session: AuthSession) -> Iterator[None]:
    try:
        yield
    except _REPAIRABLE:
        store.give_back(session)
        raise


def _kept(session: AuthSession) -> str:
    string = store.new_string()
    store.keep(session, string, _CHALLENGE)
    return string
