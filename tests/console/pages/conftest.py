"""An operator at the console, and two pools with one of everything."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from django.test import Client

from accounts import devices, membership, schema_changes, user_exports
from accounts.exports import runner as exporting
from accounts.models import Device, User, UserSession
from accounts.models.auth_session import Context
from accounts.redefining import runner
from accounts.tokens import issue
from console.models import Operator
from pools import app_clients, branding, domains, groups, user_pools
from pools.core import clock
from pools.definitions import Definition
from pools.models import AppClient, Group, UserPool
from tests.support import passkeys, people
from tests.support.authenticator import encoded

CALLBACK = "http://localhost:5173/callback"


@dataclass(frozen=True)
class Home:
    """A pool with one of everything."""

    pool: UserPool
    client: AppClient
    user: User
    group: Group
    domain: str
    passkey: str
    session: UserSession
    device: str
    change: int
    export: int


def make_home(name: str, *, region: str = "us-east-1") -> Home:
    pool = user_pools.create(
        region=region,
        name=f"{name}-pool",
        settings={
            "AutoVerifiedAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": False},
            "Policies": passkeys.ALLOWED,
            "DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": True},
        },
    )
    client = app_clients.create(
        pool,
        name=f"{name}-app",
        settings={
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "CallbackURLs": [CALLBACK],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email"],
            "SupportedIdentityProviders": ["COGNITO"],
        },
    )
    user = people.confirmed(pool, f"{name}-alice")
    group = groups.create(pool, name=f"{name}-editors")
    membership.add(user, group)
    domains.create(pool, domain=f"{name}-login")
    branding.create(client)
    key = passkeys.registered(user, client, origin=f"https://{name}-login.auth.localhost")
    session = issue.for_user(
        user, client, auth_time=clock.now(), scopes=["openid"], context=Context(ip="203.0.113.7")
    ).session
    # Last, because it keeps how the pool was when it was planned.
    change = schema_changes.plan(pool, replace(Definition.of(pool), searchable_attributes=["locale"]))
    runner.run(change.pk)
    export = user_exports.create(pool)
    exporting.run(export.pk)
    return Home(
        pool,
        client,
        user,
        group,
        f"{name}-login",
        encoded(key.id),
        session,
        make_device(user).key,
        change.pk,
        export.pk,
    )


def make_device(user: User, name: str = "Firefox on Linux") -> Device:
    """A confirmed device that is not remembered."""
    device = devices.begin(user, ip="203.0.113.7")
    device.save()
    devices.confirm(user, key=device.key, salt="AQ==", verifier="Ag==", name=name)
    return device


@pytest.fixture
def home(db: None) -> Home:
    return make_home("north")


@pytest.fixture
def elsewhere(db: None) -> Home:
    """Another pool, whose ids mean nothing at home."""
    return make_home("south")


@pytest.fixture
def anonymous() -> Client:
    """A browser in which nobody is signed in."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def console(operator: Operator, anonymous: Client) -> Client:
    """A browser in which the operator is signed in."""
    anonymous.force_login(operator)
    return anonymous
