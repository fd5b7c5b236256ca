"""The hosted pages in Chromium: on a pool's own domain, on small screens, under attack, and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from pools import app_clients, domains, user_pools
from pools.models import AppClient
from tests.support import application, oauth, people
from tests.support.application import Application

pytestmark = pytest.mark.browser

XSS = [
    "<script>window.hit=1</script>",
    '"><script>window.hit=1</script>',
    '"><img src=x onerror="window.hit=1">',
    "'><svg onload=window.hit=1>",
    '" autofocus onfocus="window.hit=1',
    "javascript:window.hit=1",
    "</title><script>window.hit=1</script>",
    "{{7*7}}{% csrf_token %}",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "</textarea><script>window.hit=1</script>",
]


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def client(base_url: str, app: Application) -> AppClient:
    pool = user_pools.create(region="us-east-1", name="Northwind", settings={"AutoVerifiedAttributes": ["email"]})
    domains.create(pool, domain="northwind")
    settings = {**oauth.SETTINGS, "CallbackURLs": [app.callback], "LogoutURLs": [app.goodbye]}
    return app_clients.create(pool, name="Northwind Portal", settings=settings)


def login(base: str, client: AppClient, **changes: str) -> str:
    return f"{base}/login?{oauth.request(client, redirect_uri=client.callback_urls[0], **changes)}"


def test_on_its_own_domain_a_pool_signs_in_and_out(
    page: Page, client: AppClient, base_url: str, app: Application
) -> None:
    people.confirmed(client.pool, "mary")
    domain = domains.base_url(client.pool)

    page.goto(f"{domain}/oauth2/authorize?{oauth.request(client, redirect_uri=app.callback)}")
    page.get_by_label("User name").fill("mary")
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{app.url}/home")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(domain)}
    page.goto(f"{domain}/logout?{urlencode({'client_id': client.id, 'logout_uri': app.goodbye})}")

    assert cookies["cognito"]["domain"] == domain.split("/")[2].split(":")[0]
    assert cookies["cognito"]["httpOnly"]
    assert page.url == app.goodbye
    assert "cognito" not in {cookie["name"] for cookie in page.context.cookies(domain)}


@pytest.mark.parametrize("payload", XSS)
def test_no_payload_runs(page: Page, client: AppClient, base_url: str, payload: str) -> None:
    # checklist 18, 51
    client.pool.name = payload[:128]
    client.pool.save()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))

    page.goto(login(f"{base_url}/{client.pool.id}", client, login_hint=payload, state=payload))
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert page.evaluate("window.hit") is None
    assert page.get_by_label("User name").input_value() == payload
    assert dialogs == []


def test_a_page_is_small_and_asks_nothing_of_others(page: Page, client: AppClient, base_url: str) -> None:
    # checklist 21
    answers: list[Response] = []
    page.on("response", lambda answer: answers.extend([answer]))

    page.goto(login(f"{base_url}/{client.pool.id}", client), wait_until="networkidle")

    assert all(answer.url.startswith(base_url) for answer in answers)
    assert sum(len(answer.body()) for answer in answers) < 60_000


def test_nothing_sticks_out_at_320_pixels(browser: Browser, client: AppClient, base_url: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()

    page.goto(login(f"{base_url}/{client.pool.id}", client))
    page.get_by_role("link", name="Create an account").click()
    page.get_by_role("button", name="Create account").click()

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_after_a_refusal_the_error_has_the_focus(page: Page, client: AppClient, base_url: str) -> None:
    page.goto(login(f"{base_url}/{client.pool.id}", client))
    expect(page.get_by_label("User name")).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Enter your user name.")
    page.get_by_role("link", name="Enter your user name.").click()
    expect(page.get_by_label("User name")).to_be_focused()


def test_a_password_can_be_shown_and_its_rules_tick(page: Page, client: AppClient, base_url: str) -> None:
    page.goto(login(f"{base_url}/{client.pool.id}", client))
    page.get_by_role("link", name="Create an account").click()
    field = page.get_by_label("New password")

    field.fill("correct-h0rse")
    page.get_by_role("button", name="Show password").click()

    expect(field).to_have_attribute("type", "text")
    expect(page.get_by_role("button", name="Hide password")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".rules li:not(.met)")).to_have_text(["An uppercase letter"])


def test_without_script_there_is_no_button_that_does_nothing(
    browser: Browser, client: AppClient, base_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(login(f"{base_url}/{client.pool.id}", client))

    expect(page.get_by_role("button")).to_have_count(1)
    context.close()
