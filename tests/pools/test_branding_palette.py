"""Colours of a style: what is worn, what is replaced because nobody could read it."""

from __future__ import annotations

from typing import Any

import pytest

from pools import branding_defaults, branding_palette
from pools.branding_palette import DARK, LIGHT
from pools.core.colours import BLACK, WHITE, Colour, contrast

GREEN = "0b6b57ff"


def button(mode: str = LIGHT, **colours: str) -> dict[str, Any]:
    return {"components": {"primaryButton": {mode: {"defaults": colours}}}}


def test_contrast_is_what_wcag_says() -> None:
    assert contrast(BLACK, WHITE) == 21
    assert contrast(WHITE, WHITE) == 1
    assert round(contrast(Colour(0x76, 0x76, 0x76), WHITE), 2) == 4.54


@pytest.mark.parametrize("mode", [LIGHT, DARK])
def test_our_own_colours_can_all_be_read(mode: str) -> None:
    assert branding_palette.of({}, mode).weak == ()
    assert branding_palette.of({}, mode) == branding_palette.of(branding_defaults.SETTINGS, mode)


def test_a_readable_colour_is_kept() -> None:
    palette = branding_palette.of(button(backgroundColor=GREEN, textColor="ffffffff"), LIGHT)
    assert (palette.colours["accent"], palette.colours["on-accent"]) == ("#0b6b57", "#ffffff")
    assert palette.weak == ()


def test_unreadable_text_is_replaced_and_told() -> None:
    (weak,) = branding_palette.of(button(backgroundColor="ffffffff", textColor="fafafaff"), LIGHT).weak[:1]
    assert (weak.label, weak.wanted, weak.used) == ("Button text", "#fafafa", "#000000")
    assert weak.ratio < 1.1


def test_a_hover_that_is_not_set_follows_the_button() -> None:
    palette = branding_palette.of(button(backgroundColor="ff0000ff"), LIGHT)
    assert palette.colours["accent-hover"] == "#cc0000"


def test_half_transparent_colours_are_seen_over_what_lies_below() -> None:
    assert str(Colour.read("00000080", over=WHITE)) == "#7f7f7f"


def test_the_brands_panel_is_dark_enough_for_white() -> None:
    palette = branding_palette.of(button(backgroundColor="ffff00ff"), LIGHT)
    panel = Colour.read(palette.colours["brand-to"], over=WHITE)
    assert panel is not None
    assert contrast(panel, WHITE) >= 4.5
