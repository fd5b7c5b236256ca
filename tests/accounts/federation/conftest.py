"""A provider of the pool, and a client that offers it."""

from __future__ import annotations

import pytest

from pools.models import AppClient, IdentityProvider, UserPool
from tests.accounts.conftest import make_client
from tests.support import federation


@pytest.fixture
def provider(pool: UserPool) -> IdentityProvider:
    return federation.oidc(pool)


@pytest.fixture
def app(pool: UserPool, provider: IdentityProvider) -> AppClient:
    """A client whose people sign in here or at the provider."""
    return make_client(pool, "app", **federation.offering("COGNITO", provider.name))
