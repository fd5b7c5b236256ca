"""The console in a real browser: without script, by keyboard, on a phone, in the dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from console.models import Operator
from pools.models import UserPool
from tests.console.pages import routes
from tests.console.pages.conftest import Home, make_home
from tests.journeys.console_sign_in import sign_in
from tests.support import people

pytestmark = pytest.mark.browser

# Lists, details and forms; questions look alike.
LOOKED_AT = [
    "user_pools", "user_pool_create", "overview", "user_pool_set_up", "user_pool_sign_up", "user_pool_issuer",
    "user_pool_delete", "users", "user_create", "user", "user_groups", "user_sessions", "user_mfa", "user_passkeys",
    "user_devices", "user_edit_attributes", "user_set_password", "groups", "group", "group_create", "app_clients",
    "app_client", "app_client_login_pages",
    "app_client_attributes", "app_client_edit", "app_client_edit_login_pages", "app_client_edit_attributes",
    "app_client_secret", "domain", "message_templates", "message_template_verification",
    "page_texts_of_client",
]  # fmt: skip


@pytest.fixture
def home(transactional_db: None) -> Home:
    return make_home("north")


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_a_pool_is_made_and_deleted_without_script(base_url: str, scriptless: Page, operator: Operator) -> None:
    sign_in(scriptless, base_url)
    scriptless.get_by_role("link", name="Create user pool").first.click()
    scriptless.get_by_label("Name your application").fill("portal")
    scriptless.get_by_label("Username", exact=True).check()
    scriptless.get_by_role("button", name="Create user directory").click()
    scriptless.get_by_role("link", name="Go to overview").click()
    scriptless.get_by_role("link", name="Delete").click()
    scriptless.get_by_label("Turn off deletion protection").check()
    scriptless.get_by_label("Delete its domains").check()
    scriptless.get_by_label("To confirm, type portal").fill("portal")
    scriptless.get_by_role("button", name="Delete").click()
    expect(scriptless.get_by_text("User pool portal was deleted.")).to_be_visible()
    assert not UserPool.objects.exists()


def test_users_are_selected_and_disabled_without_script(
    base_url: str, scriptless: Page, operator: Operator, home: Home
) -> None:
    people.invited(home.pool, "carlos")
    sign_in(scriptless, base_url)
    scriptless.goto(base_url + routes.address("users", home))
    scriptless.get_by_label("Select carlos").check()
    scriptless.get_by_label("Select north-alice").check()
    scriptless.locator("main details[data-menu] summary").click()
    scriptless.get_by_role("button", name="Disable user access").click()
    scriptless.get_by_role("button", name="Disable user access").click()
    expect(scriptless.get_by_text("2 users were disabled.")).to_be_visible()
    assert not User.objects.filter(enabled=True).exists()


def test_callback_urls_are_edited_without_script(
    base_url: str, scriptless: Page, operator: Operator, home: Home
) -> None:
    sign_in(scriptless, base_url)
    scriptless.goto(base_url + routes.address("app_client_edit_login_pages", home))
    scriptless.get_by_role("button", name="Add callback URL").click()
    scriptless.get_by_label("callback URL 2", exact=True).fill("https://app.example.com/callback")
    scriptless.get_by_role("button", name="Remove callback URL 1").click()
    scriptless.get_by_role("button", name="Save changes").click()
    expect(scriptless.get_by_text("Login pages were updated.")).to_be_visible()
    home.client.refresh_from_db()
    assert home.client.callback_urls == ["https://app.example.com/callback"]


def test_return_in_a_url_row_saves_instead_of_removing_a_row(
    base_url: str, page: Page, operator: Operator, home: Home
) -> None:
    sign_in(page, base_url)
    page.goto(base_url + routes.address("app_client_edit_login_pages", home))
    page.get_by_label("callback URL 1", exact=True).fill("https://app.example.com/callback")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Login pages were updated.")).to_be_visible()


def test_deleting_a_user_by_keyboard_in_dialogs(base_url: str, page: Page, operator: Operator, home: Home) -> None:
    sign_in(page, base_url)
    page.goto(base_url + routes.address("user", home))
    page.locator("main details[data-menu] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Disable the user first.")
    dialog.get_by_role("button", name="Disable user access").press("Enter")
    expect(page.get_by_text("Now it can be deleted.")).to_be_visible()
    page.get_by_role("button", name="Delete").press("Enter")
    expect(page.get_by_text("was deleted.")).to_be_visible()
    assert not User.objects.exists()


def test_a_session_is_revoked_by_keyboard_in_a_dialog(
    base_url: str, page: Page, operator: Operator, home: Home
) -> None:
    sign_in(page, base_url)
    page.goto(base_url + routes.address("user_sessions", home))
    page.locator(f'a[href*="{home.session.id}"]').press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Its tokens stop working at once")
    dialog.get_by_role("button", name="Revoke").press("Enter")
    expect(page.get_by_text("The session was revoked.")).to_be_visible()
    expect(page.get_by_role("row", name="north-app").filter(has_text="Signed out")).to_have_count(1)


def test_the_delete_button_waits_for_the_typed_name(base_url: str, page: Page, operator: Operator, home: Home) -> None:
    sign_in(page, base_url)
    page.goto(base_url + routes.address("app_client", home))
    page.get_by_role("link", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete")).to_be_disabled()
    dialog.get_by_label("To confirm, type north-app").fill("north-app")
    expect(dialog.get_by_role("button", name="Delete")).to_be_enabled()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_delete_button_of_a_list_waits_for_a_selected_row(
    base_url: str, page: Page, operator: Operator, home: Home
) -> None:
    sign_in(page, base_url)
    expect(page.get_by_role("button", name="Delete")).to_be_disabled()
    page.get_by_label("Select north-pool").check()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Delete user pool north-pool?")).to_be_visible()


@pytest.mark.slow
def test_no_page_sticks_out_of_a_phone_or_breaks_the_content_security_policy(
    base_url: str, phone: Page, operator: Operator, home: Home
) -> None:
    told: list[str] = []
    phone.on("console", lambda said: told.append(f"{phone.url}: {said.text}") if said.type == "error" else None)
    phone.on("pageerror", lambda error: told.append(f"{phone.url}: {error}"))
    sign_in(phone, base_url)
    widths = {route: width(phone, base_url + routes.address(route, home)) for route in LOOKED_AT}
    assert {route: wide for route, wide in widths.items() if wide > 320} == {}
    assert told == []


def width(page: Page, url: str) -> int:
    page.goto(url)
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_a_mistake_gets_the_focus_and_links_to_its_field(
    base_url: str, page: Page, operator: Operator, home: Home
) -> None:
    sign_in(page, base_url)
    page.goto(base_url + reverse("console:user_create", args=[home.pool.id]))
    page.get_by_role("button", name="Create user").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("need attention")
    expect(page).to_have_title("Error: Create user | north-pool | Poolhouse")
    alert.get_by_role("link", name="User name").click()
    expect(page.get_by_label("User name")).to_be_focused()
