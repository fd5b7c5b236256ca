"""The cast of choice, and of second factors; and a clock that stands still."""

from __future__ import annotations

import pytest

from accounts.models import User
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import choosing, factors, people
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


@pytest.fixture
def choosers(db: None) -> UserPool:
    return choosing.pool()


@pytest.fixture
def chooser(choosers: UserPool) -> AppClient:
    """It tells who exists, as the API's default is."""
    return choosing.client(choosers)


@pytest.fixture
def hiding_chooser(choosers: UserPool) -> AppClient:
    return choosing.client(choosers, "discreet", PreventUserExistenceErrors="ENABLED")


@pytest.fixture
def ann(choosers: UserPool) -> User:
    """Confirmed, with password, e-mail address and telephone."""
    return people.confirmed(choosers, "ann", phone_number="+15555550123")
