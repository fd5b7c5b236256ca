"""Tokens that come back: believed only after key, issuer, use, time, session and user were each checked."""

import uuid
from dataclasses import dataclass
from typing import Any

from accounts import admission
from accounts.crypto import jwt
from accounts.models import User, UserSession
from accounts.tokens.claims import ADMIN_SCOPE
from pools import app_clients, signing_keys, user_pools
from pools.core import clock
from pools.core.errors import NotAuthorizedException, ResourceNotFoundException, UserNotFoundException
from pools.core.prepared import Prepared
from pools.models import AppClient, UserPool

_BY_EVENT = Prepared(
    lambda event_id: UserSession.objects.select_related("user__pool", "client").filter(event_id=event_id), uuid.UUID
)
_NAMES = {"access": "Access Token", "id": "ID Token"}


@dataclass(frozen=True)
class VerifiedToken:
    """A good token of a user: the user with pool, its claims, its session, and the client that it was issued to.

    That client is the session's own, or one that exchanged a token of the session for this one.
    """

    user: User
    claims: dict[str, Any]
    session: UserSession
    client: AppClient

    @property
    def scopes(self) -> list[str]:
        return str(self.claims.get("scope", "")).split()


def access_token(token: str, *, pool: UserPool | None = None, scope: str | None = ADMIN_SCOPE) -> VerifiedToken:
    """Check an access token that is used here (checklist 1-7).

    Args:
        token: as the client sent it.
        pool: the pool it must be of, where the address of the call names one.
        scope: what it must open.

    Raises:
        NotAuthorizedException: not ours, not for this, too old or revoked; or the user is disabled.
        UserNotFoundException: the user was deleted.
        UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
    """
    claims = _proved_claims(token, pool, use="access")
    if scope and scope not in str(claims.get("scope", "")).split():
        raise NotAuthorizedException("Access Token does not have required scopes")
    verified = _of_user(claims, use="access")
    # Whoever exchanged it for a token for some other service did so lest that service could use it here (RFC 8693, 1).
    # A sign-in that was itself bound to a resource gave scopes, and what they open here they open.
    if claims.get("aud", verified.client.id) not in (verified.client.id, verified.session.audience):
        raise _malformed("access")
    return verified


def any_token(token: str, *, pool: UserPool, use: str) -> VerifiedToken:
    """Check a token of a user whomever it is for, as whoever exchanges tokens must.

    Args:
        token: as the client sent it.
        pool: the pool it must be of.
        use: `access` or `id`.

    Raises:
        NotAuthorizedException, UserNotFoundException, UserNotConfirmedException, PasswordResetRequiredException:
            as `access_token`.
    """
    return _of_user(_proved_claims(token, pool, use=use), use=use)


def subject(token: str, *, pool: UserPool, use: str) -> str:
    """`sub` of a good token of a user, or of an application that has one for itself.

    Raises:
        NotAuthorizedException, UserNotFoundException, UserNotConfirmedException, PasswordResetRequiredException:
            as `access_token`.
    """
    claims = _proved_claims(token, pool, use=use)
    if use == "access" and _is_machines(claims):
        _require_issuer(claims, pool, use)
        return _client(pool, claims["client_id"], use).id
    return _of_user(claims, use=use).user.sub


def require_scope(token: str, *, pool: UserPool, scope: str) -> None:
    """Check an access token of a user or of an application for itself, which must open this.

    Raises:
        NotAuthorizedException, UserNotFoundException, UserNotConfirmedException, PasswordResetRequiredException:
            as `access_token`.
    """
    claims = _proved_claims(token, pool, use="access")
    if not _is_machines(claims):
        access_token(token, pool=pool, scope=scope)
        return
    _require_issuer(claims, pool, "access")
    client = _client(pool, claims["client_id"], "access")
    if scope not in str(claims.get("scope", "")).split() or scope not in client.scopes:
        raise NotAuthorizedException("Access Token does not have required scopes")


def hint(token: str, *, pool: UserPool) -> str:
    """The client that an ID token was issued to, however long ago: it only tells of whom a browser speaks.

    Raises:
        NotAuthorizedException: not an ID token of the pool.
    """
    claims = _signed_claims(token, pool, use="id")
    _require_issuer(claims, pool, "id")
    return str(claims.get("aud", ""))


def _proved_claims(token: str, pool: UserPool | None, *, use: str) -> dict[str, Any]:
    """The claims of a token that a key of the pool signed for this use and that is not too old."""
    claims = _signed_claims(token, pool, use=use)
    expires = claims.get("exp")
    if not isinstance(expires, int) or expires <= clock.timestamp():
        raise NotAuthorizedException(f"{_NAMES[use]} has expired")
    return claims


def _signed_claims(token: str, pool: UserPool | None, *, use: str) -> dict[str, Any]:
    try:
        parsed = jwt.parse(token)
    except jwt.MalformedTokenError:
        raise _malformed(use) from None
    key = signing_keys.by_kid(_pool_id(parsed, pool, use), parsed.kid, use=use)
    if key is None or not parsed.is_signed_by(key):
        raise NotAuthorizedException(f"Could not verify signature for {_NAMES[use]}")
    if parsed.claims.get("token_use") != use:
        raise _malformed(use)
    return parsed.claims


def _pool_id(parsed: jwt.Unverified, pool: UserPool | None, use: str) -> str:
    """The pool whose keys must have signed: the one asked for, else the one that `iss` names."""
    issuer = parsed.claims.get("iss")
    named = issuer.rpartition("/")[2] if isinstance(issuer, str) else ""
    if not named or (pool and pool.id != named):
        raise _malformed(use)
    return named


def _of_user(claims: dict[str, Any], *, use: str) -> VerifiedToken:
    """The user behind claims that are proved, if session, user and client are still good."""
    session = _session(claims, use)
    _require_issuer(claims, session.pool, use)
    if session.revoked_at:
        raise NotAuthorizedException(f"{_NAMES[use]} has been revoked")
    admission.check(session.user)
    client_id = claims.get("client_id") if use == "access" else session.client.id
    client = session.client if client_id == session.client.id else _client(session.pool, client_id, use)
    return VerifiedToken(session.user, claims, session, client)


def _session(claims: dict[str, Any], use: str) -> UserSession:
    session = _BY_EVENT.first(_uuid(claims.get("event_id"), use))
    if session is None or session.user.sub != claims.get("sub"):
        raise UserNotFoundException("User does not exist.")
    session.pool = session.client.pool = session.user.pool
    return session


def _require_issuer(claims: dict[str, Any], pool: UserPool, use: str) -> None:
    # Tokens issued before an operator chose the other kind of issuer stay good until they expire.
    if claims["iss"] not in user_pools.issuers(pool):
        raise _malformed(use)


def _client(pool: UserPool, client_id: object, use: str) -> AppClient:
    """The client that the token was issued to; tokens of a deleted one are dead."""
    try:
        return app_clients.get(pool, str(client_id))
    except ResourceNotFoundException:
        raise _malformed(use) from None


def _is_machines(claims: dict[str, Any]) -> bool:
    client_id = claims.get("client_id")
    return isinstance(client_id, str) and claims.get("sub") == client_id


def _uuid(text: object, use: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise _malformed(use) from None


def _malformed(use: str) -> NotAuthorizedException:
    return NotAuthorizedException(f"Invalid {_NAMES[use]}")
