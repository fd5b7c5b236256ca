"""An application with a client of its own, a browser, and alice."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import oauth, people


@pytest.fixture
def app(pool: UserPool) -> AppClient:
    """A public client that signs people in on the hosted pages."""
    return make_client(pool, "app", **oauth.SETTINGS)


@pytest.fixture
def secret_app(pool: UserPool) -> AppClient:
    return make_client(pool, "server app", generate_secret=True, **oauth.SETTINGS)


@pytest.fixture
def web(db: None) -> Client:
    """A browser, or a program."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def code(web: Client, app: AppClient, alice: User) -> str:
    """A fresh code for alice."""
    return oauth.code_for(web, app, "alice", people.PASSWORD)
