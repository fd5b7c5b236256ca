"""Refresh tokens: renew a session's tokens, or revoke them all."""

from dataclasses import replace

from django.utils.crypto import constant_time_compare

from accounts import admission, client_proof, sessions
from accounts.models import RefreshToken, UserSession
from accounts.models.auth_session import Context
from accounts.tokens import issue, rotation
from accounts.tokens.issue import TokenSet
from accounts.tokens.occasions import REFRESH
from pools.core import clock, vault
from pools.core.errors import (
    NotAuthorizedException,
    UnauthorizedException,
    UnsupportedOperationException,
    UnsupportedTokenTypeException,
)
from pools.core.prepared import Prepared
from pools.models import AppClient

_BY_HASH = Prepared(
    lambda token_hash: RefreshToken.objects.select_related("session__user").filter(token_hash=token_hash), bytes
)
_JWT_DOTS = 2


def refresh(
    client: AppClient,
    *,
    token: str,
    device_key: str = "",
    context: Context | None = None,
    client_metadata: dict[str, str] | None = None,
) -> TokenSet:
    """New ID and access tokens; a new refresh token only where the client rotates them.

    Args:
        client: whose token it is.
        token: as the client sent it.
        device_key: of the device, which must be the one that signed in if that was a tracked one.
        context: from where the call comes, where that is known.
        client_metadata: for the pre token generation trigger.

    Raises:
        NotAuthorizedException: unknown, another client's or device's, expired or revoked; or the user is disabled.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: the trigger refused;
            the refresh token is as good as before.
        RefreshTokenReuseException: it was rotated away; see `rotation.check`.
        UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
    """
    row = _living(client, token)
    session = row.session
    _require_device(session, device_key)
    admission.check(session.user)
    rotation.check(row, client)
    tokens = issue.renewed(session, replace(REFRESH, client_metadata=client_metadata))
    sessions.touch(session, context)
    # Last, so that whatever fails before leaves the client a token that is still good.
    if row.rotated_at or client.rotates_refresh_tokens:
        tokens = replace(tokens, refresh_token=rotation.successor(row, token, client))
    return tokens


def _living(client: AppClient, token: str) -> RefreshToken:
    row = find(token)
    if row is None or row.session.client_id != client.id:
        raise NotAuthorizedException(rotation.INVALID)
    if row.session.revoked_at:
        raise NotAuthorizedException("Refresh Token has been revoked")  # AWS: unverified
    if row.expires_at <= clock.now():
        raise NotAuthorizedException("Refresh Token has expired")
    session = row.session
    session.client, session.pool = client, client.pool
    session.user.pool = client.pool
    return row


def find(token: str) -> RefreshToken | None:
    """The row of a refresh token, with session and user."""
    return _BY_HASH.first(vault.token_hash(token))


def revoke(client: AppClient, *, token: str, secret: str | None, linked: bool = False) -> None:
    """End the session of a refresh token with every token of it (AWS: RevokeToken). Twice is no error.

    Args:
        client: whose token it must be.
        token: the refresh token.
        secret: the client's, if it has one.
        linked: end the browser's session too that it came through, where the pool tracks sessions.

    Raises:
        UnauthorizedException: wrong secret, or another client's token.
        UnsupportedOperationException: the client has revocation turned off.
        UnsupportedTokenTypeException: an ID or access token.
    """
    if not client_proof.has_secret(client, secret):
        raise UnauthorizedException("Invalid client secret.")
    if token.count(".") == _JWT_DOTS:
        raise UnsupportedTokenTypeException("Unsupported token type.")
    row = find(token)
    if row is None:
        return
    if row.session.client_id != client.id:
        raise UnauthorizedException("The token was not issued to this client.")
    if not row.session.revocable:
        raise UnsupportedOperationException("Token revocation is not enabled for this client.")
    sessions.end(row.session, linked=linked and client.pool.tracks_sessions)


def _require_device(session: UserSession, given: str) -> None:
    if session.device_key and not constant_time_compare(session.device_key, given):
        raise NotAuthorizedException(rotation.INVALID)
