"""Token exchange (RFC 8693): a user's token for a narrower one, of another client or for another service.

A derived token belongs to the session of the token it came of: it is refused as soon as that session ends, its user is
disabled or its client deleted, and it never lives longer than the token it came of.
"""

import copy
from dataclasses import dataclass
from typing import Any

from accounts import membership
from accounts.models import UserSession
from accounts.tokens import claims, occasions, overrides, signature, verify
from accounts.tokens.claims import ADMIN_SCOPE
from accounts.tokens.verify import VerifiedToken
from pools import resource_servers
from pools.core import clock
from pools.core.errors import InvalidParameterException, NotAuthorizedException
from pools.models import AppClient

_MOST_ACTORS = 10


@dataclass(frozen=True)
class Given:
    """A token that is handed in; `use` is `access` or `id`."""

    token: str
    use: str


@dataclass(frozen=True)
class Wanted:
    """What the new token is to be. No scopes mean all that can be had, no audience means none in particular."""

    use: str = "access"
    scopes: tuple[str, ...] | None = None
    audience: str = ""


@dataclass(frozen=True)
class DerivedToken:
    """What the client gets; `expires_in` is the token's life in seconds."""

    token: str
    use: str
    expires_in: int
    scopes: list[str]


def derive(client: AppClient, *, subject: Given, actor: Given | None, wanted: Wanted) -> DerivedToken:
    """Exchange a user's token. The caller has proved to be that client, or to be an administrator.

    Args:
        client: who gets the new token; it must be allowed to exchange tokens with or without an actor.
        subject: the token of the user whom the new token is about.
        actor: the token of who acts for that user: another user, or an application.
        wanted: what the new token is to be.

    Raises:
        InvalidParameterException: the client may not exchange tokens like this, or no more actors can be added.
        NotAuthorizedException: a token is not good, or what is wanted is not in it.
        UserNotFoundException: a token's user was deleted.
        UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: the trigger refused.
    """
    flow = "ALLOW_TOKEN_EXCHANGE_DELEGATION" if actor else "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"
    if flow not in client.flows:
        raise InvalidParameterException("Auth flow not enabled for this client")  # AWS: unverified
    verified = verify.any_token(subject.token, pool=client.pool, use=subject.use)
    act = _act(verified.claims.get("act"), actor, client)
    return _issue(verified, client, wanted, _granted(verified, client, wanted.scopes, subject.use), act)


def _granted(verified: VerifiedToken, client: AppClient, wanted: tuple[str, ...] | None, use: str) -> list[str]:
    """Of the subject's scopes those that are wanted and that the client may have (checklist 10)."""
    had = verified.scopes if use == "access" else _scopes_of_id_token(verified)
    allowed = set(client.scopes) & (set(had) if wanted is None else set(wanted))
    granted = resource_servers.without_gone(client.pool, [scope for scope in had if scope in allowed])
    # `openid` alone opens more than it does beside `email` or `phone`, and less must never become more.
    if claims.opens_everything(granted) and not claims.opens_everything(had):
        granted.remove("openid")
    return granted


def _scopes_of_id_token(verified: VerifiedToken) -> list[str]:
    """AWS: unverified. ID tokens say no scopes but where we derived them; then their sign-in's count.

    What opens the user's own operations is not among them: an ID token only tells who somebody is.
    """
    scopes = verified.scopes if "scope" in verified.claims else verified.session.scopes
    return [scope for scope in scopes if scope != ADMIN_SCOPE]


def _act(before: object, actor: Given | None, client: AppClient) -> dict[str, Any] | None:
    """Who acts for the user, and inside it who did before (RFC 8693, 4.1). An exchange never takes anybody away."""
    earlier = before if isinstance(before, dict) else None
    if actor is None:
        return earlier
    if _depth(earlier) >= _MOST_ACTORS:
        raise InvalidParameterException("The subject token has too many actors.")
    acting = verify.subject(actor.token, pool=client.pool, use=actor.use)
    return {"sub": acting, **({"act": earlier} if earlier else {})}


def _depth(act: Any) -> int:
    depth = 0
    while isinstance(act, dict):
        act, depth = act.get("act"), depth + 1
    return depth


def _issue(
    verified: VerifiedToken, client: AppClient, wanted: Wanted, scopes: list[str], act: dict[str, Any] | None
) -> DerivedToken:
    session = _as_seen_by(client, verified.session, scopes)
    groups = claims.group_configuration(membership.groups_of(session.user))
    changes = occasions.changes(session, groups, scopes, occasions.EXCHANGE)
    groups = groups if changes.groups is None else changes.groups
    now = clock.timestamp()
    if wanted.use == "id":
        _require_id_token(session, wanted.audience)
        told = scopes
        content = overrides.identity(claims.identity(session, groups, issued_at=now), changes.identity)
    else:
        told = overrides.scopes(scopes, changes)
        content = overrides.access(claims.access(session, groups, scopes=told, issued_at=now), changes.access)
    content |= {"scope": " ".join(told), "exp": min(content["exp"], verified.claims["exp"])}
    content |= _audience(wanted, client) | ({"act": act} if act else {})
    token = signature.sign(client.pool, wanted.use, content)
    overrides.require_usable(changes, token)
    return DerivedToken(token, wanted.use, content["exp"] - now, told)


def _require_id_token(session: UserSession, audience: str) -> None:
    if session.hosted and "openid" not in session.scopes:
        raise NotAuthorizedException("An ID token needs the scope openid.")
    # Else whoever may exchange tokens could sign in at any application of the pool as any user it has a token of.
    if audience != session.client.id and AppClient.objects.filter(pool=session.pool, id=audience).exists():
        raise NotAuthorizedException("An ID token can not be issued for another app client.")


def _audience(wanted: Wanted, client: AppClient) -> dict[str, str]:
    if not wanted.audience:
        return {}
    return {"aud": wanted.audience, **({"azp": client.id} if wanted.use == "id" else {})}


def _as_seen_by(client: AppClient, session: UserSession, scopes: list[str]) -> UserSession:
    """The session as if this client had it with these scopes (in memory)."""
    seen = copy.copy(session)
    seen.client, seen.scopes, seen.device_key = client, scopes, ""
    return seen
