"""Loads pools with users, each with a session, as a pool in use has them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.crypto import argon2, srp
from accounts.models import HostedSession, RefreshToken, User, UserAlias, UserSession
from accounts.models.user import UserStatus
from accounts.tokens import claims
from console.bench import filling
from pools import app_clients, resource_servers, user_pools
from pools.core import clock, ids, vault
from pools.models import AppClient, UserPool

PASSWORD = "Bench-mark-1!"  # noqa: S105  of users that exist for minutes
KNOWN = 200
CALLBACK = "http://localhost/callback"
API = "https://api.example.com"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
SETTINGS = {
    "ExplicitAuthFlows": FLOWS,
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email"],
    "CallbackURLs": [CALLBACK],
    "SupportedIdentityProviders": ["COGNITO"],
}
_REFRESH_BYTES = 72
_BROWSER_BYTES = 32


@dataclass(frozen=True)
class Known:
    """A user that requests are made for."""

    user: User
    session: UserSession
    refresh_token: str
    hosted: HostedSession
    browser: str
    """The cookie of a browser in which the user is signed in, and its session."""


@dataclass(frozen=True)
class Population:
    """A loaded pool; the users known are spread over all of it."""

    pool: UserPool
    client: AppClient
    robot: AppClient
    size: int
    known: list[Known]

    @property
    def middle(self) -> int:
        """The id of the user in the middle of the list."""
        return self.known[len(self.known) // 2].user.pk


def population(size: int, **pool_settings: Any) -> Population:
    """A new pool with so many users: the known ones made as the product makes them, after each its share of others."""
    pool = user_pools.create(region=settings.POOLHOUSE_REGION, name=f"bench {size}", settings=pool_settings)
    client = app_clients.create(pool, name="bench", settings=SETTINGS)
    # One hash for all: hashing the same password for each would take an hour.
    password = argon2.make(PASSWORD)
    known: list[Known] = []
    for place in range(min(KNOWN, size)):
        first, following = (number * size // min(KNOWN, size) for number in (place, place + 1))
        known.append(known_user(client, first, password))
        if following - first > 1:
            filling.fill(known[-1].session, range(first + 1, following))
    return Population(pool, client, new_robot(pool), size, known)


def new_robot(pool: UserPool) -> AppClient:
    """An application that gets tokens for itself."""
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    resource_servers.create(pool, identifier=API, name="API", scopes=scopes)
    settings = {
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": [f"{API}/read"],
    }
    return app_clients.create(pool, name="robot", settings=settings, generate_secret=True)


def known_user(client: AppClient, number: int, password: str) -> Known:
    user = new_user(client.pool, number, password)
    user.save(force_insert=True)
    new_alias(user)
    session = new_session(client, user, clock.now())
    session.save(force_insert=True)
    return Known(user, session, new_token(session), *new_browser(user, session))


def new_alias(user: User) -> None:
    UserAlias.objects.create(pool=user.pool, user=user, attribute="username", value=user.username)


def new_token(session: UserSession) -> str:
    token = secrets.token_urlsafe(_REFRESH_BYTES)
    RefreshToken(
        token_hash=vault.token_hash(token),
        session=session,
        created_at=session.auth_time,
        expires_at=session.expires_at,
    ).save(force_insert=True)
    return token


def new_browser(user: User, session: UserSession) -> tuple[HostedSession, str]:
    token = ids.opaque(_BROWSER_BYTES)
    hosted = HostedSession.objects.create(
        token_hash=vault.token_hash(token),
        pool=session.pool,
        user=user,
        proved=["pwd"],
        auth_time=session.auth_time,
        created_at=session.auth_time,
        last_used_at=session.auth_time,
        expires_at=session.auth_time + timedelta(hours=1),
    )
    return hosted, token


def new_user(pool: UserPool, number: int, password: str) -> User:
    now = clock.now()
    username = f"user{number:07}"
    salt = secrets.token_bytes(16)
    return User(
        pool=pool,
        sub=ids.sub(),
        username=username,
        status=UserStatus.CONFIRMED,
        email=f"{username}@example.com",
        email_verified=True,
        name=f"Name of {username}",
        other_attributes={"locale": "en-GB"},
        password=password,
        srp_salt=salt,
        srp_verifier=srp.verifier(salt, pool.srp_name, username, PASSWORD).to_bytes(384, "big"),
        created_at=now,
        updated_at=now,
    )


def new_session(client: AppClient, user: User, now: datetime) -> UserSession:
    return UserSession(
        pool=client.pool,
        client=client,
        user=user,
        scopes=[claims.ADMIN_SCOPE],
        auth_time=now,
        expires_at=now + client.refresh_token_validity,
        last_used_at=now,
        ip="127.0.0.1",
        user_agent="bench",
    )
