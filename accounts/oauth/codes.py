"""Authorization codes: minted for a proved request, redeemed once, and fatal to their tokens when used again."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from accounts import sessions
from accounts.models import AuthorizationCode, HostedSession, UserSession
from accounts.oauth.errors import InvalidGrant
from pools import attributes as schema
from pools.core import clock, vault
from pools.models import AppClient

_LIFE = timedelta(minutes=5)
_ATTRIBUTE_OF = {"email": "email", "phone": "phone_number"}


@dataclass(frozen=True)
class Grant:
    """What an authorization request asked for and its redemption is held to."""

    client: AppClient
    redirect_uri: str
    scopes: tuple[str, ...]
    code_challenge: str = ""
    nonce: str = ""
    resource: str = ""


def check_scopes(client: AppClient, scopes: Collection[str]) -> None:
    """Scopes must be the client's as it is set up now (checklist 22), and open nothing that it may not read.

    Raises:
        InvalidGrant: they are not, or do.
    """
    readable = schema.readable(client)
    unreadable = [scope for scope, name in _ATTRIBUTE_OF.items() if scope in scopes and name not in readable]
    if unreadable or not set(scopes) <= set(client.scopes):
        raise InvalidGrant


def mint(grant: Grant, session: HostedSession) -> str:
    """A new code; only its hash is kept."""
    code = str(uuid.uuid4())  # AWS: codes look like UUIDs.
    now = clock.now()
    AuthorizationCode.objects.create(
        code_hash=vault.token_hash(code),
        pool=grant.client.pool,
        client=grant.client,
        user=session.user,
        proved=session.proved,
        origin=session,
        redirect_uri=grant.redirect_uri,
        scopes=list(grant.scopes),
        code_challenge=grant.code_challenge,
        nonce=grant.nonce,
        resource=grant.resource,
        auth_time=session.auth_time,
        created_at=now,
        expires_at=now + _LIFE,
    )
    return code


def take(client: AppClient, code: str) -> AuthorizationCode:
    """Use a code up; of any number of requests at once, one gets it (checklist 14).

    Raises:
        InvalidGrant: unknown, another client's, expired, or used before; then its tokens are revoked.
    """
    rows = AuthorizationCode.objects.select_related("user", "origin")
    row = rows.filter(code_hash=vault.token_hash(code), client=client).first()
    if row is None:
        raise InvalidGrant
    if not AuthorizationCode.objects.filter(pk=row.pk, used_at=None).update(used_at=clock.now()):
        _punish(row)
        raise InvalidGrant
    row.client, row.user.pool = client, client.pool
    if row.expires_at <= clock.now():
        raise InvalidGrant
    return row


def redeemed(row: AuthorizationCode, session: UserSession) -> None:
    """Remember what the code gave. If it was used again meanwhile, what it gave is dead already."""
    if not AuthorizationCode.objects.filter(pk=row.pk).update(session=session):
        sessions.end(session)


def _punish(used: AuthorizationCode) -> None:
    """A second use means that the code leaked (RFC 6749, 4.1.2): what the first one got is revoked."""
    # While the first use is under way its session is not known yet; that the row is gone tells it (see `redeemed`).
    if AuthorizationCode.objects.filter(pk=used.pk, session=None).delete()[0]:
        return
    finished = AuthorizationCode.objects.select_related("session").filter(pk=used.pk).first()
    if finished and finished.session:
        sessions.end(finished.session)
