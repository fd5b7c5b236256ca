"""The hosted pages without a mouse and without script: every step of signing in, by Tab, Enter and the space bar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import recovery_codes
from accounts.models import User
from pools import app_clients, user_pools
from pools.models import AppClient, UserPool
from tests.conftest import PATIENCE_MS
from tests.support import application, choosing, factors, oauth, people
from tests.support.application import Application
from tests.support.factors import App
from tests.support.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.once]

PHONE = "+15551230001"
NAMED = [{"Name": "given_name", "AttributeDataType": "String", "Required": True, "Mutable": True}]


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


class Person:
    """At an application's sign-in page, with a keyboard."""

    def __init__(self, page: Page, base_url: str, app: Application) -> None:
        self.page = page
        self.keys = Keyboard(page)
        self._base_url = base_url
        self._app = app

    def client_of(self, pool: UserPool, **settings: Any) -> AppClient:
        wanted = {**oauth.SETTINGS, "CallbackURLs": [self._app.callback], "LogoutURLs": [self._app.goodbye], **settings}
        return app_clients.create(pool, name="Northwind Portal", settings=wanted)

    def begin(self, client: AppClient, **changes: str) -> None:
        """As the application sends people."""
        query = oauth.request(client, redirect_uri=self._app.callback, **changes)
        self.page.goto(f"{self._base_url}/{client.pool.id}/oauth2/authorize?{query}")

    def sign_in(self, username: str, password: str = people.PASSWORD, *, name: str = "User name") -> None:
        self.keys.fill_in(name, username)
        self.keys.fill_in("Password", password)
        self.page.keyboard.press("Enter")

    def enter_code(self, code: str, *, name: str = "Code") -> None:
        self.keys.fill_in(name, code)
        self.page.keyboard.press("Enter")

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()

    def is_refused(self, text: str) -> None:
        """What is wrong has the focus, and so is read out."""
        alert = self.page.get_by_role("alert")
        expect(alert).to_contain_text(text)
        expect(alert).to_be_focused()

    def arrives(self) -> None:
        self.page.wait_for_url(f"{self._app.url}/home")


@pytest.fixture
def person(scriptless: Page, base_url: str, app: Application) -> Person:
    return Person(scriptless, base_url, app)


@pytest.fixture
def scripted(page: Page, base_url: str, app: Application) -> Person:
    return Person(page, base_url, app)


def pool_of(**settings: Any) -> UserPool:
    return user_pools.create(
        region="us-east-1", name="Northwind", settings={"AutoVerifiedAttributes": ["email"], **settings}
    )


def guarded(mode: str, **attributes: str) -> tuple[UserPool, User]:
    """A pool with every second factor, and Carol."""
    pool = factors.pool(mode, "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP", name="Northwind")
    return pool, people.confirmed(pool, "carol", **attributes)


def test_somebody_signs_in_at_the_third_go_and_out_again(person: Person, app: Application) -> None:
    client = person.client_of(pool_of())
    people.confirmed(client.pool, "mary")

    person.begin(client)
    expect(person.page.get_by_label("User name")).to_be_focused()
    person.page.keyboard.press("Enter")
    person.is_refused("Enter your user name.")
    person.keys.follow("Enter your user name.")
    expect(person.page.get_by_label("User name")).to_be_focused()
    person.sign_in("mary", "wrong")
    person.is_refused("Incorrect username or password.")
    person.sign_in("mary")
    person.arrives()
    person.page.goto(f"{person._base_url}/{client.pool.id}/logout?client_id={client.id}&logout_uri={app.goodbye}")
    person.begin(client)

    person.sees("Welcome back")


def test_a_language_is_chosen_from_the_menu(person: Person) -> None:
    person.begin(person.client_of(pool_of()))

    person.page.get_by_label("User name").focus()
    for _ in range(5):
        person.page.keyboard.press("Tab")
    expect(person.page.locator("summary")).to_be_focused()
    person.page.keyboard.press("Enter")
    person.keys.follow("Deutsch")

    person.sees("Willkommen zurück")


def test_somebody_signs_up_and_confirms_with_the_second_code(person: Person) -> None:
    person.begin(person.client_of(pool_of(Schema=NAMED)))

    person.keys.follow("Create an account")
    person.keys.fill_in("User name", "mary")
    person.keys.press("Create account")
    person.is_refused("Enter your first name.")
    person.keys.fill_in("First name", "Mary")
    person.keys.fill_in("Email", "mary@example.com")
    person.keys.fill_in("New password", people.PASSWORD)
    person.page.keyboard.press("Enter")
    person.sees("Check your email")
    person.enter_code("000000")
    person.is_refused("That code isn't right.")
    person.keys.press("Send a new code")
    expect(person.page.get_by_role("status")).to_contain_text("Sent again")
    person.enter_code(people.last_code("mary@example.com"))
    expect(person.page.get_by_role("status")).to_contain_text("Your account is confirmed")
    person.sign_in("mary")

    person.arrives()


def test_a_temporary_password_is_replaced(person: Person) -> None:
    client = person.client_of(pool_of(Schema=NAMED))
    people.invited(client.pool, "ivy", temporary_password="Temp-0rary!")

    person.begin(client)
    person.sign_in("ivy", "Temp-0rary!")
    person.sees("Choose your password")
    person.keys.fill_in("First name", "Ivy")
    person.enter_code("short", name="New password")
    person.is_refused("Use at least 8 characters.")
    person.enter_code(people.PASSWORD, name="New password")

    person.arrives()


