"""From nothing to a verified token: an operator makes a pool, a person signs up, the application gets its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.sync_api import Browser, Page, expect

from accounts.crypto import pkce
from console.models import Operator
from pools.models import AppClient
from tests.journeys.console_sign_in import sign_in
from tests.support import application, oauth, people
from tests.support.application import Application

pytestmark = pytest.mark.browser

ADDRESS = "mary@example.com"


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """The person who signs up, in a browser of her own."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def quick_setup(page: Page, app: Application) -> AppClient:
    page.get_by_role("link", name="Create user pool").first.click()
    page.get_by_text("Single-page application (SPA)").click()
    page.get_by_label("Name your application").fill("Northwind Portal")
    page.get_by_label("Email", exact=True).check()
    page.get_by_role("textbox", name="Return URL").fill(app.callback)
    page.get_by_role("button", name="Create user directory").click()
    expect(page.get_by_role("heading", name="Set up your application")).to_be_visible()
    return AppClient.objects.select_related("pool").get()


def code_in_outbox(page: Page, base_url: str) -> str:
    """What an operator reads while no real sender is set up."""
    page.goto(f"{base_url}/console/outbox")
    page.get_by_role("link", name=ADDRESS).first.click()
    found = re.search(r"\b\d{6}\b", page.get_by_role("main").inner_text())
    assert found
    return found[0]


def authorize_address(base_url: str, client: AppClient) -> str:
    query = {
        "client_id": client.id,
        "redirect_uri": client.callback_urls[0],
        "response_type": "code",
        "scope": "openid email",
        "code_challenge": pkce.challenge_of(oauth.VERIFIER),
        "code_challenge_method": "S256",
    }
    return f"{base_url}/{client.pool_id}/oauth2/authorize?{urlencode(query)}"


def claims_of(base_url: str, client: AppClient, code: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "client_id": client.id,
        "code": code,
        "redirect_uri": client.callback_urls[0],
        "code_verifier": oauth.VERIFIER,
    }
    tokens = httpx.post(f"{base_url}/{client.pool_id}/oauth2/token", data=form).json()
    keys = KeySet.import_key_set(httpx.get(f"{base_url}/{client.pool_id}/.well-known/jwks.json").json())
    return dict(jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims)


def test_from_an_empty_console_to_a_verified_token(
    base_url: str, page: Page, visitor: Page, operator: Operator, app: Application
) -> None:
    sign_in(page, base_url)
    client = quick_setup(page, app)
    visitor.goto(authorize_address(base_url, client))
    visitor.get_by_role("link", name="Create an account").click()
    visitor.get_by_label("Email").fill(ADDRESS)
    visitor.get_by_label("New password").fill(people.PASSWORD)
    visitor.get_by_role("button", name="Create account").click()
    visitor.get_by_label("Code").fill(code_in_outbox(page, base_url))
    visitor.get_by_label("Password", exact=True).fill(people.PASSWORD)
    visitor.get_by_role("button", name="Sign in").click()
    visitor.wait_for_url(f"{app.url}/home")

    claims = claims_of(base_url, client, app.calls[-1]["code"])
    page.goto(f"{base_url}/console/user-pools/{client.pool_id}/users")
    page.get_by_role("link", name=ADDRESS).click()
    page.get_by_role("link", name="Sessions").click()

    assert (claims["iss"], claims["aud"]) == (f"{base_url}/{client.pool_id}", client.id)
    assert (claims["email"], claims["email_verified"]) == (ADDRESS, True)
    expect(page.get_by_role("row", name="Active")).to_have_count(1)


def test_the_login_page_link_of_a_new_app_client_leads_to_sign_in(
    base_url: str, page: Page, operator: Operator, app: Application
) -> None:
    sign_in(page, base_url)
    client = quick_setup(page, app)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="View login page").click()
    expect(opened.value.get_by_role("button", name="Sign in")).to_be_visible()
    assert opened.value.url.startswith(f"http://{client.pool_id.replace('_', '').lower()}.auth.localhost")
