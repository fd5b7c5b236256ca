"""Where password managers look for the account pages."""

from __future__ import annotations

import pytest
from django.test import Client

from pools import domains
from pools.models import AppClient, UserPool
from tests.support import passkeys

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(db: None) -> UserPool:
    pool = passkeys.pool("Northwind")
    domains.create(pool, domain="northwind")
    return pool


@pytest.fixture
def domain(pool: UserPool) -> Client:
    """A browser at the pool's own domain."""
    return Client(headers={"host": domains.base_url(pool).partition("://")[2]})


def test_the_password_is_changed_on_its_page(domain: Client) -> None:
    assert domain.get("/.well-known/change-password").headers["Location"] == "/account/password"


def test_passkeys_are_made_and_managed_on_theirs(domain: Client, pool: UserPool) -> None:
    base = domains.base_url(pool)

    told = domain.get("/.well-known/passkey-endpoints").json()

    assert told == {"enroll": f"{base}/account/passkeys/add", "manage": f"{base}/account/passkeys"}


def test_where_there_are_no_passkeys_there_is_no_such_address(
    web: Client, app: AppClient, other_pool: UserPool
) -> None:
    assert web.get(f"/{other_pool.id}/.well-known/passkey-endpoints").status_code == 404
