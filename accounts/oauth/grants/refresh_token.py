"""grant_type=refresh_token: fresh ID and access tokens of a living session (RFC 6749, 6)."""

from accounts.models.auth_session import Context
from accounts.oauth.errors import InvalidGrant, UnauthorizedClient
from accounts.oauth.parameters import Parameters
from accounts.tokens import refresh
from accounts.tokens.issue import TokenSet
from pools.core.errors import CognitoError
from pools.models import AppClient


def redeem(client: AppClient, given: Parameters, context: Context) -> TokenSet:
    """Renew tokens.

    Raises:
        InvalidRequest: no token was sent.
        InvalidGrant: unknown, expired, revoked or another client's token; or its user may not come in.
        UnauthorizedClient: the client may not use this endpoint.
    """
    token = given.require("refresh_token")
    if not client.oauth_enabled:
        raise UnauthorizedClient
    try:
        return refresh.refresh(client, token=token, context=context)
    except CognitoError as error:
        raise InvalidGrant from error
