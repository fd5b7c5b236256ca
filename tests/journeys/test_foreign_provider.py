"""Sign-in at an OpenID provider that others wrote: what it demands and answers is none of our own idea."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts.models import User
from pools import app_clients, user_pools
from pools.models import AppClient
from tests.support import application, federation, foreign_provider, oauth, trips
from tests.support.application import Application

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with foreign_provider.running() as running:
        yield running


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def client(base_url: str, app: Application, issuer: str, settings: Settings) -> AppClient:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
    pool = user_pools.create(region="us-east-1", name="Northwind", settings={})
    scopes = "openid email profile"
    federation.oidc(pool, "Foreign", mapping=trips.CLAIMS, oidc_issuer=issuer, authorize_scopes=scopes)
    return app_clients.create(pool, name="Portal", settings=federation.offering("Foreign", CallbackURLs=[app.callback]))


def start(page: Page, base_url: str, client: AppClient) -> None:
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.abort())
    query = oauth.request(client, redirect_uri=client.callback_urls[0])
    page.goto(f"{base_url}/{client.pool.id}/oauth2/authorize?{query}")


def test_greta_signs_in(page: Page, base_url: str, client: AppClient, app: Application) -> None:
    start(page, base_url, client)
    page.get_by_role("button", name="greta").click()
    page.wait_for_url(f"{app.url}/home")
    user = User.objects.get()
    assert "code" in app.calls[0]
    assert (user.username, user.name, user.email) == ("Foreign_greta", "Greta Example", "greta@example.com")
    assert user.email_verified is True


def test_a_no_that_comes_without_state_ends_on_a_page_of_ours(page: Page, base_url: str, client: AppClient) -> None:
    """This provider forgets the state when somebody says no, against RFC 6749, 4.1.2.1; so nobody knows whose it was."""
    start(page, base_url, client)
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signing in was not finished")
    assert not User.objects.exists()
