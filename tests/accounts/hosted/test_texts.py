"""Every text of the pages is translated, and every translation is whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import texts

pytestmark = pytest.mark.once


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
