"""What the pages weigh, and that every text can be read on its ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import texts

CSS = Path("static/hosted/css")
PAIRS = [
    ("text", "card"),
    ("text-2", "card"),
    ("text", "field"),
    ("accent", "card"),
    ("accent-hover", "card"),
    ("accent", "ground"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("error", "card"),
    ("error", "error-ground"),
    ("text", "error-ground"),
    ("text", "done-ground"),
    ("done", "card"),
    ("on-brand", "brand-from"),
    ("on-brand", "brand-to"),
]


def tokens(scheme: str) -> dict[str, str]:
    """Colours by name; dark ones where the scheme has its own."""
    text = (CSS / "tokens.css").read_text()
    light, _, dark = text.partition("@media (prefers-color-scheme: dark)")
    colour = r"--([a-z0-9-]+): (#[0-9a-f]{6});"
    found = dict(re.findall(colour, light))
    return found | dict(re.findall(colour, dark)) if scheme == "dark" else found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(scheme: str) -> None:
    colours = tokens(scheme)

    assert contrast(colours["border"], colours["field"]) >= 3


def test_no_colour_is_named_outside_the_tokens() -> None:
    sheets = [(CSS / name).read_text() for name in ("page.css", "form.css", "account.css")]

    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(", "".join(sheets))


@pytest.mark.parametrize("template", texts.TEMPLATES, ids=lambda path: path.stem)
def test_a_form_that_may_have_errors_names_its_address(template: Path) -> None:
    """Else it is sent with the `#field` of an error's link, and browsers do not focus the next page's errors then."""
    forms = re.findall(r"<form[^>]* novalidate>", template.read_text())

    assert [form for form in forms if " action=" not in form] == []
