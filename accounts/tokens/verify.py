"""Access tokens that come back: believed only after key, issuer, use, time, session and user were each checked."""

import uuid
from dataclasses import dataclass
from typing import Any

from accounts import admission
from accounts.crypto import jwt
from accounts.models import User, UserSession
from accounts.tokens.claims import ADMIN_SCOPE
from pools import signing_keys, user_pools
from pools.core import clock
from pools.core.errors import NotAuthorizedException, UserNotFoundException
from pools.core.prepared import Prepared
from pools.models import UserPool

_BY_EVENT = Prepared(
    lambda event_id: UserSession.objects.select_related("user__pool", "client").filter(event_id=event_id), uuid.UUID
)
_MALFORMED = "Invalid Access Token"


@dataclass(frozen=True)
class VerifiedToken:
    """A good access token: its user with pool, its claims and its session with client."""

    user: User
    claims: dict[str, Any]
    session: UserSession

    @property
    def scopes(self) -> list[str]:
        return str(self.claims.get("scope", "")).split()


def access_token(token: str, *, pool: UserPool | None = None, scope: str | None = ADMIN_SCOPE) -> VerifiedToken:
    """Check an access token (checklist 1-7).

    Args:
        token: as the client sent it.
        pool: the pool it must be of, where the address of the call names one.
        scope: what it must open.

    Raises:
        NotAuthorizedException: not ours, not for this, too old or revoked; or the user is disabled.
        UserNotFoundException: the user was deleted.
        UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
    """
    try:
        parsed = jwt.parse(token)
    except jwt.MalformedTokenError:
        raise NotAuthorizedException(_MALFORMED) from None
    key = signing_keys.by_kid(_pool_id(parsed, pool), parsed.kid, use="access")
    if key is None or not parsed.is_signed_by(key):
        raise NotAuthorizedException("Could not verify signature for Access Token")
    _check_claims(parsed.claims, scope)
    session = _session(parsed.claims)
    # Tokens issued before an operator chose the other kind of issuer stay good until they expire.
    if parsed.claims["iss"] not in user_pools.issuers(session.pool):
        raise NotAuthorizedException(_MALFORMED)
    if session.revoked_at:
        raise NotAuthorizedException("Access Token has been revoked")
    admission.check(session.user)
    return VerifiedToken(session.user, parsed.claims, session)


def _pool_id(parsed: jwt.Unverified, pool: UserPool | None) -> str:
    """The pool whose keys must have signed: the one asked for, else the one that `iss` names."""
    issuer = parsed.claims.get("iss")
    named = issuer.rpartition("/")[2] if isinstance(issuer, str) else ""
    if not named or (pool and pool.id != named):
        raise NotAuthorizedException(_MALFORMED)
    return named


def _check_claims(claims: dict[str, Any], scope: str | None) -> None:
    if claims.get("token_use") != "access":
        raise NotAuthorizedException(_MALFORMED)
    expires = claims.get("exp")
    if not isinstance(expires, int) or expires <= clock.timestamp():
        raise NotAuthorizedException("Access Token has expired")
    if scope and scope not in str(claims.get("scope", "")).split():
        raise NotAuthorizedException("Access Token does not have required scopes")


def _session(claims: dict[str, Any]) -> UserSession:
    session = _BY_EVENT.first(_uuid(claims.get("event_id")))
    if session is None or session.user.sub != claims.get("sub"):
        raise UserNotFoundException("User does not exist.")
    session.pool = session.client.pool = session.user.pool
    return session


def _uuid(text: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotAuthorizedException(_MALFORMED) from None
