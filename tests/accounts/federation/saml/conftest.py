"""A SAML provider, a client that offers it, and a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from pools.models import AppClient, IdentityProvider, UserPool
from tests.accounts.conftest import make_client
from tests.support import federation, saml_trips
from tests.support.saml_stand_in import SamlStandIn, standing_in


@pytest.fixture
def web(db: None) -> Client:
    """The person's browser."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def stand_in() -> SamlStandIn:
    """Not to be reached over HTTP, which only a browser and metadata at an address need."""
    return SamlStandIn(9)


@pytest.fixture
def reachable(settings: Settings) -> Iterator[SamlStandIn]:
    """One that is."""
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
    with standing_in() as running:
        yield running


@pytest.fixture
def directory(pool: UserPool, stand_in: SamlStandIn) -> IdentityProvider:
    """The stand-in, in the pool."""
    return saml_trips.add_provider(pool, stand_in)


@pytest.fixture
def app(pool: UserPool, directory: IdentityProvider) -> AppClient:
    """It offers the provider beside the pool's own users."""
    return make_client(pool, "app", **federation.offering("COGNITO", directory.name))
