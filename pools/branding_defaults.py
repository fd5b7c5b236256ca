"""AWS's settings document of a managed login style with every value that our pages have where nothing is set."""

from typing import Any, Final

MODES: Final = ("lightMode", "darkMode")

_CLEAR = "ffffff00"


def _both(light_and_dark: dict[str, Any]) -> dict[str, Any]:
    """A branch for each mode, from one tree whose leaves are pairs."""
    return {mode: _pick(light_and_dark, index) for index, mode in enumerate(MODES)}


def _pick(tree: dict[str, Any], index: int) -> dict[str, Any]:
    return {key: _pick(value, index) if isinstance(value, dict) else value[index] for key, value in tree.items()}


_ACCENT = ("0b6470ff", "4fcfd3ff")
_ACCENT_HOVER = ("084a54ff", "86e3e5ff")
_ON_ACCENT = ("ffffffff", "06181bff")
_TINT = ("e6f1f3ff", "12333aff")
_CARD = ("ffffffff", "131d20ff")
_FIELD = ("ffffffff", "0f181bff")
_EDGE = ("7d898cff", "6d7c80ff")
_LINE = ("d3dcdeff", "2b383cff")
_TEXT = ("10191bff", "e9f0f1ff")
_TEXT_2 = ("4d5a5dff", "a3b1b4ff")
_ERROR = ("c40f1cff", "ff8a86ff")
_DONE = ("0b6a3cff", "62d296ff")

_SOLID_BUTTON = {"backgroundColor": _ACCENT, "textColor": _ON_ACCENT}
_SOLID_BUTTON_HOVER = {"backgroundColor": _ACCENT_HOVER, "textColor": _ON_ACCENT}
_PLAIN_BUTTON = {"backgroundColor": _CARD, "borderColor": _EDGE, "textColor": _TEXT}
_BAR = {
    **_both({"background": {"color": (_CLEAR, _CLEAR)}, "borderColor": _LINE}),
    "backgroundImage": {"enabled": False},
    "logo": {"enabled": False, "location": "START"},
}

SETTINGS: Final[dict[str, Any]] = {
    "categories": {
        "auth": {
            "authMethodOrder": [
                [{"display": "BUTTON", "type": "FEDERATED"}, {"display": "INPUT", "type": "USERNAME_PASSWORD"}]
            ],
            "federation": {"interfaceStyle": "BUTTON_LIST", "order": []},
        },
        "form": {
            "displayGraphics": True,
            "instructions": {"enabled": False},
            "languageSelector": {"enabled": False},
            "location": {"horizontal": "CENTER", "vertical": "CENTER"},
            "sessionTimerDisplay": "NONE",
        },
        "global": {
            "colorSchemeMode": "LIGHT",
            "pageFooter": {"enabled": False},
            "pageHeader": {"enabled": False},
            "spacingDensity": "REGULAR",
        },
        "signUp": {"acceptanceElements": [{"enforcement": "NONE", "textKey": "en"}]},
    },
    "componentClasses": {
        "buttons": {"borderRadius": 10.0},
        "divider": _both({"borderColor": _LINE}),
        "focusState": _both({"borderColor": _ACCENT}),
        "idpButtons": {"icons": {"enabled": True}},
        "input": {
            "borderRadius": 10.0,
            **_both({"defaults": {"backgroundColor": _FIELD, "borderColor": _EDGE}, "placeholderColor": _TEXT_2}),
        },
        "inputDescription": _both({"textColor": _TEXT_2}),
        "inputLabel": _both({"textColor": _TEXT}),
        "link": _both({"defaults": {"textColor": _ACCENT}, "hover": {"textColor": _ACCENT_HOVER}}),
        "statusIndicator": _both(
            {
                "error": {"backgroundColor": ("fdf1f1ff", "2b1416ff"), "indicatorColor": _ERROR},
                "success": {"backgroundColor": ("eef8f2ff", "10241aff"), "indicatorColor": _DONE},
            }
        ),
    },
    "components": {
        "alert": {
            "borderRadius": 10.0,
            **_both({"error": {"backgroundColor": ("fdf1f1ff", "2b1416ff"), "borderColor": _ERROR}}),
        },
        "favicon": {"enabledTypes": ["ICO", "SVG"]},
        "form": {
            "backgroundImage": {"enabled": False},
            "borderRadius": 16.0,
            **_both({"backgroundColor": _CARD, "borderColor": _CARD}),
            "logo": {"enabled": False, "formInclusion": "IN", "location": "CENTER", "position": "TOP"},
        },
        "idpButton": {"custom": {}, "standard": _both({"defaults": _PLAIN_BUTTON, "hover": _PLAIN_BUTTON})},
        "pageBackground": {"image": {"enabled": True}, **_both({"color": ("eff4f5ff", "0a1214ff")})},
        "pageFooter": _BAR,
        "pageHeader": _BAR,
        "pageText": _both({"bodyColor": _TEXT_2, "descriptionColor": _TEXT_2, "headingColor": _TEXT}),
        "phoneNumberSelector": {"displayType": "TEXT"},
        "primaryButton": _both(
            {
                "active": _SOLID_BUTTON_HOVER,
                "defaults": _SOLID_BUTTON,
                "hover": _SOLID_BUTTON_HOVER,
            }
        ),
        "secondaryButton": _both(
            {
                "defaults": {"backgroundColor": _CARD, "borderColor": _ACCENT, "textColor": _ACCENT},
                "hover": {"backgroundColor": _TINT, "borderColor": _ACCENT, "textColor": _ACCENT_HOVER},
            }
        ),
    },
}
"""The defaults; keys are AWS's, values the plain look of static/hosted/css/tokens.css."""


def merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Two documents as one: where both have a value that is no branch, the upper one's; neither is changed."""
    merged = {**below, **above}
    for key in below.keys() & above.keys():
        if isinstance(below[key], dict) and isinstance(above[key], dict):
            merged[key] = merge(below[key], above[key])
    return merged


def read(settings: dict[str, Any], path: str) -> Any:
    """What the document says at a path of names with dots between; nothing where it says nothing."""
    found: Any = settings
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def flag(settings: dict[str, Any], path: str) -> bool:
    """A switch; our default unless the document has one there."""
    found = read(settings, path)
    return bool(found if isinstance(found, bool) else read(SETTINGS, path))


def choice(settings: dict[str, Any], path: str, choices: tuple[str, ...]) -> str:
    """One of some words; our default unless the document has one of them there."""
    found = read(settings, path)
    return str(found if found in choices else read(SETTINGS, path))


def number(settings: dict[str, Any], path: str, *, most: int) -> int:
    """A whole number from 0; our default unless the document has a number there."""
    found = read(settings, path)
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return int(min(max(found if is_number else read(SETTINGS, path), 0), most))
