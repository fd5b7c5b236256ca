"""A new person signs up on the hosted pages in Chromium, and the application holds tokens that verify."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.sync_api import Browser, Page, expect

from accounts.crypto import pkce
from pools import app_clients, user_pools
from pools.models import AppClient
from tests.support import application, oauth, people
from tests.support.application import Application
from tests.support.keyboard import Keyboard

pytestmark = pytest.mark.browser

ADDRESS = "mary@example.com"


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def client(base_url: str, app: Application) -> AppClient:
    """Of a pool whose users sign in by e-mail and have a first name."""
    pool = user_pools.create(
        region="us-east-1",
        name="Northwind",
        settings={
            "UsernameAttributes": ["email"],
            "AutoVerifiedAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": False},
            "Schema": [{"Name": "given_name", "AttributeDataType": "String", "Required": True, "Mutable": True}],
        },
    )
    settings = {**oauth.SETTINGS, "CallbackURLs": [app.callback], "LogoutURLs": [app.goodbye]}
    return app_clients.create(pool, name="Northwind Portal", settings=settings)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small dark screen without script."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", java_script_enabled=False
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def authorize_address(base_url: str, client: AppClient) -> str:
    query = {
        "client_id": client.id,
        "redirect_uri": client.callback_urls[0],
        "response_type": "code",
        "scope": "openid email",
        "state": "st4te",
        "nonce": "n0nce",
        "code_challenge": pkce.challenge_of(oauth.VERIFIER),
        "code_challenge_method": "S256",
    }
    return f"{base_url}/{client.pool.id}/oauth2/authorize?{urlencode(query)}"


def sign_up(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("First name").fill("Mary")
    page.get_by_label("New password").fill(people.PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    page.get_by_label("Code").fill(people.last_code(ADDRESS))


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def redeem(base_url: str, client: AppClient, code: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "client_id": client.id,
        "code": code,
        "redirect_uri": client.callback_urls[0],
        "code_verifier": oauth.VERIFIER,
    }
    response = httpx.post(f"{base_url}/{client.pool.id}/oauth2/token", data=form)
    assert response.status_code == 200, response.text
    tokens: dict[str, Any] = response.json()
    return tokens


def test_from_sign_up_to_sign_out(page: Page, base_url: str, client: AppClient, app: Application) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    issuer = f"{base_url}/{client.pool.id}"

    sign_up(page, authorize_address(base_url, client))
    expect(page.get_by_role("status")).to_contain_text("Your account is confirmed")
    expect(page.get_by_label("Email")).to_have_value(ADDRESS)
    sign_in(page, people.PASSWORD)
    page.wait_for_url(f"{app.url}/home")
    called = app.calls[-1]
    tokens = redeem(base_url, client, called["code"])
    found = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
    keys = KeySet.import_key_set(httpx.get(found["jwks_uri"]).json())
    claims = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    told = httpx.get(found["userinfo_endpoint"], headers=bearer).json()
    refreshing = {"grant_type": "refresh_token", "client_id": client.id, "refresh_token": tokens["refresh_token"]}
    refreshed = httpx.post(found["token_endpoint"], data=refreshing)
    revoked = httpx.post(found["revocation_endpoint"], data={"token": tokens["refresh_token"], "client_id": client.id})
    refused = httpx.post(found["token_endpoint"], data=refreshing)

    assert (called["state"], called["iss"]) == ("st4te", issuer)
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (issuer, client.id, "n0nce")
    assert (claims["email"], claims["email_verified"]) == (ADDRESS, True)
    assert jwt.decode(tokens["access_token"], keys, algorithms=["RS256"]).claims["scope"] == "openid email"
    assert (told["sub"], told["email"], told["email_verified"]) == (claims["sub"], ADDRESS, "true")
    assert refreshed.json()["access_token"] != tokens["access_token"]
    assert "refresh_token" not in refreshed.json()
    assert (revoked.status_code, refused.json()) == (200, {"error": "invalid_grant"})
    assert httpx.get(found["userinfo_endpoint"], headers=bearer).status_code == 401
    assert problems == []


def test_signed_in_once_the_browser_is_known_until_it_signs_out(
    page: Page, base_url: str, client: AppClient, app: Application
) -> None:
    people.confirmed(client.pool, "mary", given_name="Mary")
    start = authorize_address(base_url, client)

    page.goto(start)
    page.get_by_label("Email").fill(ADDRESS)
    sign_in(page, people.PASSWORD)
    page.wait_for_url(f"{app.url}/home")
    page.goto(start)
    expect(page).to_have_url(f"{app.url}/home")
    leaving = urlencode({"client_id": client.id, "logout_uri": app.goodbye})
    page.goto(f"{base_url}/{client.pool.id}/logout?{leaving}")
    expect(page).to_have_url(app.goodbye)
    page.goto(start)

    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert len(app.calls) == 2


def test_a_forgotten_password_is_replaced_on_a_phone_with_keys_and_without_script(
    phone: Page, base_url: str, client: AppClient, app: Application
) -> None:
    people.confirmed(client.pool, "mary", given_name="Mary")

    phone.goto(authorize_address(base_url, client))
    keys = Keyboard(phone)
    keys.follow("Forgot your password?")
    keys.fill_in("Email", ADDRESS)
    keys.press("Send code")
    expect(phone.get_by_role("heading", name="Choose a new password")).to_be_visible()
    keys.fill_in("Code", people.last_code(ADDRESS))
    keys.fill_in("New password", "short")
    keys.press("Change password")
    expect(phone.get_by_role("alert")).to_contain_text("Use at least 8 characters.")
    expect(phone.get_by_role("alert")).to_be_focused()
    keys.fill_in("Code", people.last_code(ADDRESS))
    keys.fill_in("New password", "Another-h0rse!")
    keys.press("Change password")
    expect(phone.get_by_role("status")).to_contain_text("Your password was changed")
    sign_in(phone, "Another-h0rse!")
    phone.wait_for_url(f"{app.url}/home")

    assert redeem(base_url, client, app.calls[-1]["code"])["id_token"]
