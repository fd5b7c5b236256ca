"""Tokens for a sign-in that is complete."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts import admission, devices, membership
from accounts.models import Device, HostedSession, RefreshToken, User, UserSession
from accounts.models.auth_session import Context
from accounts.signin.outcome import SignedIn
from accounts.tokens import claims, signature
from pools import resource_servers
from pools.core import clock, vault
from pools.models import AppClient

_REFRESH_BYTES = 72
_USER_AGENT_LENGTH = 255


@dataclass(frozen=True)
class TokenSet:
    """What a client gets; `expires_in` is the access token's life in seconds, `new_device` one to be confirmed."""

    access_token: str
    id_token: str | None
    refresh_token: str | None
    expires_in: int
    session: UserSession
    new_device: Device | None = None


def for_sign_in(signed_in: SignedIn) -> TokenSet:
    """Tokens of a sign-in through the API: all three, with the scope of the user's own operations.

    Raises:
        ResourceNotFoundException: the device was forgotten while it signed in.
        NotAuthorizedException, UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
    """
    new_device = devices.begin(signed_in.user, ip=signed_in.context.ip) if signed_in.new_device else None
    tokens = for_user(
        signed_in.user,
        signed_in.client,
        auth_time=signed_in.auth_time,
        scopes=[claims.ADMIN_SCOPE],
        context=signed_in.context,
        proved=signed_in.proved,
        device_key=new_device.key if new_device else signed_in.device_key,
        hosted=False,
    )
    return replace(tokens, new_device=new_device)


def for_user(
    user: User,
    client: AppClient,
    *,
    auth_time: datetime,
    scopes: list[str],
    context: Context,
    proved: Sequence[str] = ("pwd",),
    device_key: str = "",
    origin: HostedSession | None = None,
    nonce: str = "",
    hosted: bool = True,
) -> TokenSet:
    """Begin a user session and issue its tokens; on the hosted way an ID token only with scope `openid`.

    Raises:
        ResourceNotFoundException: the device was forgotten meanwhile.
        NotAuthorizedException, UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
    """
    admission.check(user)
    now = clock.now()
    refresh_token = secrets.token_urlsafe(_REFRESH_BYTES)
    session = UserSession(
        pool=client.pool,
        client=client,
        user=user,
        scopes=scopes,
        proved=list(proved),
        device_key=device_key,
        origin=origin,
        hosted=hosted,
        revocable=client.revocation_enabled or client.rotates_refresh_tokens,
        auth_time=auth_time,
        expires_at=now + client.refresh_token_validity,
        last_used_at=now,
        ip=context.ip,
        user_agent=context.user_agent[:_USER_AGENT_LENGTH],
    )
    with transaction.atomic():
        if device_key:
            devices.note_sign_in(user, device_key, ip=context.ip)
        session.save(force_insert=True)
        RefreshToken(
            token_hash=vault.token_hash(refresh_token),
            session=session,
            created_at=now,
            expires_at=session.expires_at,
        ).save(force_insert=True)
    return renewed(session, nonce=nonce, refresh_token=refresh_token)


def renewed(session: UserSession, *, nonce: str = "", refresh_token: str | None = None) -> TokenSet:
    """Fresh ID and access tokens of a living session; attributes and groups are read anew."""
    session.scopes = resource_servers.without_gone(session.pool, session.scopes)
    groups = membership.groups_of(session.user)
    issued_at = clock.timestamp()
    access_token = signature.sign(session.pool, "access", claims.access(session, groups, issued_at=issued_at))
    id_token = None
    if not session.hosted or "openid" in session.scopes:
        content = claims.identity(session, groups, issued_at=issued_at, nonce=nonce, access_token=access_token)
        id_token = signature.sign(session.pool, "id", content)
    expires_in = int(session.client.access_token_validity.total_seconds())
    return TokenSet(access_token, id_token, refresh_token, expires_in, session)
