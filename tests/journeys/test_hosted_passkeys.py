"""Passkeys on the hosted pages in Chromium with a virtual authenticator: by the button, in the field, and not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import passkeys as verbs
from accounts.models import HostedSession, Passkey, User
from pools import app_clients
from pools.models import AppClient
from tests.support import application, oauth, passkey_browser, passkeys, people
from tests.support.application import Application
from tests.support.passkey_browser import PasskeyBrowser

pytestmark = pytest.mark.browser


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def client(base_url: str, app: Application) -> AppClient:
    pool = passkeys.pool("Northwind")
    passkeys.configure(pool, RelyingPartyId=passkey_browser.RP_ID)
    settings = {**oauth.SETTINGS, "CallbackURLs": [app.callback], "ExplicitAuthFlows": passkeys.FLOWS}
    return app_clients.create(pool, name="Northwind Portal", settings=settings)


@pytest.fixture
def mary(client: AppClient) -> User:
    return people.confirmed(client.pool, "mary")


@pytest.fixture
def login(base_url: str, client: AppClient) -> str:
    query = oauth.request(client, redirect_uri=client.callback_urls[0])
    return f"{base_url}/{client.pool.id}/login?{query}"


@pytest.fixture
def person(page: Page, login: str) -> PasskeyBrowser:
    """At the sign-in page, with an authenticator."""
    opened = PasskeyBrowser(page)
    opened.plug_in()
    return opened


def sign_in_by_password(page: Page, login: str) -> None:
    page.goto(login)
    page.get_by_label("User name").fill("mary")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def make_passkey(page: Page, login: str, app: Application) -> None:
    """As the page offers it after signing in."""
    sign_in_by_password(page, login)
    page.get_by_role("button", name="Create a passkey").click()
    page.wait_for_url(f"{app.url}/home")


def test_a_passkey_is_made_on_the_page_and_signs_in_by_its_button(
    page: Page, person: PasskeyBrowser, mary: User, login: str, app: Application
) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    make_passkey(page, login, app)

    person.hold_back_until_asked()
    page.goto(login)
    page.get_by_role("button", name="Sign in with a passkey").click()
    person.touch_when_asked()
    page.wait_for_url(f"{app.url}/home")

    assert len(app.calls) == 2
    assert HostedSession.objects.latest("created_at").proved == ["swk"]
    assert Passkey.objects.get().sign_count >= 2
    assert problems == []


def test_the_browser_offers_the_passkey_in_the_field(
    page: Page, person: PasskeyBrowser, mary: User, login: str, app: Application
) -> None:
    make_passkey(page, login, app)

    # The virtual authenticator chooses from the browser's list as soon as there is one.
    page.goto(login)
    page.wait_for_url(f"{app.url}/home")

    assert len(app.calls) == 2
    assert HostedSession.objects.latest("created_at").proved == ["swk"]


def test_looking_at_the_page_asks_for_nothing(page: Page, person: PasskeyBrowser, mary: User, login: str) -> None:
    page.goto(login)

    field = page.get_by_label("User name")
    expect(field).to_have_attribute("autocomplete", "username webauthn")
    expect(field).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_passkey_that_is_not_used_is_no_error(
    page: Page, person: PasskeyBrowser, mary: User, login: str, app: Application
) -> None:
    make_passkey(page, login, app)
    person.hold_back_until_asked()
    page.goto(login)
    person.lose_all()
    page.get_by_role("button", name="Sign in with a passkey").click()
    person.touch_when_asked()

    expect(page.get_by_role("status")).to_have_text("Passkey not used. Try again or choose another way.")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_label("User name").fill("mary")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Try another way").click()
    page.get_by_role("button", name="Enter your password").click()
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{app.url}/home")


def test_after_the_name_the_passkey_is_the_next_step(
    page: Page, person: PasskeyBrowser, mary: User, login: str, app: Application
) -> None:
    make_passkey(page, login, app)
    person.hold_back()
    page.goto(login)
    page.get_by_label("User name").fill("mary")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Use your passkey")).to_be_visible()
    expect(page.get_by_role("button", name="Try another way")).to_be_visible()
    person.touch()
    page.get_by_role("button", name="Continue with your passkey").click()
    page.wait_for_url(f"{app.url}/home")

    assert HostedSession.objects.latest("created_at").proved == ["swk"]


def test_a_passkey_that_was_deleted_here_is_forgotten_by_the_browser(
    page: Page, person: PasskeyBrowser, mary: User, login: str, app: Application
) -> None:
    make_passkey(page, login, app)
    verbs.delete(mary, credential_id=verbs.shown_id(Passkey.objects.get()))

    page.goto(login)

    expect(page.get_by_role("alert")).to_contain_text("That passkey wasn't accepted.")
    assert person.held() == 0


def test_a_passkey_is_offered_once_and_can_be_left(
    page: Page, person: PasskeyBrowser, mary: User, login: str, app: Application
) -> None:
    sign_in_by_password(page, login)
    page.get_by_role("button", name="Not now").click()
    page.wait_for_url(f"{app.url}/home")
    sign_in_by_password(page, login)
    page.wait_for_url(f"{app.url}/home")

    assert len(app.calls) == 2
    assert not Passkey.objects.exists()


def test_an_application_sends_somebody_to_make_a_passkey(
    page: Page, person: PasskeyBrowser, mary: User, base_url: str, client: AppClient, app: Application
) -> None:
    page.goto(f"{base_url}/{client.pool.id}/passkeys/add?client_id={client.id}&redirect_uri={app.callback}")
    page.get_by_label("User name").fill("mary")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Create a passkey").click()
    page.wait_for_url(f"{app.url}/home")

    assert app.calls == [{}]
    assert Passkey.objects.get().user == mary


def test_without_script_everything_but_the_passkey_works(
    browser: Browser, client: AppClient, mary: User, login: str, app: Application
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(login)

    expect(page.get_by_role("button")).to_have_text(["Next"])
    sign_in_by_password(page, login)
    page.wait_for_url(f"{app.url}/home")
    context.close()
