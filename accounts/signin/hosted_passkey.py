"""Signing in on the hosted pages by a passkey alone, without a name: the passkey says whose it is.

Cognito wants the name first. Only the pages can do without, because they own the whole of the flow.
"""

from accounts import assertions, first_factors
from accounts.crypto.webauthn import Options
from accounts.models.auth_session import AuthSession, Context
from accounts.signin import identify, store
from pools.core.errors import InvalidParameterException
from pools.models import AppClient

_AWAITED = "a passkey of anybody"
"""What the session waits for; no answer to a challenge can name it."""
_NOBODY = {"USERNAME": ""}


def is_possible(client: AppClient) -> bool:
    """Whether people may sign in so through this client."""
    return first_factors.are_chosen(client) and first_factors.allows_passkeys(client.pool)


def ask(client: AppClient, *, context: Context) -> tuple[Options, str]:
    """What the browser is to call for a passkey with, and the session string to answer with.

    Raises:
        InvalidParameterException: not through this client.
    """
    _require_possible(client)
    session = AuthSession(pool=client.pool, client=client, flow=store.HOSTED_CHOICE, memory={})
    session.context = context
    options, string = assertions.ask_anybody(session), store.new_string()
    store.keep(session, string, _AWAITED)
    return options, string


def take(client: AppClient, *, session: str, credential: str, context: Context) -> AuthSession:
    """The sign-in of whoever the passkey is; the string is used up, whatever comes of it.

    Raises:
        InvalidParameterException: not through this client.
        NotAuthorizedException: the string is unknown, used, expired or another client's; no passkey made the answer,
            now and here; its user may not sign in by it.
        UserLambdaValidationException: the pre-authentication trigger refused.
        Also what `admission.check` raises.
    """
    _require_possible(client)
    found = store.find(client, string=session or "-", challenges=(_AWAITED,), answers=_NOBODY, context=context)
    store.claim(found, once=True)
    proof = assertions.check_anybody(found, credential)
    if "WEB_AUTHN" not in first_factors.offered(client.pool, found.user, found.typed):
        raise identify.incorrect()
    identify.admit(found)
    assertions.prove(found, proof)
    return found


def _require_possible(client: AppClient) -> None:
    if not is_possible(client):
        raise InvalidParameterException("Sign-in by passkey is not enabled for the client.")
