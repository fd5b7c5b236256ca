"""`/oauth2/revoke`: a refresh token and all that came of it end (RFC 7009)."""

from accounts.oauth import client_auth
from accounts.oauth.errors import InvalidClient, InvalidRequest, RevokingClientRefused, UnsupportedTokenType
from accounts.oauth.parameters import Parameters
from accounts.tokens import refresh
from pools.core.errors import CognitoError, UnsupportedTokenTypeException
from pools.models import UserPool


def revoke(pool: UserPool, *, authorization: str, given: Parameters) -> None:
    """Revoke a token; one that is unknown or dead already is no error.

    Raises:
        InvalidRequest: no token, another client's, or the client has revocation turned off.
        UnsupportedTokenType: an ID or access token.
        RevokingClientRefused: the client is not proved.
    """
    given.check()
    token = given.require("token")
    try:
        proved = client_auth.authenticate(pool, authorization=authorization, given=given)
    except InvalidClient:
        raise RevokingClientRefused from None
    try:
        refresh.revoke(proved.client, token=token, secret=proved.secret)
    except UnsupportedTokenTypeException:
        raise UnsupportedTokenType from None
    except CognitoError as error:
        raise InvalidRequest(error.message) from error