def test_the_name_comes_first_and_a_code_takes_the_place_of_the_password(person: Person) -> None:
    pool = choosing.pool("Northwind")
    client = person.client_of(pool, ExplicitAuthFlows=choosing.FLOWS)
    people.confirmed(pool, "ann", phone_number=PHONE)

    person.begin(client)
    person.enter_code("ann", name="User name")
    person.keys.press("Enter your password")
    person.enter_code("wrong", name="Password")
    person.is_refused("Incorrect username or password.")
    person.keys.press("Try another way")
    person.keys.press("Get a code by text message +*******0001")
    person.keys.press("Try another way")
    person.keys.press("Get a code by email a***@e***")
    person.sees("Check your email")
    person.enter_code(people.last_code("ann@example.com"))

    person.arrives()


def test_each_second_step_is_taken_in_turn(person: Person) -> None:
    pool, carol = guarded("OPTIONAL", phone_number=PHONE, phone_number_verified="true")
    client = person.client_of(pool)
    factors.register_app(carol)
    factors.prefer(carol, "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP")
    [code, *_] = recovery_codes.replace(carol)

    person.begin(client)
    person.sign_in("carol")
    person.keys.press("Use your authenticator app telephone")
    person.sees("Enter the code from your app")
    person.enter_code("000000")
    person.is_refused("That code isn't right.")
    person.keys.press("Try another way")
    person.keys.press("Get a code by text message +*******0001")
    person.sees("Check your phone")
    person.keys.press("Send a new code")
    expect(person.page.get_by_role("status").first).to_contain_text("Sent again")
    person.keys.press("Try another way")
    person.keys.press("Get a code by email c***@e***")
    person.sees("Check your email")
    person.keys.follow("Use a recovery code")
    person.enter_code(code, name="Recovery code")

    person.arrives()


def test_a_code_from_the_app_sends_itself_where_a_script_may(scripted: Person) -> None:
    pool, carol = guarded("OPTIONAL")
    client = scripted.client_of(pool)
    carols_app = factors.with_app(carol)

    scripted.begin(client)
    scripted.keys.fill_in("User name", "carol")
    scripted.keys.fill_in("Password", people.PASSWORD)
    scripted.keys.press("Show password")
    expect(scripted.page.get_by_label("Password", exact=True)).to_be_focused()
    scripted.page.keyboard.press("Enter")
    scripted.sees("Enter the code from your app")
    expect(scripted.page.get_by_label("Code")).to_be_focused()
    expect(scripted.page.locator("[data-code]")).to_have_attribute("data-at", "0")  # the script is there
    scripted.page.keyboard.type(carols_app.code())

    scripted.arrives()


def test_a_second_step_that_is_demanded_is_set_up(person: Person) -> None:
    pool, _ = guarded("ON", email="", email_verified="")
    client = person.client_of(pool)

    person.begin(client)
    person.sign_in("carol")
    person.sees("Set up your authenticator app")
    person.keys.follow("Choose another way")
    person.enter_code("carol@", name="Email")
    person.is_refused("Enter an email address, such as")
    person.keys.follow("Use an authenticator app instead")
    person.enter_code("000000", name="Enter the 6-digit code it shows")
    person.is_refused("That code isn't right.")
    carols_app = App("".join(person.page.locator("#key").inner_text().split()))
    person.keys.fill_in("Enter the 6-digit code it shows", carols_app.code())
    person.keys.press("Verify and continue")
    person.sees("Save your recovery codes")
    person.keys.press("I've saved them")

    person.arrives()


def test_a_second_step_that_is_offered_is_set_up_or_not(person: Person) -> None:
    pool, _ = guarded("OPTIONAL")
    people.confirmed(pool, "bob")
    client = person.client_of(pool)

    person.begin(client)
    person.sign_in("carol")
    person.keys.press("Use your authenticator app")
    carols_app = App("".join(person.page.locator("#key").inner_text().split()))
    person.enter_code(carols_app.code(), name="Enter the 6-digit code it shows")
    person.keys.press("I've saved them")
    person.arrives()
    person.page.context.clear_cookies()
    person.begin(client)
    person.sign_in("bob")
    person.sees("Make your account safer")
    person.keys.press("Not now")

    person.arrives()


def test_an_unknown_application_is_let_in_by_the_account_that_is_chosen(person: Person, app: Application) -> None:
    pool = pool_of()
    people.confirmed(pool, "mary")
    settings = {**oauth.SETTINGS, "CallbackURLs": [app.callback]}
    tool = app_clients.create(pool, name="Chat tool", settings=settings, registered=True)

    person.begin(tool)
    person.sign_in("mary")
    person.sees("Allow access?")
    person.keys.press("Don't allow")
    person.arrives()
    person.begin(tool, prompt="select_account")
    person.sees("Choose an account")
    person.keys.press("Continue as mary")
    person.sees("Allow access?")
    person.keys.press("Allow")
    person.arrives()

    assert [min(call) for call in app.calls] == ["error", "code"]
