"""Loads pools with users, each with a session, as a pool in use has them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from accounts.crypto import argon2, srp
from accounts.models import RefreshToken, User, UserAlias, UserSession
from accounts.models.user import UserStatus
from accounts.tokens import claims
from pools import app_clients, user_pools
from pools.core import clock, ids, vault
from pools.models import AppClient, UserPool

PASSWORD = "Bench-mark-1!"  # noqa: S105  of users that exist for minutes
KNOWN = 200
BATCH = 2000
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
_REFRESH_BYTES = 72


@dataclass(frozen=True)
class Known:
    """A user that requests are made for."""

    user: User
    session: UserSession
    refresh_token: str


@dataclass(frozen=True)
class Population:
    """A loaded pool; the users known are spread over all of it."""

    pool: UserPool
    client: AppClient
    size: int
    known: list[Known]

    @property
    def middle(self) -> int:
        """The id of the user in the middle of the list."""
        return self.known[len(self.known) // 2].user.pk


@dataclass(frozen=True)
class Credentials:
    """One password's hash for all, since hashing it for each would take hours."""

    password: str
    salt: bytes

    @classmethod
    def make(cls) -> Credentials:
        return cls(argon2.make(PASSWORD), secrets.token_bytes(16))

    def verifier(self, pool: UserPool, username: str) -> bytes:
        return srp.verifier(self.salt, pool.srp_name, username, PASSWORD).to_bytes(384, "big")


def population(size: int) -> Population:
    """A new pool with so many users."""
    pool = user_pools.create(region=settings.POOLHOUSE_REGION, name=f"bench {size}", settings={})
    client = app_clients.create(pool, name="bench", settings={"ExplicitAuthFlows": FLOWS})
    credentials = Credentials.make()
    # SRP mixes the name into the verifier: only users that sign in have their own, the others one as long.
    filling = credentials.verifier(pool, "")
    step = max(1, size // KNOWN)
    known: list[Known] = []
    for start in range(0, size, BATCH):
        numbers = range(start, min(start + BATCH, size))
        users = [new_user(pool, number, credentials, filling) for number in numbers]
        for user in users[-start % step :: step]:
            user.srp_verifier = credentials.verifier(pool, user.username)
        sessions = store(client, users)
        known += sessions[-start % step :: step]
    return Population(pool, client, size, known[:KNOWN])


def new_user(pool: UserPool, number: int, credentials: Credentials, srp_verifier: bytes) -> User:
    now = clock.now()
    return User(
        pool=pool,
        sub=ids.sub(),
        username=f"user{number:07}",
        status=UserStatus.CONFIRMED,
        email=f"user{number:07}@example.com",
        email_verified=True,
        name=f"Number {number}",
        other_attributes={"locale": "en-GB"},
        password=credentials.password,
        srp_salt=credentials.salt,
        srp_verifier=srp_verifier,
        created_at=now,
        updated_at=now,
    )


def store(client: AppClient, users: list[User]) -> list[Known]:
    """Insert users with their sign-in names, a session and a refresh token each."""
    now = clock.now()
    User.objects.bulk_create(users)
    UserAlias.objects.bulk_create(
        [UserAlias(pool=client.pool, user=user, attribute="username", value=user.username) for user in users]
    )
    made = [Known(user, new_session(client, user, now), secrets.token_urlsafe(_REFRESH_BYTES)) for user in users]
    UserSession.objects.bulk_create([one.session for one in made])
    RefreshToken.objects.bulk_create(
        [
            RefreshToken(
                token_hash=vault.token_hash(one.refresh_token),
                session=one.session,
                created_at=now,
                expires_at=one.session.expires_at,
            )
            for one in made
        ]
    )
    return made


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


def settle() -> None:
    """Let PostgreSQL take stock now, not in the middle of a row."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
