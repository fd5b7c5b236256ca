"""Applications that run in the browser, in Chromium: oidc-client-ts, and aws-amplify's signInWithRedirect behind TLS."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings

from pools import app_clients, domains, user_pools
from pools.models import AppClient
from tests.conftest import PATIENCE_MS
from tests.support import oauth, people, single_page_app, tls_front
from tests.support.single_page_app import SinglePageApp, expect_said, press

pytestmark = [pytest.mark.browser, pytest.mark.node]


def client_of(app: SinglePageApp) -> AppClient:
    """Of a new pool with a domain; alice is in it."""
    pool = user_pools.create(region="us-east-1", name="Northwind", settings={"AutoVerifiedAttributes": ["email"]})
    domains.create(pool, domain="northwind")
    people.confirmed(pool, "alice")
    settings = {**oauth.SETTINGS, **app.settings}
    return app_clients.create(pool, name="Northwind Portal", settings=settings)


def sign_in(page: Page) -> None:
    page.get_by_label("User name").fill("alice")
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.keyboard.press("Enter")


@pytest.fixture
def oidc(base_url: str) -> Iterator[SinglePageApp]:
    with single_page_app.running("spa_oidc.js") as app:
        client = client_of(app)
        app.config = {"issuer": user_pools.issuer(client.pool), "clientId": client.id}
        yield app


def test_oidc_client_ts_signs_in_refreshes_and_signs_out(page: Page, oidc: SinglePageApp) -> None:
    page.goto(oidc.url)
    press(page, "Sign in")
    sign_in(page)
    expect_said(page, username="alice", email="alice@example.com")
    press(page, "Refresh")
    expect_said(page, refreshed=True)
    press(page, "Sign in silently")
    expect_said(page, username="alice", email="alice@example.com")
    press(page, "Sign out")
    expect_said(page, signedOut=True)
    press(page, "Sign in")

    expect(page.get_by_label("User name")).to_be_visible()


@pytest.fixture
def amplify(base_url: str, settings: Settings, tmp_path: Path) -> Iterator[SinglePageApp]:
    """Amplify insists on https for the domain, as people do: a TLS front stands before the product."""
    behind = urlsplit(base_url).port
    assert behind
    with tls_front.running(behind, tmp_path) as port, single_page_app.running("spa_amplify.js") as app:
        settings.POOLHOUSE_TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]
        settings.POOLHOUSE_BASE_HOST = f"localhost:{port}"
        settings.POOLHOUSE_URL = f"https://localhost:{port}"
        client = client_of(app)
        app.config = {
            "poolId": client.pool.id,
            "clientId": client.id,
            "endpoint": settings.POOLHOUSE_URL,
            "domain": domains.base_url(client.pool).removeprefix("https://"),
        }
        yield app


@pytest.fixture
def trusting_page(browser: Browser) -> Iterator[Page]:
    """Of a browser that takes certificates that nobody signed."""
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_amplify_signs_in_by_redirect_refreshes_and_signs_out(trusting_page: Page, amplify: SinglePageApp) -> None:
    # checklist 50: behind TLS the cookie is the host's alone
    page, domain = trusting_page, f"https://{amplify.config['domain']}"

    page.goto(amplify.url)
    press(page, "Sign in")
    sign_in(page)
    expect_said(page, username="alice", email="alice@example.com", scope="openid email aws.cognito.signin.user.admin")
    [cookie] = [cookie for cookie in page.context.cookies(domain) if cookie["name"] == "__Host-cognito"]
    press(page, "Refresh")
    expect_said(page, refreshed=True)
    press(page, "Sign out")
    page.wait_for_url(f"{amplify.url}/goodbye")
    expect_said(page, signedOut=True)

    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, True, "Lax", "/")
    assert "__Host-cognito" not in {each["name"] for each in page.context.cookies(domain)}
