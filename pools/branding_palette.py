"""The colours of a managed login style in one mode, each readable on what it stands on."""

from dataclasses import dataclass
from typing import Any

from pools import branding_defaults
from pools.branding_defaults import MODES
from pools.core import colours
from pools.core.colours import READABLE, VISIBLE, Colour

LIGHT, DARK = MODES
_TINT = 0.1
_GLOW = 0.3
_ROUNDED = 0.005  # 4.496 is shown as 4.5 and counts as that


@dataclass(frozen=True)
class Ground:
    """What text stands on. `path` has a place for the mode; `over` is the ground below it, seen through it."""

    name: str
    path: str
    over: str = ""


@dataclass(frozen=True)
class Text:
    """What stands on grounds. Without a label it is a variant that no setting has of its own."""

    name: str
    path: str
    grounds: tuple[str, ...]
    label: str = ""
    needs: float = READABLE


@dataclass(frozen=True)
class Weak:
    """A colour that could not be read, and what the pages use in its place."""

    mode: str
    label: str
    wanted: str
    ratio: float
    used: str


@dataclass(frozen=True)
class Palette:
    """Colours by their names on the pages, as #rrggbb, and which of the style's own were replaced."""

    colours: dict[str, str]
    weak: tuple[Weak, ...]


_BUTTON = "components.primaryButton.{}.defaults"
_HOVER = "components.primaryButton.{}.hover"
_QUIET = "components.secondaryButton.{}"
_LABEL = "componentClasses.inputLabel.{}.textColor"
_LINK = "componentClasses.link.{}.defaults.textColor"
_BODY = "components.pageText.{}.bodyColor"
_SIGN = "componentClasses.statusIndicator.{}"

GROUNDS = (
    Ground("ground", "components.pageBackground.{}.color"),
    Ground("card", "components.form.{}.backgroundColor", "ground"),
    Ground("field", "componentClasses.input.{}.defaults.backgroundColor", "card"),
    Ground("accent", f"{_BUTTON}.backgroundColor", "card"),
    Ground("accent-hover", f"{_HOVER}.backgroundColor", "card"),
    Ground("quiet", f"{_QUIET}.defaults.backgroundColor", "card"),
    Ground("quiet-hover", f"{_QUIET}.hover.backgroundColor", "card"),
    Ground("error-ground", "components.alert.{}.error.backgroundColor", "card"),
    Ground("done-ground", f"{_SIGN}.success.backgroundColor", "card"),
    Ground("header", "components.pageHeader.{}.background.color", "ground"),
    Ground("footer", "components.pageFooter.{}.background.color", "ground"),
    # Lines that only please the eye.
    Ground("line", "componentClasses.divider.{}.borderColor", "card"),
    Ground("card-edge", "components.form.{}.borderColor", "card"),
    Ground("header-edge", "components.pageHeader.{}.borderColor", "header"),
    Ground("footer-edge", "components.pageFooter.{}.borderColor", "footer"),
)
TEXTS = (
    Text("heading", "components.pageText.{}.headingColor", ("card",), "Heading text"),
    Text("text", _LABEL, ("card",), "Labels"),
    Text("text-2", _BODY, ("card",), "Body text"),
    Text("hint", "componentClasses.inputDescription.{}.textColor", ("card",), "Hints below fields"),
    Text("link", _LINK, ("card",), "Links"),
    Text("link-hover", "componentClasses.link.{}.hover.textColor", ("card",), "Links under the pointer"),
    Text("on-accent", f"{_BUTTON}.textColor", ("accent",), "Button text"),
    Text("on-accent-hover", f"{_HOVER}.textColor", ("accent-hover",), "Button text under the pointer"),
    Text("on-quiet", f"{_QUIET}.defaults.textColor", ("quiet",), "Secondary button text"),
    Text("on-quiet-hover", f"{_QUIET}.hover.textColor", ("quiet-hover",), "Secondary button text under the pointer"),
    Text("quiet-edge", f"{_QUIET}.defaults.borderColor", ("card",), "Edges of secondary buttons", VISIBLE),
    Text("error", f"{_SIGN}.error.indicatorColor", ("card",), "Error text"),
    Text("done", f"{_SIGN}.success.indicatorColor", ("card",), "Success text"),
    Text("border", "componentClasses.input.{}.defaults.borderColor", ("field",), "Edges of fields", VISIBLE),
    Text("focus", "componentClasses.focusState.{}.borderColor", ("card",), "Focus ring", VISIBLE),
    Text("field-text", _LABEL, ("field",)),
    Text("field-link", _LINK, ("field",)),
    Text("error-sign", f"{_SIGN}.error.indicatorColor", ("error-ground",)),
    Text("done-sign", f"{_SIGN}.success.indicatorColor", ("done-ground",)),
    Text("error-text", _LABEL, ("error-ground",)),
    Text("done-text", _LABEL, ("done-ground",)),
    Text("tint-text", _LABEL, ("tint",)),
    Text("tint-link", _LINK, ("tint",)),
    Text("ground-text", _BODY, ("ground",)),
)


