"""Signing in straight after signing up, by the strings that SignUp and ConfirmSignUp answer (auth-flows.md 5).

They are rows of `store` like any open challenge, but no answer can name what they wait for.
"""

from accounts import confirmation
from accounts.models import User
from accounts.models.auth_session import AuthSession, Context
from accounts.models.user import UserStatus
from accounts.signin import identify, store
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient

_CONFIRMATION, _SIGN_IN = "sign-up to be confirmed", "sign-in after sign-up"
_PROOFS = {"email": "email_otp", "phone_number": "sms"}


def begin(client: AppClient, user: User, *, typed: str, sent_to: str | None) -> str | None:
    """The string for whoever just signed up; nothing where the client has no sign-in by choice.

    Args:
        client: with its pool.
        user: the new user.
        typed: the name as it was typed.
        sent_to: the attribute that the confirmation code was sent to, if one was.
    """
    if "ALLOW_USER_AUTH" not in client.flows:
        return None
    session = AuthSession(pool=client.pool, client=client, user=user, username=user.username, typed=typed)
    session.flow, session.memory = "USER_AUTH", {"sent_to": sent_to}
    if user.status != UserStatus.CONFIRMED:
        return _kept(session, _CONFIRMATION)
    return _proved(session, user)  # a function of the pool confirmed the user at once


def confirmed(client: AppClient, user: User, *, string: str | None, username: str) -> str | None:
    """The string that signs in whoever has now entered the code; nothing where the client has no sign-in by choice.

    With the string that SignUp answered it is whoever signed up, password included. Without it, or with one that is
    unknown, used, late or another's, the code alone is what was proved. aws-amplify sends none and expects to be
    signed in.
    """
    if "ALLOW_USER_AUTH" not in client.flows:
        return None
    began = _begun(client, user, string, username) if string else None
    if began:
        return _proved(began, user)
    session = AuthSession(pool=client.pool, client=client, user=user, username=user.username, typed=username)
    session.flow, session.memory = "USER_AUTH", {}
    address = confirmation.address_to_verify(client.pool, user.attributes)
    session.prove(_PROOFS[address[0]] if address else "custom")
    return _kept(session, _SIGN_IN)


def resume(client: AppClient, *, string: str, username: str, context: Context) -> AuthSession:
    """The sign-in that the string stands for; its user has proved enough for the gates to be asked.

    Raises:
        NotAuthorizedException: the string is unknown, used, expired or another's.
        UserLambdaValidationException: the pre-authentication trigger refused.
    """
    session = _taken(client, string, _SIGN_IN, username, context)
    identify.admit(session)
    return session


def _begun(client: AppClient, user: User, string: str, username: str) -> AuthSession | None:
    try:
        session = _taken(client, string, _CONFIRMATION, username, Context())
    except NotAuthorizedException:
        return None
    return session if session.user_id == user.id else None


def _proved(session: AuthSession, user: User) -> str:
    """Whoever chose a password counts as having given it, so that the gates ask what they ask after one."""
    code = _PROOFS.get(session.memory["sent_to"], "custom")
    session.prove("pwd" if user.has_password else code)
    return _kept(session, _SIGN_IN)


def _kept(session: AuthSession, awaited: str) -> str:
    string = store.new_string()
    store.keep(session, string, awaited)
    return string


def _taken(client: AppClient, string: str, awaited: str, username: str, context: Context) -> AuthSession:
    session = store.find(client, string=string, challenges=(awaited,), answers={"USERNAME": username}, context=context)
    store.claim(session, once=True)
    return session
