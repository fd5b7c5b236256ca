"""The cast of sign-in: alice, and the clients and pools that treat her differently."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from pools import app_clients, user_pools
from pools.models import AppClient, UserPool
from tests.support import devices, people

PASSWORD_FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def make_pool(name: str, *, region: str = "us-east-1", **settings: Any) -> UserPool:
    """A pool that verifies e-mail addresses, unless told otherwise."""
    return user_pools.create(region=region, name=name, settings={"AutoVerifiedAttributes": ["email"], **settings})


def make_client(pool: UserPool, name: str = "web", *, generate_secret: bool = False, **settings: Any) -> AppClient:
    """A client that may sign in by password and by SRP, unless told otherwise."""
    wanted = {"ExplicitAuthFlows": PASSWORD_FLOWS, **settings}
    return app_clients.create(pool, name=name, settings=wanted, generate_secret=generate_secret)


@pytest.fixture
def pool(db: None) -> UserPool:
    return make_pool("people")


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    """It tells who exists, as the API's default is."""
    return make_client(pool)


@pytest.fixture
def alice(pool: UserPool) -> User:
    """Confirmed, with a verified address and the cast's password."""
    return people.confirmed(pool, "alice")


@pytest.fixture
def hiding_client(pool: UserPool) -> AppClient:
    return make_client(pool, "discreet", PreventUserExistenceErrors="ENABLED")


@pytest.fixture
def other_client(pool: UserPool) -> AppClient:
    return make_client(pool, "other")


@pytest.fixture
def secret_client(pool: UserPool) -> AppClient:
    return make_client(pool, "confidential", generate_secret=True)


@pytest.fixture
def email_client(db: None) -> AppClient:
    """Of a pool whose users sign in by e-mail address."""
    pool = make_pool("by address", UsernameAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    return make_client(pool)


@pytest.fixture
def naming_client(db: None) -> AppClient:
    """Of a pool that requires a name."""
    schema = [{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    return make_client(make_pool("by name", Schema=schema))


@pytest.fixture
def other_pool(db: None) -> UserPool:
    return make_pool("others")


@pytest.fixture
def foreign_pool(db: None) -> UserPool:
    return make_pool("elsewhere", region="eu-west-1")


@pytest.fixture
def tracking_client(db: None) -> AppClient:
    """Of a pool that tracks and remembers every device; `alice` and `bob` are in it."""
    pool = make_pool("by device", DeviceConfiguration=devices.TRACKING)
    people.confirmed(pool, "alice")
    people.confirmed(pool, "bob")
    return make_client(pool)


@pytest.fixture
def opt_in_client(db: None) -> AppClient:
    """Of a pool whose users say which devices are remembered; `alice` is in it."""
    pool = make_pool("by wish", DeviceConfiguration=devices.OPT_IN)
    people.confirmed(pool, "alice")
    return make_client(pool)
