"""What the browser is given: small, without colours outside the tokens, and nothing that the CSP would stop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "static/console/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/console/js").glob("*.js"))
TEMPLATES = sorted(
    path for folder in ("components", "layouts", "console") for path in (ROOT / "templates" / folder).rglob("*.html")
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgb|\bhsl")
PHYSICAL = re.compile(
    r"^\s*(?:margin|padding|border)-(?:left|right|top|bottom)\b|^\s*(?:left|right|top|bottom):", re.MULTILINE
)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", re.IGNORECASE)
SMALL = 4 * 1024


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=lambda path: path.name)
def test_a_stylesheet_takes_its_colours_from_the_tokens(path: Path) -> None:
    assert COLOUR.search(path.read_text()) is None


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_stylesheet_knows_no_left_and_right(path: Path) -> None:
    assert PHYSICAL.search(path.read_text()) is None


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_small(path: Path) -> None:
    assert path.stat().st_size < SMALL


def test_what_every_page_loads_is_within_the_budget() -> None:
    document = (ROOT / "templates/console/document.html").read_text()
    assert sum(path.stat().st_size for path in STYLES if f"css/{path.name}" in document) <= 40 * 1024
    assert sum(path.stat().st_size for path in SCRIPTS if f"js/{path.name}" in document) <= 60 * 1024


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_has_nothing_inline(path: Path) -> None:
    # checklist 51
    assert INLINE.search(path.read_text()) is None


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=lambda path: path.name)
def test_nothing_lies_around_that_no_page_loads(path: Path) -> None:
    assert any(f"console/{path.parent.name}/{path.name}" in template.read_text() for template in TEMPLATES)