def of(settings: dict[str, Any], mode: str) -> Palette:
    """The colours of a mode, LIGHT or DARK.

    Values that are no colours, and those missing, are our own. Text that cannot be read on its ground has our own
    colour instead, or black or white where that cannot be read either.
    """
    found: dict[str, Colour] = {}
    for ground in GROUNDS:
        found[ground.name] = _ground(settings, mode, ground, found)
    found["tint"] = found["card"].mixed(found["accent"], _TINT)
    weak = [_write(settings, mode, text, found) for text in TEXTS]
    found["glow"] = found["card"].mixed(found["focus"], _GLOW)
    found["button-edge"] = _edge(found)
    found["brand-to"] = _dark_enough(found["accent"])
    found["brand-from"] = found["brand-to"].mixed(colours.BLACK, 0.45)
    return Palette({name: str(colour) for name, colour in found.items()}, tuple(one for one in weak if one))


def _ground(settings: dict[str, Any], mode: str, ground: Ground, found: dict[str, Colour]) -> Colour:
    below = found[ground.over] if ground.over else colours.WHITE if mode == LIGHT else colours.BLACK
    own = Colour.read(branding_defaults.read(settings, ground.path.format(mode)), over=below)
    if own is not None:
        return own
    if ground.name == "accent-hover" and branding_defaults.read(settings, f"{_BUTTON}.backgroundColor".format(mode)):
        return found["accent"].mixed(colours.BLACK if mode == LIGHT else colours.WHITE, 0.2)
    return _default(ground.path, mode, below)


def _write(settings: dict[str, Any], mode: str, text: Text, found: dict[str, Colour]) -> Weak | None:
    """Choose the text's colour; what was wrong with the style's own, if it was and has a label."""
    grounds = [found[name] for name in text.grounds]
    default = _default(text.path, mode, grounds[0])
    wanted = Colour.read(branding_defaults.read(settings, text.path.format(mode)), over=grounds[0])
    ratio = colours.least_contrast(wanted or default, grounds)
    if ratio >= text.needs - _ROUNDED:
        found[text.name] = wanted or default
        return None
    found[text.name] = _readable(default, grounds, text.needs)
    return Weak(mode, text.label, str(wanted or default), ratio, str(found[text.name])) if text.label else None


def _readable(default: Colour, grounds: list[Colour], needs: float) -> Colour:
    if colours.least_contrast(default, grounds) >= needs:
        return default
    return max(colours.BLACK, colours.WHITE, key=lambda colour: colours.least_contrast(colour, grounds))


def _edge(found: dict[str, Colour]) -> Colour:
    """A button that does not stand out from the card has an edge of its text's colour."""
    is_seen = colours.contrast(found["accent"], found["card"]) >= VISIBLE
    return found["accent"] if is_seen else found["on-accent"]


def _dark_enough(accent: Colour) -> Colour:
    """The brand's panel: its color, darkened until white can be read on it."""
    steps = (accent.mixed(colours.BLACK, tenth / 10) for tenth in range(11))
    return next(step for step in steps if colours.contrast(step, colours.WHITE) >= READABLE)


def _default(path: str, mode: str, over: Colour) -> Colour:
    return Colour.read(branding_defaults.read(branding_defaults.SETTINGS, path.format(mode)), over=over) or over
