"""The colours of the design tokens can be read: contrast computed from the file itself (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

TEXT = 4.5
EDGE = 3.0
COLOUR = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
STATUSES = ("ok", "error", "warn", "info")
GROUNDS = ("bg", "bg-hover", "bg-selected", "bg-popover")
PAIRS = [
    *((text, ground) for text in ("text", "text-2", "text-3", "heading") for ground in GROUNDS),
    *(("link", ground) for ground in ("bg", "bg-selected", "bg-popover", *(f"{kind}-bg" for kind in STATUSES))),
    *((status, "bg") for status in ("ok", "error", "warn", "info", "accent")),
    *((status, f"{status}-bg") for status in STATUSES),
    *(("text", f"{status}-bg") for status in STATUSES),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("text-2", "bg-subtle"),
    ("top-text", "top-bg"),
    ("top-text", "top-hover"),
    ("top-bg", "top-link"),
    ("flash-text", "flash-ok"),
    ("flash-text", "flash-error"),
    ("flash-text", "flash-info"),
    ("flash-warn-text", "flash-warn"),
]


def tokens(scheme: str) -> dict[str, str]:
    text = Path(str(finders.find("console/css/tokens.css"))).read_text()
    return {name: dark if scheme == "dark" else light for name, light, dark in COLOUR.findall(text)}


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(text: str, ground: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("edge", ["border-field", "accent"])
def test_edges_of_controls_stand_out(edge: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[edge], colours["bg"]) >= EDGE
