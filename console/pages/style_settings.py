"""What the form of a login style shows and sends: AWS's settings document, with only the edited members changed."""

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from pools import branding, branding_defaults, branding_palette, images
from pools.core import colours
from pools.core.colours import Colour
from pools.core.errors import InvalidParameterException
from pools.models import AppClient, ManagedLoginBranding

_MODES = {"light": "lightMode", "dark": "darkMode"}
_MODE = "categories.global.colorSchemeMode"
_LAYOUT = "categories.form.location.horizontal"
_LOGO = "components.form.logo.enabled"
_RADII = ("componentClasses.buttons.borderRadius", "componentClasses.input.borderRadius")
# The first of each is what the form shows.
_PATHS = {
    "mode": (_MODE,),
    "layout": (_LAYOUT,),
    "radius": _RADII,
    "brand": (
        "components.primaryButton.{}.defaults.backgroundColor",
        "components.secondaryButton.{}.defaults.borderColor",
        "components.secondaryButton.{}.defaults.textColor",
        "components.secondaryButton.{}.hover.textColor",
        "componentClasses.focusState.{}.borderColor",
    ),
    "link": ("componentClasses.link.{}.defaults.textColor",),
    "page": ("components.pageBackground.{}.color",),
    "form": ("components.form.{}.backgroundColor", "components.form.{}.borderColor"),
}
_TOKENS = {"brand": "accent", "link": "link", "page": "ground", "form": "card"}
_HOVER = "components.primaryButton.{}.hover.backgroundColor"
_UPLOADS = {"logo": "LIGHT", "logo_dark": "DARK"}
_FAVICONS = ("ICO", "SVG")
_NEW = {"mode": "DYNAMIC", "layout": "END"}


def shown(style: ManagedLoginBranding | None) -> dict[str, Any]:
    """Initial values: the style's, and ours where it has none."""
    settings = branding.merged_settings(style)
    values: dict[str, Any] = {
        "mode": branding_defaults.choice(settings, _MODE, ("LIGHT", "DARK", "DYNAMIC")),
        "layout": branding_defaults.choice(settings, _LAYOUT, ("START", "CENTER", "END")),
        "radius": branding_defaults.number(settings, _RADII[0], most=60),
    }
    for mode, aws_mode in _MODES.items():
        seen = branding_palette.of({}, aws_mode).colours | _own(settings, aws_mode)
        values |= {f"{name}_{mode}": seen[token] for name, token in _TOKENS.items()}
    return values if style else values | _NEW


def save(client: AppClient, style: ManagedLoginBranding | None, data: dict[str, Any], *, changed: list[str]) -> None:
    """Write what was changed, or for a new style everything; what the form does not show stays.

    Raises:
        InvalidParameterException: an image is none, or too large.
    """
    names = changed if style else [*data]
    settings = _settings(data, names)
    assets = [*_assets(data)]
    if any(asset["Category"] == "FORM_LOGO" for asset in assets):
        settings = branding_defaults.merge(settings, _branch(_LOGO, value=True))
    if style is None:
        branding.create(client, settings=settings, assets=assets)
    else:
        branding.update(style, settings=settings, assets=assets, without=_removed(data))


def _settings(data: dict[str, Any], names: list[str]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for field in names:
        name, _, mode = field.partition("_")
        for path in _PATHS.get(name, ()) if mode in ("", *_MODES) else ():
            value = f"{data[field][1:].lower()}ff" if mode else data[field]
            settings = branding_defaults.merge(settings, _branch(path.format(_MODES.get(mode)), value=value))
        if name == "brand":
            # Follows from the color, as the pages' own does.
            hover = branding_palette.of(settings, _MODES[mode]).colours["accent-hover"]
            settings = branding_defaults.merge(settings, _branch(_HOVER.format(_MODES[mode]), value=f"{hover[1:]}ff"))
    return settings


def _own(settings: dict[str, Any], mode: str) -> dict[str, str]:
    """The style's own colours, readable or not: a form shows what was set."""
    found = {token: branding_defaults.read(settings, _PATHS[name][0].format(mode)) for name, token in _TOKENS.items()}
    return {token: f"#{text[:6].lower()}" for token, text in found.items() if Colour.read(text, over=colours.WHITE)}


def _assets(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for field, mode in _UPLOADS.items():
        if sent := data.get(field):
            yield {"Category": "FORM_LOGO", "ColorMode": mode, **_image(sent, tuple(images.CONTENT_TYPES))}
    if sent := data.get("favicon"):
        image = _image(sent, _FAVICONS)
        yield {"Category": f"FAVICON_{image['Extension']}", "ColorMode": "DYNAMIC", **image}


def _image(sent: "UploadedFile[bytes]", kinds: tuple[str, ...]) -> dict[str, Any]:
    content = sent.read()
    kind = images.kind(content)
    if kind not in kinds:
        raise InvalidParameterException(f"Choose an image of another kind: {', '.join(kinds)}.")
    return {"Extension": kind, "Bytes": content}


def _removed(data: dict[str, Any]) -> frozenset[str]:
    logos = {"FORM_LOGO"} if data.get("without_logo") else set()
    icons = {f"FAVICON_{kind}" for kind in _FAVICONS} if data.get("without_favicon") else set()
    return frozenset(logos | icons)


def _branch(path: str, *, value: object) -> dict[str, Any]:
    branch: Any = value
    for name in reversed(path.split(".")):
        branch = {name: branch}
    return dict(branch)
