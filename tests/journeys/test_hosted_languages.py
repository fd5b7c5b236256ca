"""The hosted pages in other languages, in Chromium: from right to left, by the menu, and with long words on small screens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pools import app_clients, user_pools
from pools.models import AppClient
from tests.support import application, oauth, people
from tests.support.application import Application

pytestmark = pytest.mark.browser


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def client(base_url: str, app: Application) -> AppClient:
    schema = [{"Name": name, "Required": True, "AttributeDataType": "String"} for name in ("birthdate", "phone_number")]
    settings = {"AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"], "Schema": schema}
    pool = user_pools.create(region="us-east-1", name="Northwind", settings=settings)
    return app_clients.create(
        pool, name="Northwind Portal", settings={**oauth.SETTINGS, "CallbackURLs": [app.callback]}
    )


def login(base: str, client: AppClient, **changes: str) -> str:
    return f"{base}/{client.pool.id}/login?{oauth.request(client, redirect_uri=client.callback_urls[0], **changes)}"


def test_somebody_reads_arabic_changes_to_japanese_and_signs_in(
    page: Page, client: AppClient, base_url: str, app: Application
) -> None:
    people.confirmed(client.pool, "mary", phone_number="+14155550100", birthdate="1990-01-01")
    page.goto(login(base_url, client, lang="ar"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    field = page.get_by_label("كلمة المرور", exact=True).bounding_box()
    show = page.get_by_role("button", name="إظهار كلمة المرور").bounding_box()
    assert field
    assert show
    assert field["x"] < show["x"] < field["x"] + field["width"] / 3  # at the end of the line, which is on the left

    page.locator("summary").click()
    page.get_by_role("link", name="日本語").click()

    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.get_by_label("メールアドレスまたはユーザー名").fill("mary")
    page.get_by_label("パスワード", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_url(f"{app.url}/home")


@pytest.mark.once
@pytest.mark.parametrize("language", ["de", "ar", "uk"])
def test_long_words_stay_on_a_small_screen(browser: Browser, client: AppClient, base_url: str, language: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()

    page.goto(login(base_url, client, lang=language))
    page.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("Escape")  # the menu lies over the link
    page.locator(".links a[href*=signup]").click()
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


@pytest.mark.once
def test_what_was_typed_is_taken_along_but_no_password(page: Page, client: AppClient, base_url: str) -> None:
    page.goto(login(base_url, client))
    page.get_by_label("Email or user name").fill("mary")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()

    page.locator("summary").click()
    page.get_by_role("link", name="Nederlands").click()

    expect(page.get_by_label("E-mailadres of gebruikersnaam")).to_have_value("mary")
    expect(page.get_by_label("Wachtwoord", exact=True)).to_have_value("")
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.once
def test_the_menu_of_languages_works_by_keyboard(page: Page, client: AppClient, base_url: str) -> None:
    page.goto(login(base_url, client))
    summary = page.locator("summary")

    summary.press("Enter")
    expect(page.get_by_role("link", name="Deutsch")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Deutsch")).to_be_hidden()
    expect(summary).to_be_focused()
