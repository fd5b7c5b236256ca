"""Classic CSS read as a managed login style: its colours and corners reach our pages, nothing else of it does."""

import re
from typing import Any

from pools import branding_defaults

_RULE = re.compile(r"\.([\w-]+?)-customizable(?::(hover|focus))?\s*\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*[\d.]+%?\s*)?\)")
_PIXELS = re.compile(r"(\d{1,3})(?:\.\d+)?px")
_NAMES = {
    "black": "000000",
    "blue": "0000ff",
    "darkblue": "00008b",
    "darkgray": "a9a9a9",
    "gray": "808080",
    "green": "008000",
    "lightblue": "add8e6",
    "lightgray": "d3d3d3",
    "navy": "000080",
    "orange": "ffa500",
    "purple": "800080",
    "red": "ff0000",
    "silver": "c0c0c0",
    "teal": "008080",
    "white": "ffffff",
    "whitesmoke": "f5f5f5",
    "yellow": "ffff00",
}
_GROUND = ("background", "background-color")
_TEXT = ("color",)
_EDGE = ("border", "border-color")
# Class, state, properties that may have the colour, and where it belongs in a style's settings.
_COLOURS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("background", "", _GROUND, "components.form.lightMode.backgroundColor"),
    ("banner", "", _GROUND, "components.pageHeader.lightMode.background.color"),
    ("label", "", _TEXT, "componentClasses.inputLabel.lightMode.textColor"),
    ("textDescription", "", _TEXT, "components.pageText.lightMode.headingColor"),
    ("legalText", "", _TEXT, "components.pageText.lightMode.bodyColor"),
    ("idpDescription", "", _TEXT, "componentClasses.inputDescription.lightMode.textColor"),
    ("redirect", "", _TEXT, "componentClasses.link.lightMode.defaults.textColor"),
    ("submitButton", "", _GROUND, "components.primaryButton.lightMode.defaults.backgroundColor"),
    ("submitButton", "", _TEXT, "components.primaryButton.lightMode.defaults.textColor"),
    ("submitButton", "hover", _GROUND, "components.primaryButton.lightMode.hover.backgroundColor"),
    ("submitButton", "hover", _TEXT, "components.primaryButton.lightMode.hover.textColor"),
    ("inputField", "", _GROUND, "componentClasses.input.lightMode.defaults.backgroundColor"),
    ("inputField", "", _EDGE, "componentClasses.input.lightMode.defaults.borderColor"),
    ("inputField", "focus", _EDGE, "componentClasses.focusState.lightMode.borderColor"),
    ("errorMessage", "", _GROUND, "components.alert.lightMode.error.backgroundColor"),
    ("errorMessage", "", _TEXT, "componentClasses.statusIndicator.lightMode.error.indicatorColor"),
    ("passwordCheck-valid", "", _TEXT, "componentClasses.statusIndicator.lightMode.success.indicatorColor"),
)
_CORNERS = (
    ("submitButton", "componentClasses.buttons.borderRadius"),
    ("inputField", "componentClasses.input.borderRadius"),
    ("background", "components.form.borderRadius"),
)


def settings_of(css: str, *, has_logo: bool) -> dict[str, Any]:
    """A style's settings: light, the logo on a banner on top, and every colour and corner that the CSS names."""
    rules = _rules(css)
    settings: dict[str, Any] = {
        "categories": {"global": {"colorSchemeMode": "LIGHT", "pageHeader": {"enabled": has_logo}}},
        "components": {"pageHeader": {"logo": {"enabled": has_logo, "location": "CENTER"}}},
    }
    for name, state, properties, path in _COLOURS:
        colour = _colour(rules.get((name, state), {}), properties)
        settings = _with(settings, path, colour) if colour else settings
    for name, path in _CORNERS:
        pixels = _PIXELS.fullmatch(rules.get((name, ""), {}).get("border-radius", ""))
        settings = _with(settings, path, int(pixels[1])) if pixels else settings
    return settings


def _rules(css: str) -> dict[tuple[str, str], dict[str, str]]:
    """Declarations by class and state; a later one wins."""
    rules: dict[tuple[str, str], dict[str, str]] = {}
    for name, state, body in _RULE.findall(_COMMENT.sub("", css)):
        declarations = (line.partition(":") for line in body.split(";"))
        found = {key.strip().lower(): value.lower().replace("!important", "").strip() for key, _, value in declarations}
        rules.setdefault((name, state), {}).update(found)
    return rules


def _colour(declarations: dict[str, str], properties: tuple[str, ...]) -> str:
    """The last colour that one of the properties names, as AWS's settings have it; else nothing."""
    named = [_read(declarations[name]) for name in properties if name in declarations]
    return next((colour for colour in reversed(named) if colour), "")


def _read(value: str) -> str:
    if found := _RGB.search(value):
        return "".join(f"{min(int(part), 255):02x}" for part in found.groups())
    word = value.rsplit(maxsplit=1)[-1] if value else ""
    if found := _HEX.fullmatch(word):
        digits = found[1]
        return "".join(digit * 2 for digit in digits) if len(digits) == len("rgb") else digits
    return _NAMES.get(word, "")


def _with(settings: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    branch: Any = value
    for name in reversed(path.split(".")):
        branch = {name: branch}
    return branding_defaults.merge(settings, branch)
