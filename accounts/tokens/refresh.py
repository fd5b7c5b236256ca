"""Refresh tokens: renew a session's tokens, or revoke them all."""

from datetime import timedelta

from accounts import admission, client_proof, sessions
from accounts.models import RefreshToken, UserSession
from accounts.tokens import issue
from accounts.tokens.issue import TokenSet
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
_TOUCH_AFTER = timedelta(minutes=1)
_JWT_DOTS = 2


def refresh(client: AppClient, *, token: str) -> TokenSet:
    """New ID and access tokens; no new refresh token.

    Raises:
        NotAuthorizedException: unknown, another client's, expired or revoked; or the user is disabled.
        UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
    """
    session = living_session(client, token)
    admission.check(session.user)
    _touch(session)
    return issue.renewed(session)


def living_session(client: AppClient, token: str) -> UserSession:
    """The session that a refresh token of this client belongs to.

    Raises:
        NotAuthorizedException: unknown, another client's, expired or revoked.
    """
    row = find(token)
    if row is None or row.session.client_id != client.id:
        raise NotAuthorizedException("Invalid Refresh Token")
    if row.session.revoked_at:
        raise NotAuthorizedException("Refresh Token has been revoked")
    if row.expires_at <= clock.now():
        raise NotAuthorizedException("Refresh Token has expired")
    session = row.session
    session.client, session.pool = client, client.pool
    session.user.pool = client.pool
    return session


def find(token: str) -> RefreshToken | None:
    """The row of a refresh token, with session and user."""
    return _BY_HASH.first(vault.token_hash(token))


def revoke(client: AppClient, *, token: str, secret: str | None) -> None:
    """End the session of a refresh token with every token of it (AWS: RevokeToken). Twice is no error.

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
    sessions.end(row.session)


def _touch(session: UserSession) -> None:
    now = clock.now()
    if now - session.last_used_at > _TOUCH_AFTER:
        UserSession.objects.filter(pk=session.pk).update(last_used_at=now)
