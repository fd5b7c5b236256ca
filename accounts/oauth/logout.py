"""`/logout`: where a browser goes once its session here has ended.

AWS: a registered address is enough, no id_token_hint and no click. A page elsewhere can at most sign somebody out by
a visible navigation: our cookie is SameSite=Lax, so image tags and frames do not carry it (checklist 24).
"""

from dataclasses import dataclass

from accounts.oauth import authorize, parameters
from accounts.oauth.errors import PageError
from accounts.oauth.parameters import Parameters
from pools.models import UserPool


@dataclass(frozen=True)
class Destination:
    """An address of the application, or the sign-in page with a new request."""

    url: str = ""
    sign_in_query: str = ""


def destination(pool: UserPool, given: Parameters) -> Destination:
    """Where to go. `logout_uri` wins over `redirect_uri`.

    Raises:
        PageError: unknown client, neither address, or one that is not registered.
        Refused: the new request is not in order; the application is told.
    """
    client = authorize.client_of(pool, given)
    if not given.get("logout_uri") and not given.get("redirect_uri"):
        raise PageError("missing_redirect_uri", client_id=client.id)
    if not given.get("logout_uri"):
        return Destination(sign_in_query=authorize.read(pool, given).query)
    if given.once("logout_uri") not in client.logout_urls:
        raise PageError("redirect_mismatch", client_id=client.id)
    state = given.once("state")
    url = given.get("logout_uri")
    return Destination(url=parameters.extend(url, {"state": state}) if state else url)
