"""Sessions one by one, in pools that track them: list the living ones, revoke one, bound their number.

A token session is what one sign-in through one client gave; an SSO session is a browser signed in on the hosted pages,
through which token sessions begin.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from accounts import session_ids, sessions
from accounts.models import HostedSession, RefreshToken, User, UserSession
from pools import session_configuration
from pools.core import clock
from pools.core.errors import InvalidParameterException, ResourceNotFoundException
from pools.core.pagination import Page

_MOST_LISTED = 125


@dataclass(frozen=True)
class TrackedSession:
    """A living session. `client_id` and `origin_id` are of token sessions, and `origin_id` only of some."""

    id: str
    created_at: datetime
    last_used_at: datetime
    ip: str
    user_agent: str
    client_id: str | None = None
    origin_id: str | None = None

    @property
    def is_token_session(self) -> bool:
        return self.client_id is not None


def living(user: User) -> list[TrackedSession]:
    """The user's living sessions, the last used first.

    Raises:
        OperationNotEnabledException: the pool does not track sessions.
    """
    session_configuration.require_tracking(user.pool)
    found = [*_token_sessions(user), *_browser_sessions(user)]
    found.sort(key=lambda session: session.last_used_at, reverse=True)
    return found[:_MOST_LISTED]


@transaction.atomic
def revoke(user: User, session_id: str, *, linked: bool = False, current: UserSession | None = None) -> None:
    """End one session.

    Args:
        user: whose.
        session_id: as lists show it.
        linked: with a token session also the browser's it came through, with a browser's also the token sessions that
            came through it, and no others.
        current: the caller's own, which cannot be named.

    Raises:
        OperationNotEnabledException: the pool does not track sessions.
        InvalidParameterException: it is the caller's own.
        ResourceNotFoundException: the user has no such living session.
    """
    session_configuration.require_tracking(user.pool)
    if current and session_id == session_ids.of_tokens(current.id):
        raise InvalidParameterException("The current session can not be revoked.")  # AWS: unverified code and text.
    end(user, session_id, linked=linked)


@transaction.atomic
def end(user: User, session_id: str, *, linked: bool) -> None:
    """End one session, as its user may on the account pages wherever sessions are tracked or not.

    Args:
        user: whose.
        session_id: as lists show it.
        linked: as `revoke`.

    Raises:
        ResourceNotFoundException: the user has no such living session.
    """
    if session := _find_tokens(user, session_id):
        sessions.end(session, linked=linked)
    elif browser := _find_browser(user, session_id):
        sessions.end_browser(bytes(browser.token_hash))
        if linked:
            UserSession.objects.filter(origin=browser, revoked_at=None).update(revoked_at=clock.now())
    else:
        raise ResourceNotFoundException("Session does not exist.")  # AWS: unverified text.


def browsers_page(user: User, *, limit: int, after: list[str] | None = None) -> Page[HostedSession]:
    """A page of the browsers in which the user is signed in on the hosted pages, the latest first."""
    rows = _browsers(user)
    if after:
        began, key = datetime.fromisoformat(after[0]), bytes.fromhex(after[1])
        rows = rows.filter(Q(created_at__lt=began) | Q(created_at=began, token_hash__lt=key))
    found = list(rows.order_by("-created_at", "-token_hash")[: limit + 1])
    if len(found) <= limit:
        return Page(found)
    last = found[limit - 1]
    return Page(found[:limit], [last.created_at.isoformat(), bytes(last.token_hash).hex()])


def tokens_page(user: User, *, limit: int, after: list[str] | None = None) -> Page[UserSession]:
    """A page of the applications that the user is signed in to, the latest sign-in first."""
    rows = _tokens(user).select_related("client")
    if after:
        began = datetime.fromisoformat(after[0])
        rows = rows.filter(Q(auth_time__lt=began) | Q(auth_time=began, id__lt=after[1]))
    found = list(rows.order_by("-auth_time", "-id")[: limit + 1])
    if len(found) <= limit:
        return Page(found)
    return Page(found[:limit], [found[limit - 1].auth_time.isoformat(), str(found[limit - 1].id)])


def make_room(user: User) -> None:
    """End the least recently used token sessions, so that the user may have one more. Call in its transaction."""
    # Of two sign-ins at once the second one waits here, so that their sessions are never too many together.
    User.objects.select_for_update().filter(pk=user.pk).values_list("pk").first()
    by_use = _tokens(user).order_by("-last_used_at", "-auth_time").values_list("pk", flat=True)
    surplus = list(by_use[user.pool.max_sessions - 1 :])
    if surplus:
        UserSession.objects.filter(pk__in=surplus).update(revoked_at=clock.now())


def _tokens(user: User) -> QuerySet[UserSession]:
    return UserSession.objects.filter(user=user, revoked_at=None, expires_at__gt=clock.now())


def _browsers(user: User) -> QuerySet[HostedSession]:
    return sessions.living_browsers().filter(user=user)


def _find_tokens(user: User, session_id: str) -> UserSession | None:
    key = session_ids.token_key(session_id)
    return _tokens(user).filter(pk=key).first() if key else None


def _find_browser(user: User, session_id: str) -> HostedSession | None:
    hashes = session_ids.browser_hashes(session_id)
    return _browsers(user).filter(token_hash__range=hashes).first() if hashes else None


def _token_sessions(user: User) -> list[TrackedSession]:
    rows = list(_tokens(user).order_by("-last_used_at")[:_MOST_LISTED])
    # The sign-in itself may be older, for a browser's can serve many clients; the first refresh token is not.
    began = dict(RefreshToken.objects.filter(session__in=rows).values_list("session").annotate(began=Min("created_at")))
    return [
        TrackedSession(
            id=session_ids.of_tokens(row.id),
            created_at=began.get(row.id, row.auth_time),
            last_used_at=row.last_used_at,
            ip=row.ip,
            user_agent=row.user_agent,
            client_id=row.client_id,
            origin_id=session_ids.of_browser(bytes(row.origin_id)) if row.origin_id else None,
        )
        for row in rows
    ]


def _browser_sessions(user: User) -> list[TrackedSession]:
    return [
        TrackedSession(
            id=session_ids.of_browser(bytes(row.token_hash)),
            created_at=row.created_at,
            last_used_at=row.last_used_at or row.created_at,
            ip=row.ip,
            user_agent=row.user_agent,
        )
        for row in _browsers(user).order_by("-created_at")[:_MOST_LISTED]
    ]
