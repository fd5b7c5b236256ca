"""`/oauth2/userInfo`: the claims that an access token's scopes open, as strings like Cognito's."""

from typing import Any

from accounts.models.user import IDENTITIES
from accounts.oauth.errors import InsufficientScope, InvalidRequest, InvalidToken
from accounts.tokens import claims, verify
from pools.core.errors import CognitoError
from pools.models import UserPool

_DEAD = "Access token is expired, disabled, or deleted, or the user has globally signed out."


def describe(pool: UserPool, *, authorization: str) -> dict[str, Any]:
    """What is told about the user behind a bearer token.

    Raises:
        InvalidRequest: no bearer token.
        InvalidToken: not one of ours that lives.
        InsufficientScope: it was issued without `openid`.
    """
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidRequest("Bad OAuth2 request at UserInfo Endpoint")
    try:
        verified = verify.access_token(token.strip(), pool=pool, scope=None)
    except CognitoError as error:
        raise InvalidToken(_DEAD) from error
    if "openid" not in verified.scopes:
        raise InsufficientScope("The access token was issued without the scope openid.")
    visible = claims.visible_attributes(verified.user, verified.client, verified.scopes)
    told = {name: _told(value) for name, value in visible.items()}
    listed = verified.user.other_attributes.get(IDENTITIES)
    identities = {IDENTITIES: listed} if listed else {}
    return {"sub": verified.user.sub, **told, **identities, "username": verified.user.username}


def _told(value: object) -> object:
    """AWS: booleans and numbers are strings here, unlike in ID tokens."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value
