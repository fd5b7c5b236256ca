"""A provider that runs on loopback, a client that offers it, and a browser. `dialect` says which provider it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import federation, trips
from tests.support.provider_stand_in import ProviderStandIn, standing_in


@pytest.fixture(autouse=True)
def _loopback(settings: Settings) -> Iterator[None]:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
    yield
    cache.clear()  # another stand-in may get the same port


@pytest.fixture
def web(db: None) -> Client:
    """The person's browser."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def dialect() -> str:
    return "oidc"


@pytest.fixture
def stand_in(dialect: str) -> Iterator[ProviderStandIn]:
    with standing_in(dialect) as running:
        yield running


@pytest.fixture
def name(pool: UserPool, stand_in: ProviderStandIn, dialect: str) -> str:
    """What the pool calls the provider."""
    return trips.add_provider(pool, stand_in, dialect).name


@pytest.fixture
def app(pool: UserPool, name: str) -> AppClient:
    """It offers the provider beside the pool's own users."""
    return make_client(pool, "app", **federation.offering("COGNITO", name))
