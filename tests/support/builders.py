"""Pools and app clients made through the verbs, so that only states exist that people can reach."""

from __future__ import annotations

from typing import Any

from pools import app_clients, user_pools
from pools.models import AppClient, UserPool

CALLBACK = "https://app.example.com/callback"
LOGIN_PAGES: dict[str, Any] = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email"],
    "CallbackURLs": [CALLBACK],
    "SupportedIdentityProviders": ["COGNITO"],
}


def pool(name: str = "people", *, region: str = "us-east-1", **settings: Any) -> UserPool:
    """A pool with AWS's defaults where nothing else is said."""
    return user_pools.create(region=region, name=name, settings=settings)


def client(pool: UserPool, name: str = "web", *, generate_secret: bool = False, **settings: Any) -> AppClient:
    """An app client with AWS's defaults where nothing else is said."""
    return app_clients.create(pool, name=name, settings=settings, generate_secret=generate_secret)
