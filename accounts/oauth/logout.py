"""`/logout`: where a browser goes once its session here has ended.

AWS: a registered address is enough, no id_token_hint and no click. A page elsewhere can at most sign somebody out by
a visible navigation: our cookie is SameSite=Lax, so image tags and frames do not carry it (checklist 24).

Beyond AWS the parameters of OpenID Connect RP-Initiated Logout 1.0 are known: post_logout_redirect_uri says the same as
logout_uri, and id_token_hint may stand in for client_id.
"""

from dataclasses import dataclass

from accounts.oauth import authorize, parameters
from accounts.oauth.errors import PageError
from accounts.oauth.parameters import Parameters
from accounts.tokens import verify
from pools.core.errors import CognitoError
from pools.models import AppClient, UserPool

_LEAVING = ("logout_uri", "post_logout_redirect_uri")
_OF_PROVIDERS = ("identity_provider", "idp_identifier")


@dataclass(frozen=True)
class Destination:
    """An address of the application, or the sign-in page with a new request."""

    url: str = ""
    sign_in_query: str = ""


def destination(pool: UserPool, given: Parameters) -> Destination:
    """Where to go. `logout_uri` wins over `redirect_uri`.

    Raises:
        PageError: unknown client, no address or one that is not registered, or a parameter that does not belong here.
        Refused: the new request is not in order; the application is told.
    """
    client = _client(pool, given)
    if any(given.get(name) for name in _OF_PROVIDERS):
        raise PageError("invalid_request", client_id=client.id)
    name = next((name for name in _LEAVING if given.get(name)), "redirect_uri")
    if not given.get(name):
        raise PageError("missing_redirect_uri", client_id=client.id)
    if name == "redirect_uri":
        return Destination(sign_in_query=authorize.read(pool, given).query)
    url, state = given.once(name), given.once("state")
    if url not in client.logout_urls:
        raise PageError("redirect_mismatch", client_id=client.id)
    return Destination(url=parameters.extend(url, {"state": state}) if state else url)


def _client(pool: UserPool, given: Parameters) -> AppClient:
    """The client that client_id names, and that a hint must have been issued to."""
    hint = given.once("id_token_hint")
    if not hint:
        return authorize.client_of(pool, given)
    try:
        client_id = verify.hint(hint, pool=pool)
    except CognitoError:
        raise PageError("invalid_request") from None
    if given.get("client_id") not in ("", client_id):
        raise PageError("invalid_request")
    return authorize.client_of(pool, Parameters({"client_id": client_id}))
