"""Applications that get tokens for themselves, and the resource server whose scopes they have."""

from __future__ import annotations

from typing import Any

from pools import app_clients, resource_servers
from pools.models import AppClient, ResourceServer, UserPool

API = "https://api.example.com"
READ, WRITE = f"{API}/read", f"{API}/write"


def orders_api(pool: UserPool) -> ResourceServer:
    """A resource server with the scopes read, write and delete."""
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write", "delete")]
    return resource_servers.create(pool, identifier=API, name="Orders", scopes=scopes)


def robot(pool: UserPool, name: str = "robot", **settings: Any) -> AppClient:
    """A client that may have the scopes read and write, by the API and by the token endpoint."""
    wanted = {
        "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": [READ, WRITE],
        **settings,
    }
    return app_clients.create(pool, name=name, settings=wanted, generate_secret=True)


def secret_of(client: AppClient) -> str:
    return app_clients.secrets(client)[0]
