"""Every text of the pages is translated, and every translation is whole."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation

from tests.support import texts

pytestmark = pytest.mark.once

FOREIGN = [code for code, _ in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")


def catalogue(code: str) -> Path:
    language, _, region = code.partition("-")
    name = f"{language}_{region.title() if len(region) > 2 else region.upper()}" if region else language
    return Path(settings.LOCALE_PATHS[0]) / name / "LC_MESSAGES" / "django.po"


def known(file: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], list[str]]:
    """Translations by context and text."""
    return {
        (entry.msgctxt, entry.msgid): [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        for entry in file
        if not entry.obsolete
    }


def parts(text: str) -> tuple[set[str], Counter[str]]:
    return set(PLACEHOLDER.findall(text)), Counter(TAG.findall(text))


@pytest.mark.parametrize("template", texts.TEMPLATES, ids=lambda path: path.stem)
def test_a_template_has_no_bare_text(template: Path) -> None:
    assert texts.bare_in(template.read_text()) == []


def test_bare_text_would_be_found() -> None:
    source = (
        '{% if a %}Error{% endif %}<p aria-label="Close" data-text="Wait a bit">{{ b }} {% trans "Fine" %}</p>{# No #}'
    )

    assert texts.bare_in(source) == ["Error", "Close", "Wait a bit"]


def test_no_form_and_no_page_gives_a_bare_text() -> None:
    found = {
        str(path): bare
        for path in Path("accounts/hosted").rglob("*.py")
        if (bare := texts.bare_in_module(path.read_text()))
    }

    assert found == {}
    assert texts.bare_in_module("show(heading='Oh', text=_('Well'), form=1)") == ["'Oh'"]


def test_scripts_take_their_texts_from_the_page() -> None:
    scripts = "".join(path.read_text() for path in Path("static/hosted/js").glob("*.js"))

    assert not re.search(r"(textContent|data|innerText|innerHTML) = [\"'`]\w", scripts)


def test_style_sheets_know_no_left_and_right() -> None:
    sheets = "".join(path.read_text() for path in Path("static/hosted/css").glob("*.css"))

    assert not re.search(
        r"(margin|padding|border)-(left|right)|^\s*(left|right|float):|text-align: (left|right)", sheets, re.MULTILINE
    )


@pytest.mark.parametrize("code", FOREIGN)
def test_a_catalogue_has_every_text_and_no_other(code: str) -> None:
    file = polib.pofile(str(catalogue(code)))
    wanted = {(text.context, text.singular) for text in texts.all_texts()}
    translated = {key for key, forms in known(file).items() if all(forms)}

    assert wanted - translated == set()
    assert set(known(file)) - wanted == set()
    assert not file.fuzzy_entries()


@pytest.mark.parametrize("code", FOREIGN)
def test_translations_keep_placeholders_and_tags(code: str) -> None:
    by_key = known(polib.pofile(str(catalogue(code))))

    for text in texts.all_texts():
        first, *others = by_key[text.context, text.singular]
        last = others[-1] if others else first
        assert parts(last) == parts(text.plural or text.singular), last
        assert all(parts(form)[0] <= parts(last)[0] for form in (first, *others)), text.singular
        assert all(form == form.strip() for form in (first, *others)), text.singular


@pytest.mark.parametrize("code", FOREIGN)
def test_what_is_compiled_is_what_is_written(code: str) -> None:
    source = catalogue(code)

    assert known(polib.mofile(str(source.with_suffix(".mo")))) == known(polib.pofile(str(source)))


def test_every_language_has_as_many_plural_forms_as_its_rule_asks_for() -> None:
    for code in FOREIGN:
        file = polib.pofile(str(catalogue(code)))
        number = int(re.search(r"nplurals=(\d+)", file.metadata["Plural-Forms"])[1])  # type: ignore[index]
        assert {len(entry.msgstr_plural) for entry in file if entry.msgid_plural} == {number}, code


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("pl", {1: "klucz", 2: "klucze", 5: "kluczy", 12: "kluczy", 21: "kluczy", 22: "klucze"}),
        ("uk", {1: "ключ", 2: "ключі", 5: "ключів", 12: "ключів", 21: "ключ", 22: "ключі"}),
    ],
)
def test_numbers_take_the_form_that_a_slavic_language_wants(code: str, forms: dict[int, str]) -> None:
    with translation.override(code):
        found = {
            number: translation.ngettext("%(number)s passkey", "%(number)s passkeys", number) % {"number": number}
            for number in forms
        }

    assert {number: text.split()[1] for number, text in found.items()} == forms
