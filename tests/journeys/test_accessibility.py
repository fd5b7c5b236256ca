"""Every hosted page in every state: read aloud, in the dark, on a phone, from right to left, and without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, ViewportSize

from tests.support import accessibility
from tests.support.hosted_states import STATES
from tests.support.shown import Window

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = Path(__file__).resolve().parents[2] / "templates/hosted"
DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
SMALLEST = ViewportSize(width=320, height=640)


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Window]:
    context = browser.new_context(reduced_motion="reduce")  # or colours are measured on their way
    yield Window(context.new_page())
    context.close()


def reach(name: str, language: str = "en") -> HttpResponse:
    answer = STATES[name](Client(headers={"host": "localhost", "accept-language": language}))
    assert "Location" not in answer.headers, f"{name} is no page: it leads to {answer.headers['Location']}"
    return answer


@pytest.mark.browser
@pytest.mark.node
@pytest.mark.parametrize("name", STATES)
def test_everybody_can_use(window: Window, name: str) -> None:
    page = window.page
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)
    window.show(reach(name))
    accessibility.bring_axe(page)
    accessibility.assert_accessible(page, "on a desk")
    accessibility.assert_reachable(page, "on a desk")
    page.emulate_media(color_scheme="dark")
    accessibility.assert_readable(page, "in the dark")
    page.set_viewport_size(PHONE)
    accessibility.assert_fits(page, "on a phone")

    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SMALLEST)
    accessibility.assert_fits(page, "on the smallest phone")
    window.show(reach(name, "ar"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    accessibility.bring_axe(page)
    accessibility.assert_accessible(page, "in Arabic on the smallest phone")
    accessibility.assert_fits(page, "in Arabic on the smallest phone")


@pytest.mark.browser
@pytest.mark.node
@pytest.mark.parametrize("language", ["en", "ar"])
def test_everybody_can_use_the_open_menu_of_languages(window: Window, language: str) -> None:
    page = window.page
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(SMALLEST)

    window.show(reach("login", language))
    page.locator("summary").click()
    accessibility.bring_axe(page)

    accessibility.assert_accessible(page, "with the menu open", within=".languages")
    accessibility.assert_fits(page, "with the menu open")


@pytest.mark.browser
@pytest.mark.node
def test_a_page_that_leaves_somebody_out_would_be_found(window: Window) -> None:
    page = window.page
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SMALLEST)
    page.goto("about:blank")  # away from the policy of the page before, which allows no style of its own
    page.set_content('<main><h1>Hello</h1><input style="inline-size: 400px"><p style="color: #ccc">pale</p></main>')
    accessibility.bring_axe(page)

    with pytest.raises(AssertionError, match="label: Form elements must have labels"):
        accessibility.assert_accessible(page, "here")
    with pytest.raises(AssertionError, match="color-contrast"):
        accessibility.assert_readable(page, "here")
    with pytest.raises(AssertionError, match="wider than the screen"):
        accessibility.assert_fits(page, "here")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<button style="outline: none">One</button>', "nobody sees that these have the focus"),
        ('<a href="#">One</a> <a href="#" tabindex="1">Two</a>', "Tab goes another way"),
        ("<input onkeydown='event.preventDefault()'> <button>Two</button>", "Tab goes another way"),
    ],
)
def test_a_page_that_wants_a_mouse_would_be_found(window: Window, markup: str, found: str) -> None:
    window.page.goto("about:blank")
    window.page.set_content(f"<main>{markup}</main>")

    with pytest.raises(AssertionError, match=found):
        accessibility.assert_reachable(window.page, "here")


def test_no_page_is_left_out() -> None:
    """A template that no state shows must get one, in tests/support/hosted_states."""
    every = {f"hosted/{path.relative_to(PAGES)}" for path in PAGES.rglob("*.html") if "parts" not in path.parts}

    shown = {template.name for name in STATES for template in reach(name).templates}  # type: ignore[attr-defined]

    assert every - shown == set()
