"""What sign-in gave and sign-out takes: user sessions with their refresh tokens, hosted sessions."""

from django.db import transaction

from accounts.models import AuthSession, HostedSession, User, UserSession
from pools.core import clock


def sign_out_everywhere(user: User) -> None:
    """End every session of the user: tokens are refused from now on, open challenges are void."""
    now = clock.now()
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(signed_out_at=now)
        UserSession.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
        HostedSession.objects.filter(user=user, ended_at=None).update(ended_at=now)
        AuthSession.objects.filter(user=user).delete()
    user.signed_out_at = now


def end(session: UserSession) -> None:
    """Revoke one session and every token of it."""
    UserSession.objects.filter(pk=session.pk, revoked_at=None).update(revoked_at=clock.now())


def newest(user: User, *, limit: int) -> list[UserSession]:
    """The user's latest sessions, live ones and ended ones."""
    return list(UserSession.objects.filter(user=user).select_related("client").order_by("-auth_time")[:limit])
