"""What sign-in gave and sign-out takes: user sessions with their refresh tokens, hosted sessions."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import AuthorizationCode, AuthSession, HostedSession, User, UserSession
from accounts.models.auth_session import Context
from pools.core import clock
from pools.core.errors import ResourceNotFoundException
from pools.models import AppClient, IdentityProvider

# Steps in which the time of last use is kept, so that use seldom costs a write.
_TOUCH_AFTER = timedelta(minutes=1)


def sign_out_everywhere(user: User) -> None:
    """End every session of the user: tokens are refused from now on, open challenges are void."""
    now = clock.now()
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(signed_out_at=now)
        UserSession.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
        HostedSession.objects.filter(user=user, ended_at=None).update(ended_at=now)
        AuthSession.objects.filter(user=user).delete()
        _void_codes(user=user)
    user.signed_out_at = now


def get(user: User, key: UUID) -> UserSession:
    """The user's session of this key, living or ended, with the browser's that it came through.

    Raises:
        ResourceNotFoundException: the user has none such.
    """
    session = UserSession.objects.select_related("origin", "client").filter(user=user, pk=key).first()
    if session is None:
        raise ResourceNotFoundException("Session does not exist.")
    return session


def end(session: UserSession, *, linked: bool = False) -> None:
    """Revoke one session and every token of it; `linked` ends the browser's session too that it came through."""
    UserSession.objects.filter(pk=session.pk, revoked_at=None).update(revoked_at=clock.now())
    if linked and session.origin_id:
        end_browser(bytes(session.origin_id))


def end_browser(token_hash: bytes) -> None:
    """End a browser's session on the hosted pages, with the codes that came of it and gave no tokens yet."""
    HostedSession.objects.filter(pk=token_hash, ended_at=None).update(ended_at=clock.now())
    _void_codes(origin=token_hash)


def touch(session: UserSession, context: Context | None = None) -> None:
    """Note that a session's tokens were renewed, and from where; without a move not more often than once a minute."""
    now = clock.now()
    whence = {"ip": context.ip, "user_agent": context.kept_user_agent} if context else {}
    moved = any(getattr(session, name) != value for name, value in whence.items())
    if not moved and now - session.last_used_at <= _TOUCH_AFTER:
        return
    UserSession.objects.filter(pk=session.pk).update(last_used_at=now, **whence)
    if session.origin_id:
        HostedSession.objects.filter(pk=session.origin_id).update(last_used_at=now)


def end_browsers(user: User, *, provider_name: str) -> None:
    """End the user's sessions on the hosted pages that began at this provider."""
    rows = HostedSession.objects.filter(user=user, provider_name=provider_name, ended_at=None)
    for token_hash in list(rows.values_list("pk", flat=True)):
        end_browser(bytes(token_hash))


def end_browsers_at(provider: IdentityProvider, *, subject: str, indexes: Collection[str]) -> int:
    """End the sessions on the hosted pages of whom a SAML provider has signed out; how many those were.

    Args:
        provider: with its pool.
        subject: its id of the person.
        indexes: what it calls the sessions that it means; none for all of them.
    """
    rows = living_browsers().filter(pool=provider.pool, provider_name=provider.name)
    rows = rows.filter(user__identities__provider_name=provider.name, user__identities__value=subject)
    found = [row for row in rows.distinct() if _is_meant(row, subject, indexes)]
    for row in found:
        end_browser(bytes(row.pk))
    return len(found)


def living_browsers() -> QuerySet[HostedSession]:
    """Browsers' sessions that have not ended, are not too old, and were not idle for too long."""
    now = clock.now()
    rows = HostedSession.objects.filter(ended_at=None, expires_at__gt=now)
    if not settings.POOLHOUSE_SSO_IDLE_MINUTES:
        return rows
    return rows.exclude(last_used_at__lte=now - timedelta(minutes=settings.POOLHOUSE_SSO_IDLE_MINUTES))


def touch_browser(session: HostedSession) -> None:
    """Note that a browser's session was used; not more often than once a minute."""
    now = clock.now()
    if now - (session.last_used_at or session.created_at) > _TOUCH_AFTER:
        HostedSession.objects.filter(pk=session.pk).update(last_used_at=now)


def newest(user: User, *, limit: int) -> list[UserSession]:
    """The user's latest sessions, live ones and ended ones."""
    return list(UserSession.objects.filter(user=user).select_related("client").order_by("-auth_time")[:limit])


def last_served(browser: HostedSession) -> AppClient | None:
    """The app client that a browser's session gave tokens to last, if any."""
    rows = UserSession.objects.filter(origin=browser).select_related("client").order_by("-auth_time", "-last_used_at")
    found = rows.first()
    if found is None:
        return None
    found.client.pool = browser.user.pool
    return found.client


def sign_out_elsewhere(browser: HostedSession) -> None:
    """End every session of the browser's user but its own and those that came through it."""
    user, now = browser.user, clock.now()
    with transaction.atomic():
        others = UserSession.objects.filter(user=user, revoked_at=None)
        others.filter(~Q(origin=browser) | Q(origin=None)).update(revoked_at=now)
        HostedSession.objects.filter(user=user, ended_at=None).exclude(pk=browser.pk).update(ended_at=now)
        AuthSession.objects.filter(user=user).delete()
        AuthorizationCode.objects.filter(session=None, user=user).exclude(origin=browser).delete()


def follow(browser: HostedSession, earlier: bytes) -> None:
    """Let what came through a browser's earlier session of the same user count as this one's: it is the same browser."""
    UserSession.objects.filter(origin=earlier, user=browser.user, revoked_at=None).update(origin=browser)


def _void_codes(**whose: Any) -> None:
    """Delete authorization codes; who is redeeming one at this moment finds it gone, and the tokens end at once."""
    AuthorizationCode.objects.filter(session=None, **whose).delete()


def _is_meant(row: HostedSession, subject: str, indexes: Collection[str]) -> bool:
    said = row.provider_session or {}
    return said.get("NameID") == subject and (not indexes or said.get("SessionIndex") in indexes)
