"""What the pages say where an operator has written texts of their own."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from pools import page_texts
from pools.models import AppClient, UserPool
from pools.page_text_keys import KEYS
from tests.accounts.conftest import make_client
from tests.support import oauth, texts


def write(app: AppClient, language: str = "en", **own: str) -> None:
    page_texts.replace(app.pool, language, own, client=app)


def page_of(web: Client, app: AppClient, page: str = "login", lang: str = "en") -> str:
    return str(web.get(oauth.address(app.pool, page, f"{oauth.request(app)}&lang={lang}")).content.decode())


def heading(page: str) -> str:
    return unescape(re.findall(r"<h1>(.*?)</h1>", page)[0])


def test_a_page_has_the_clients_texts_and_the_built_in_ones(web: Client, app: AppClient) -> None:
    write(app, sign_in_heading="Welcome to {app_name} of {name}", sign_in_button="Go")
    page = page_of(web, app)

    assert heading(page) == f"Welcome to app of {app.pool.name}"
    assert re.search(r'<button class="button" type="submit">Go</button>', page)
    assert "Sign in to continue to app" in page


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("login", "sign_in_text"),
        ("login", "sign_in_forgot"),
        ("login", "brand_line"),
        ("signup", "sign_up_heading"),
        ("signup", "sign_up_button"),
        ("forgotPassword", "forgot_heading"),
        ("forgotPassword", "forgot_text"),
        ("forgotPassword", "forgot_button"),
    ],
)
def test_each_page_has_its_own(web: Client, app: AppClient, page: str, key: str) -> None:
    before = page_of(web, app, page)
    write(app, **{key: "Quite other words"})

    assert "Quite other words" not in before
    assert "Quite other words" in page_of(web, app, page)


def test_the_page_that_a_form_leads_to_has_its_own(web: Client, app: AppClient) -> None:
    write(app, reset_heading="A new secret", reset_button="Take it")
    web.post(oauth.address(app.pool, "forgotPassword", oauth.request(app)), {"username": "nobody"})
    page = page_of(web, app, "confirmForgotPassword")

    assert heading(page) == "A new secret"
    assert "Take it</button>" in page


def test_who_is_signed_in_reads_the_clients_texts_too(web: Client, app: AppClient, code: str) -> None:
    assert code
    write(app, account_heading="Your {name} card")
    answer = web.get(oauth.address(app.pool, "account", f"client_id={app.id}"))

    assert heading(answer.content.decode()) == f"Your {app.pool.name} card"


def test_the_line_at_the_foot_is_there_only_when_it_is_written(web: Client, app: AppClient) -> None:
    assert "help-line" not in page_of(web, app)

    write(app, help_line="Help: help@example.com")
    assert '<p class="help-line">Help: help@example.com</p>' in page_of(web, app)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><b>x</b>',
        "%(app_name)s %s 100%",
        "&lt;b&gt;",
    ],
)
def test_markup_is_shown_as_it_is_written(web: Client, app: AppClient, text: str) -> None:
    # checklist 56
    write(app, sign_in_heading=text, help_line=text)
    page = page_of(web, app)

    assert heading(page) == text
    assert not re.search(r"<h1>[^<]*<(?!/h1>)", page)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_name_of_an_app_client_is_no_markup_in_an_own_text(web: Client, pool: UserPool) -> None:
    app = make_client(pool, "A + B, {name}", **oauth.SETTINGS)
    write(app, sign_in_heading="To {app_name}")

    assert heading(page_of(web, app)) == "To A + B, {name}"


def test_a_text_stands_on_pages_in_its_language_alone(web: Client, app: AppClient) -> None:
    write(app, sign_in_heading="Howdy")
    write(app, "he", sign_in_heading="ברוכים הבאים לאתר")
    german, hebrew = page_of(web, app, lang="de"), page_of(web, app, lang="he")

    assert heading(german) == KEYS["sign_in_heading"].in_language("de")
    assert heading(hebrew) == "ברוכים הבאים לאתר"
    assert '<html lang="he" dir="rtl">' in hebrew


def test_the_pools_text_stands_where_the_client_has_none(web: Client, app: AppClient, pool: UserPool) -> None:
    other = make_client(pool, "other app", **oauth.SETTINGS)
    page_texts.replace(pool, "en", {"sign_in_heading": "Pool's", "sign_in_text": "Pool's text"}, client=None)
    write(app, sign_in_heading="Client's")

    assert heading(page_of(web, app)) == "Client's"
    assert "Pool&#x27;s text" in page_of(web, app)
    assert heading(page_of(web, other)) == "Pool's"


def test_own_texts_cost_no_more_queries_than_none(web: Client, app: AppClient, django_assert_num_queries: Any) -> None:
    page_of(web, app)
    with django_assert_num_queries(5):
        page_of(web, app)
    write(app, **dict.fromkeys(KEYS, "Own"))
    with django_assert_num_queries(5):
        page_of(web, app)


@pytest.mark.once
def test_every_key_stands_on_a_page() -> None:
    used = {name for path in texts.TEMPLATES for name in re.findall(r'\{% page_text "(\w+)"', path.read_text())}

    assert used == set(KEYS)
