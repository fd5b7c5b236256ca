"""Own texts of the pages: what may stand in one, whose it is, and that it goes with its owner."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation

from pools import app_clients, page_texts, user_pools
from pools.core.errors import InvalidParameterException
from pools.models import AppClient, PageTexts, UserPool
from pools.page_text_keys import KEYS, PLACEHOLDERS
from tests.support import builders

LONGEST = KEYS["sign_in_heading"].limit


def write(pool: UserPool, client: AppClient | None = None, language: str = "en", **texts: str) -> None:
    page_texts.replace(pool, language, texts, client=client)


@pytest.mark.parametrize(
    "text",
    [
        "Hello",
        "  Hello, {app_name} of {name}  ",
        "100 % yours, 5 < 6 & <b>bold</b>",
        "%(app_name)s",
        "שלום וברוכים הבאים",
        "مرحبًا \u2067{app_name}\u2069\u200f",
        "👩\u200d💻 ようこそ",
        "x" * LONGEST,
        f"  {'x' * LONGEST}  ",
    ],
)
def test_a_line_of_any_script_is_kept_without_its_margins(pool: UserPool, client: AppClient, text: str) -> None:
    write(pool, client, sign_in_heading=text)

    assert page_texts.of(pool, client, "en") == {"sign_in_heading": text.strip()}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * (LONGEST + 1), f"Enter at most {LONGEST} characters."),
        ("Hello\nthere", "Enter one line, without control characters."),
        ("Hello\x00", "Enter one line, without control characters."),
        ("Hello\u2028there", "Enter one line, without control characters."),
        ("\ud800", "Enter one line, without control characters."),
        ("Hello \u202eemosdnah", "Enter one line, without control characters."),
        ("Hello {username}", "There is no placeholder {username}. Use {app_name} or {name}."),
        ("Hello {}", "There is no placeholder {}. Use {app_name} or {name}."),
        ("{app_name.__class__}", "There is no placeholder {app_name.__class__}. Use {app_name} or {name}."),
        ("{{ app_name }}", "There is no placeholder { app_name }. Use {app_name} or {name}."),
        ("Hello {app_name", "Braces stand in pairs, around a placeholder: {app_name} or {name}."),
        ("{{app_name}}", "Braces stand in pairs, around a placeholder: {app_name} or {name}."),
    ],
)
def test_what_cannot_stand_on_a_page_is_refused(pool: UserPool, text: str, told: str) -> None:
    with pytest.raises(InvalidParameterException) as refused:
        write(pool, sign_in_text="Fine", sign_in_heading=text)

    assert refused.value.message == told
    assert not PageTexts.objects.exists()


def test_only_texts_that_the_pages_have_are_kept(pool: UserPool) -> None:
    with pytest.raises(InvalidParameterException, match="The pages have no text named footer"):
        write(pool, footer="Hello")


@pytest.mark.parametrize("language", ["", "xx", "EN", "pt", "pt-BR", "en\n"])
def test_only_languages_of_the_pages_are_kept(pool: UserPool, language: str) -> None:
    with pytest.raises(InvalidParameterException, match="There are no pages in the language"):
        write(pool, language=language, sign_in_heading="Hello")


def test_a_clients_text_goes_before_the_pools(pool: UserPool, client: AppClient) -> None:
    write(pool, client, sign_in_heading="Client's")
    write(pool, sign_in_heading="Pool's", sign_in_text="Pool's")

    assert page_texts.of(pool, client, "en") == {"sign_in_heading": "Client's", "sign_in_text": "Pool's"}
    assert page_texts.of(pool, builders.client(pool, "other"), "en") == {
        "sign_in_heading": "Pool's",
        "sign_in_text": "Pool's",
    }


def test_another_language_and_another_pool_have_none_of_it(pool: UserPool, client: AppClient) -> None:
    others = builders.pool("others")
    write(pool, language="zh-hans", sign_in_heading="你好")

    assert page_texts.of(pool, client, "zh-hant") == {}
    assert page_texts.of(others, builders.client(others), "zh-hans") == {}


def test_what_is_left_out_or_empty_is_built_in_again(pool: UserPool, client: AppClient) -> None:
    write(pool, client, sign_in_heading="Hello", sign_in_text="There")
    write(pool, client, sign_in_heading=" ", sign_in_button="Go")
    assert page_texts.of(pool, client, "en") == {"sign_in_button": "Go"}

    write(pool, client, sign_in_button="")
    assert not PageTexts.objects.exists()


def test_what_is_written_is_listed(pool: UserPool, client: AppClient) -> None:
    write(pool, language="de", sign_in_heading="Hallo")
    write(pool, client, language="he", sign_in_heading="שלום")

    assert page_texts.languages_of(pool, client=None) == {"de"}
    assert page_texts.languages_of(pool, client=client) == {"he"}
    assert page_texts.clients_with_texts([client, builders.client(pool, "other")]) == {client.id}


def test_texts_go_with_their_client_and_their_pool(pool: UserPool, client: AppClient) -> None:
    write(pool, sign_in_heading="Pool's")
    write(pool, client, sign_in_heading="Client's")

    app_clients.delete(client)
    assert [row.client_id for row in PageTexts.objects.all()] == [None]

    user_pools.delete(pool)
    assert not PageTexts.objects.exists()


def test_it_costs_one_query(pool: UserPool, client: AppClient, django_assert_num_queries: object) -> None:
    write(pool, sign_in_heading="Pool's")
    write(pool, client, sign_in_heading="Client's")

    with django_assert_num_queries(1):  # type: ignore[operator]
        page_texts.of(pool, client, "en")


@pytest.mark.once
@pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
def test_every_built_in_text_could_be_an_operators_own(code: str) -> None:
    for name, key in KEYS.items():
        page_texts.check(name, key.in_language(code))


@pytest.mark.once
def test_a_built_in_text_is_in_the_language_asked_for_or_the_pages_own() -> None:
    key = KEYS["sign_in_text"]

    with translation.override("de"):
        assert key.in_language("en") == "Sign in to continue to {app_name}"
        assert key.in_language() == key.in_language("de") != key.in_language("en")
    assert KEYS["help_line"].in_language("de") == ""


def test_values_are_filled_in_once() -> None:
    assert page_texts.fill("{app_name}: {name} {else}", {"app_name": "{name}", "name": "us"}) == "{name}: us {else}"
    assert set(PLACEHOLDERS) == {"app_name", "name"}
