"""Refresh tokens for tests: clients that rotate them, and sign-ins without the ceremony of one."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.models.auth_session import Context
from accounts.tokens import issue, refresh
from accounts.tokens.claims import ADMIN_SCOPE
from pools import app_clients
from pools.core import clock
from pools.models import AppClient, UserPool


def rotating_client(pool: UserPool, *, grace: int = 0, generate_secret: bool = False, **settings: Any) -> AppClient:
    """A client whose refresh tokens are good once, and `grace` seconds longer for a retry."""
    wanted = {
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": grace},
        **settings,
    }
    return app_clients.create(pool, name="rotating", settings=wanted, generate_secret=generate_secret)


def sign_in(user: User, client: AppClient) -> str:
    """The refresh token of a new sign-in through the API."""
    tokens = issue.for_user(user, client, auth_time=clock.now(), scopes=[ADMIN_SCOPE], context=Context(), hosted=False)
    assert tokens.refresh_token
    return tokens.refresh_token


def renew(client: AppClient, token: str) -> str:
    """What takes the place of a refresh token."""
    successor = refresh.refresh(client, token=token).refresh_token
    assert successor
    return successor
