"""Own texts of the hosted pages at the console: a language at a time, for all app clients or for one."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pools import app_clients, page_texts
from pools.models import PageTexts
from pools.page_text_keys import KEYS
from tests.console.pages.conftest import Home


def url(home: Home, language: str = "de", *, of_client: bool = True) -> str:
    if of_client:
        return reverse("console:page_texts_of_client", args=[home.pool.id, home.client.id, language])
    return reverse("console:page_texts", args=[home.pool.id, language])


def edit(console: Client, address: str, **changes: str) -> Any:
    """Send the form as it was shown, with changes."""
    form = console.get(address).context["form"]
    return console.post(address, {**form.initial, **changes})


def stored(home: Home, language: str = "de") -> dict[str, str]:
    """What the pages of the home's client say of their own."""
    return page_texts.of(home.pool, home.client, language)


def shown(console: Client, address: str) -> str:
    return unescape(console.get(address).content.decode())


def test_texts_are_saved_for_one_client_in_one_language(console: Client, home: Home) -> None:
    answer = edit(console, url(home), sign_in_heading=" Servus bei {app_name} ")

    assert (answer.status_code, answer.headers["Location"]) == (303, url(home))
    assert stored(home) == {"sign_in_heading": "Servus bei {app_name}"}
    assert stored(home, "en") == {}
    assert PageTexts.objects.get().client == home.client
    assert "The texts in Deutsch were saved." in shown(console, url(home))


def test_texts_of_all_clients_are_saved_for_the_pool(console: Client, home: Home) -> None:
    edit(console, url(home, of_client=False), sign_in_heading="Servus")

    assert stored(home) == {"sign_in_heading": "Servus"}
    assert PageTexts.objects.get().client is None


def test_each_field_has_beside_it_what_stands_without_it(console: Client, home: Home) -> None:
    edit(console, url(home, of_client=False), sign_in_heading="Servus")
    fields = console.get(url(home)).context["form"].fields

    assert fields["sign_in_heading"].help_text == "Servus"
    assert fields["sign_in_text"].help_text == KEYS["sign_in_text"].in_language("de")
    assert fields.keys() - {"revision"} == KEYS.keys()
    assert 'aria-describedby="id_sign_in_heading_helptext"' in shown(console, url(home))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * 81, "Enter at most 80 characters."),
        ("Hello {username}", "There is no placeholder {username}. Use {app_name} or {name}."),
        ("Hello {app_name", "Braces stand in pairs, around a placeholder: {app_name} or {name}."),
        ("Hello\nthere", "Enter one line, without control characters."),
        ("Hello \u202eereht", "Enter one line, without control characters."),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_saved(
    console: Client, home: Home, text: str, told: str
) -> None:
    answer = edit(console, url(home), sign_in_heading=text, sign_in_text="Fine")

    assert answer.status_code == 200
    assert answer.context["form"].errors == {"sign_in_heading": [told]}
    assert answer.context["form"]["sign_in_text"].value() == "Fine"
    assert not PageTexts.objects.exists()


def test_a_null_character_is_refused(console: Client, home: Home) -> None:
    answer = edit(console, url(home), sign_in_heading="Hello\x00")

    assert "sign_in_heading" in answer.context["form"].errors


def test_markup_is_shown_as_it_was_typed(console: Client, home: Home) -> None:
    edit(console, url(home, of_client=False), sign_in_heading="<script>alert(1)</script>")
    edit(console, url(home), sign_in_heading='"><script>alert(2)</script>')

    assert "<script>alert" not in console.get(url(home)).content.decode()


def test_reset_empties_one_field_keeps_what_was_typed_and_saves_nothing(console: Client, home: Home) -> None:
    edit(console, url(home), sign_in_heading="Servus", sign_in_text="Komm rein")
    form = edit(console, url(home), sign_in_button="Los", reset="sign_in_heading").context["form"]

    assert form.initial.get("sign_in_heading") is None
    assert (form.initial["sign_in_text"], form.initial["sign_in_button"]) == ("Komm rein", "Los")
    assert stored(home) == {"sign_in_heading": "Servus", "sign_in_text": "Komm rein"}

    console.post(url(home), {name: form[name].value() or "" for name in form.fields})
    assert stored(home) == {"sign_in_text": "Komm rein", "sign_in_button": "Los"}


def test_reset_all_and_save_leave_the_built_in_texts(console: Client, home: Home) -> None:
    edit(console, url(home), sign_in_heading="Servus", sign_in_text="Komm rein")
    form = edit(console, url(home), reset_all="yes").context["form"]
    assert stored(home)

    console.post(url(home), {name: form[name].value() or "" for name in form.fields})
    assert not PageTexts.objects.exists()


def test_reset_of_nothing_that_is_there_is_no_error(console: Client, home: Home) -> None:
    assert edit(console, url(home), reset="nonsense").status_code == 200


def test_a_change_by_somebody_else_is_shown_before_it_is_lost(console: Client, home: Home) -> None:
    form = console.get(url(home)).context["form"]
    page_texts.replace(home.pool, "de", {"sign_in_heading": "Theirs"}, client=home.client)
    answer = console.post(url(home), {**form.initial, "sign_in_heading": "Mine"})

    assert answer.context["form"].conflicts == [("Sign in: Heading", "Theirs", "Mine")]
    assert stored(home) == {"sign_in_heading": "Theirs"}


@pytest.mark.parametrize("language", ["xx", "pt", "EN", "delete"])
def test_a_language_that_no_page_has_is_not_found(console: Client, home: Home, language: str) -> None:
    assert console.get(url(home, language)).status_code == 404
    assert console.post(url(home, language), {"sign_in_heading": "Hello"}).status_code == 404


def test_a_client_of_another_pool_gets_no_texts(console: Client, home: Home, elsewhere: Home) -> None:
    # checklist 52
    address = reverse("console:page_texts_of_client", args=[home.pool.id, elsewhere.client.id, "de"])

    assert console.post(address, {"sign_in_heading": "Hello"}).status_code == 404
    assert not PageTexts.objects.exists()


def test_the_page_leads_to_the_login_page_in_its_language(console: Client, home: Home) -> None:
    for of_client in (True, False):
        page = shown(console, url(home, "pt-br", of_client=of_client))
        assert f"client_id={home.client.id}" in page
        assert "&lang=pt-BR" in page


def test_without_a_login_page_there_is_no_way_to_one(console: Client, home: Home) -> None:
    app_clients.update(home.client, settings={})

    assert "View login page" not in shown(console, url(home, of_client=False))


def test_the_languages_with_own_texts_are_marked(console: Client, home: Home) -> None:
    edit(console, url(home, "he"), sign_in_heading="שלום")

    assert [one.code for one, _, has_texts in console.get(url(home)).context["languages"] if has_texts] == ["he"]


def test_the_list_says_which_clients_have_texts(console: Client, home: Home) -> None:
    index = reverse("console:managed_login", args=[home.pool.id])
    assert "As all app clients" in shown(console, index)

    edit(console, url(home), sign_in_heading="Servus")
    assert "Own texts" in shown(console, index)


def test_the_page_costs_few_queries(console: Client, home: Home, django_assert_max_num_queries: Any) -> None:
    edit(console, url(home), sign_in_heading="Servus")
    console.get(url(home))

    with django_assert_max_num_queries(10):
        console.get(url(home))
