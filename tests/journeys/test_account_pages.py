"""A person's own account in Chromium, by keyboard only: changed in many ways, and in the end deleted."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import credentials
from accounts.models import Passkey, User, UserSession
from pools import app_clients, mfa_configuration
from pools.models import AppClient
from tests.conftest import PATIENCE_MS
from tests.support import factors, families, oauth, passkey_browser, passkeys, people
from tests.support.factors import App
from tests.support.keyboard import Keyboard
from tests.support.passkey_browser import PasskeyBrowser

pytestmark = pytest.mark.browser

NEW = "N3w-and-better!"
MFA: dict[str, Any] = {
    **factors.TURNED_ON["SOFTWARE_TOKEN_MFA"],
    "MfaConfiguration": "OPTIONAL",
    "WebAuthnConfiguration": {"RelyingPartyId": passkey_browser.RP_ID, "UserVerification": "preferred"},
}


@pytest.fixture
def client(base_url: str) -> AppClient:
    pool = mfa_configuration.replace(passkeys.pool("Northwind"), settings=MFA)
    settings = {**oauth.SETTINGS, "ExplicitAuthFlows": passkeys.FLOWS}
    return app_clients.create(pool, name="Northwind Portal", settings=settings)


@pytest.fixture
def mary(client: AppClient) -> User:
    return people.confirmed(client.pool, "mary")


@pytest.fixture
def keyboard(page: Page, mary: User, base_url: str) -> Keyboard:
    """Before a browser that makes passkeys."""
    PasskeyBrowser(page).plug_in()
    return signed_in(page, mary, base_url)


def signed_in(page: Page, mary: User, base_url: str) -> Keyboard:
    """Mary has just signed in, on her way to her account."""
    keyboard = Keyboard(page)
    page.goto(f"{base_url}/{mary.pool_id}/account")
    keyboard.fill_in("User name", "mary")
    page.keyboard.press("Enter")
    keyboard.fill_in("Password", people.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    return keyboard


def test_somebody_changes_how_they_sign_in_and_leaves(page: Page, keyboard: Keyboard, mary: User) -> None:
    # checklist 34, 45, 49
    said = page.get_by_role("status").first

    keyboard.follow("Profile Your name and more")
    keyboard.fill_in("Name (optional)", "Mary Major")
    keyboard.press("Save")
    expect(said).to_have_text("Your change was saved.")

    keyboard.follow("Your account")
    keyboard.follow("Password Change your password")
    keyboard.fill_in("Current password", people.PASSWORD)
    keyboard.fill_in("New password", NEW)
    keyboard.press("Change password")
    expect(said).to_have_text("Your password was changed")

    keyboard.follow("Second step Off")
    keyboard.press("Set up Authenticator app")
    key = page.locator("#key").inner_text()
    keyboard.fill_in("Enter the 6-digit code it shows", App("".join(key.split())).code())
    keyboard.press("Verify and continue")
    expect(page.get_by_role("heading", name="Save your recovery codes")).to_be_visible()
    keyboard.press("I've saved them")
    expect(page.get_by_text("10 codes left.")).to_be_visible()

    keyboard.follow("Your account")
    keyboard.follow("Passkeys Your face, fingerprint or screen lock")
    keyboard.follow("Create a passkey")
    keyboard.press("Create a passkey")
    expect(said).to_have_text("Your passkey is ready to use.")
    keyboard.follow(f"Rename {Passkey.objects.get().name}")
    keyboard.fill_in("Name", "My laptop")
    keyboard.press("Save")
    expect(page.get_by_text("My laptop", exact=True).first).to_be_visible()

    families.sign_in(mary, app_clients.oldest_with_pages(mary.pool) or AppClient())
    keyboard.follow("Your account")
    keyboard.follow("Where you're signed in Browsers and applications")
    keyboard.press("Sign out Northwind Portal")
    expect(said).to_have_text("The session was ended.")
    after = User.objects.get()
    assert (after.name, after.mfa_factors) == ("Mary Major", ["SOFTWARE_TOKEN_MFA"])
    assert credentials.matches(NEW, after.password)
    assert UserSession.objects.get().revoked_at is not None

    keyboard.follow("Your account")
    keyboard.follow("Delete your account")
    keyboard.press("Delete your account")
    expect(page.get_by_role("alert")).to_be_focused()
    keyboard.tick("I understand that this can't be undone")
    keyboard.press("Delete your account")
    expect(page.get_by_role("heading", name="Your account was deleted")).to_be_visible()
    assert not User.objects.exists()


@pytest.mark.once
def test_without_script_all_but_passkeys_can_be_changed(browser: Browser, mary: User, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    keyboard = signed_in(page, mary, base_url)
    said = page.get_by_role("status").first

    keyboard.follow("Email mary@example.com")
    keyboard.fill_in("New email", "mary@new.example.com")
    keyboard.press("Change")
    keyboard.press("Send a code to verify it")
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    keyboard.fill_in("Code", people.last_code("mary@new.example.com"))
    keyboard.press("Verify and continue")
    expect(said).to_have_text("Your address is verified.")

    keyboard.follow("Your account")
    keyboard.follow("Profile Your name and more")
    page.locator("summary", has_text="More about you").press("Enter")
    keyboard.fill_in("Nickname (optional)", "Mimi")
    keyboard.press("Save")
    expect(said).to_have_text("Your change was saved.")

    keyboard.follow("Your account")
    keyboard.follow("Second step Off")
    keyboard.press("Set up Authenticator app")
    key = page.locator("#key").inner_text()
    keyboard.fill_in("Enter the 6-digit code it shows", App("".join(key.split())).code())
    keyboard.press("Verify and continue")
    keyboard.press("I've saved them")
    keyboard.follow("Turn off Authenticator app")
    keyboard.press("Turn off")
    expect(page.get_by_role("button", name="Set up Authenticator app")).to_be_visible()

    keyboard.follow("Your account")
    keyboard.follow("Where you're signed in Browsers and applications")
    keyboard.press("Sign out everywhere else")
    expect(said).to_have_text("You are signed out everywhere else.")
    keyboard.follow("Your account")
    keyboard.press("Sign out")
    expect(page.get_by_role("heading", name="You're signed out")).to_be_visible()
    after = User.objects.get()
    assert (after.email, after.attributes["nickname"], after.mfa_factors) == ("mary@new.example.com", "Mimi", [])
    context.close()


@pytest.mark.once
def test_nothing_sticks_out_at_320_pixels(page: Page, keyboard: Keyboard, mary: User) -> None:
    factors.with_app(mary)
    page.set_viewport_size({"width": 320, "height": 640})
    pages = ["", "/profile", "/email", "/password", "/security", "/sessions", "/passkeys", "/delete"]
    base, _, query = page.url.partition("?")

    widths = {name: _width(page, f"{base}{name}?{query}&lang=de") for name in pages}

    assert widths == dict.fromkeys(pages, 320)


def _width(page: Page, address: str) -> int:
    page.goto(address)
    return int(page.evaluate("document.documentElement.scrollWidth"))
