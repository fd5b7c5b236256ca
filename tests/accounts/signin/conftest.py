"""Carol, who has an authenticator app, in a pool that asks for it; and a clock that stands still."""

from __future__ import annotations

import pytest

from accounts.models import User
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, people
from tests.support.clock import Clock
from tests.support.factors import App

PHONE = "+15551230001"


@pytest.fixture
def stopped(clock: Clock) -> Clock:
    """A clock that only the test moves."""
    clock.stop()
    return clock


@pytest.fixture
def app_pool(db: None) -> UserPool:
    """It asks those who turned their authenticator app on."""
    return factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA")


@pytest.fixture
def app_client(app_pool: UserPool) -> AppClient:
    return make_client(app_pool)


@pytest.fixture
def carol(app_pool: UserPool) -> User:
    return people.confirmed(app_pool, "carol")


@pytest.fixture
def carols_app(carol: User, stopped: Clock) -> App:
    """Registered and turned on."""
    return factors.with_app(carol)
