"""Tokens for a sign-in that is complete."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts import admission, assurance, devices, membership, session_tracking
from accounts.models import Device, HostedSession, RefreshToken, User, UserSession
from accounts.models.auth_session import Context
from accounts.signin.outcome import SignedIn
from accounts.tokens import claims, occasions, overrides, signature
from accounts.tokens.occasions import Occasion
from pools import resource_servers
from pools.core import clock, vault
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient

_REFRESH_BYTES = 72


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
    return for_user(
        signed_in.user,
        signed_in.client,
        auth_time=signed_in.auth_time,
        scopes=[claims.ADMIN_SCOPE],
        context=signed_in.context,
        proved=signed_in.proved,
        device_key=signed_in.device_key,
        new_device=new_device,
        hosted=False,
        occasion=occasions.of_sign_in(signed_in),
    )


def for_user(
    user: User,
    client: AppClient,
    *,
    auth_time: datetime,
    scopes: list[str],
    context: Context,
    proved: Sequence[str] = ("pwd",),
    device_key: str = "",
    new_device: Device | None = None,
    origin: HostedSession | None = None,
    nonce: str = "",
    audience: str = "",
    hosted: bool = True,
    renewable: bool = True,
    occasion: Occasion = occasions.HOSTED,
) -> TokenSet:
    """Begin a user session and issue its tokens; on the hosted way an ID token only with scope `openid`.

    A session that is not `renewable` has no refresh token and is over when its tokens have expired.

    Raises:
        ResourceNotFoundException: the device was forgotten meanwhile.
        NotAuthorizedException, UserNotConfirmedException, PasswordResetRequiredException: the gate refused.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: the trigger did;
            nothing is stored.
    """
    admission.check(user)
    now = clock.now()
    session = UserSession(
        pool=client.pool,
        client=client,
        user=user,
        scopes=scopes,
        proved=list(proved),
        acr=assurance.acr(client.pool, proved),
        device_key=new_device.key if new_device else device_key,
        audience=audience,
        origin=origin,
        hosted=hosted,
        revocable=client.revocation_enabled or client.rotates_refresh_tokens,
        auth_time=auth_time,
        expires_at=now + _life(client, renewable=renewable),
        last_used_at=now,
        ip=context.ip,
        user_agent=context.kept_user_agent,
    )
    tokens = renewed(session, occasion, nonce=nonce)
    refresh_token = secrets.token_urlsafe(_REFRESH_BYTES) if renewable else None
    _store(session, refresh_token, new_device)
    return replace(tokens, refresh_token=refresh_token, new_device=new_device)


def renewed(session: UserSession, occasion: Occasion = occasions.REFRESH, *, nonce: str = "") -> TokenSet:
    """Fresh ID and access tokens of a living session; attributes and groups are read anew.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException: the trigger refused, or does not work.
        InvalidLambdaResponseException: also when its claims would make a token that nobody could use.
    """
    groups = claims.group_configuration(membership.groups_of(session.user))
    granted = resource_servers.without_gone(session.pool, session.scopes)
    changes = occasions.changes(session, groups, granted, occasion)
    groups = groups if changes.groups is None else changes.groups
    issued_at = clock.timestamp()
    scopes = overrides.scopes(granted, changes)
    content = claims.access(session, groups, scopes=scopes, issued_at=issued_at)
    access_token = signature.sign(session.pool, "access", overrides.access(content, changes.access))
    id_token = None
    if not session.hosted or "openid" in session.scopes:
        content = claims.identity(session, groups, issued_at=issued_at, nonce=nonce, access_token=access_token)
        id_token = signature.sign(session.pool, "id", overrides.identity(content, changes.identity))
    overrides.require_usable(changes, access_token, id_token or "")
    expires_in = int(session.client.access_token_validity.total_seconds())
    return TokenSet(access_token, id_token, None, expires_in, session)


def _life(client: AppClient, *, renewable: bool) -> timedelta:
    if renewable:
        return client.refresh_token_validity
    return max(client.access_token_validity, client.id_token_validity)


def _store(session: UserSession, refresh_token: str | None, new_device: Device | None) -> None:
    """Keep the session, unless the user was sent away while a password was hashed or a trigger at work."""
    try:
        with transaction.atomic():
            if not _is_still_welcome(session.user):
                raise NotAuthorizedException(admission.INCORRECT)
            if session.pool.tracks_sessions:
                session_tracking.make_room(session.user)
            if new_device:
                new_device.save(force_insert=True)
            elif session.device_key:
                devices.note_sign_in(session.user, session.device_key, ip=session.ip)
            session.save(force_insert=True)
            if refresh_token:
                RefreshToken(
                    token_hash=vault.token_hash(refresh_token),
                    session=session,
                    created_at=session.last_used_at,
                    expires_at=session.expires_at,
                ).save(force_insert=True)
    except IntegrityError:  # the user was deleted at this very moment
        raise NotAuthorizedException(admission.INCORRECT) from None


def _is_still_welcome(user: User) -> bool:
    unchanged = User.objects.select_for_update().filter(pk=user.pk, enabled=True, signed_out_at=user.signed_out_at)
    return unchanged.values_list("pk", flat=True).first() is not None
