"""How a pool and an app client present themselves on the pages: names, style sheet, images, layout."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from accounts.hosted import brand_sheet, look
from accounts.hosted.look import Look
from accounts.oauth.place import Place
from pools import branding_defaults, branding_files, images
from pools.models import AppClient, UserPool

_LETTERS = 2
_PLACES = ("START", "CENTER", "END")
_SPLIT = "split split-end"
_BARS = {"header": ("pageHeader", "PAGE_HEADER_LOGO"), "footer": ("pageFooter", "PAGE_FOOTER_LOGO")}


@dataclass(frozen=True)
class Picture:
    """Addresses of an image; `dark` where it differs in the dark. `place` is start, center or end."""

    light: str
    dark: str = ""
    place: str = "center"


@dataclass(frozen=True)
class Icon:
    """What the browser's tab shows."""

    address: str
    content_type: str


@dataclass(frozen=True)
class Bar:
    """A bar across the page, above or below."""

    logo: Picture | None


@dataclass(frozen=True)
class Brand:
    """A name, at most two letters in the place of a logo, and what a look adds to that.

    Attributes:
        initials: empty where no mark is wanted.
        scheme: color schemes that the page is made for.
        layout: classes of the page.
        logo_in_card: whether the logo stands in the card or above it.
        logo_on_top: whether it stands before the form or after it.
    """

    name: str
    initials: str
    stylesheet: str = ""
    scheme: str = "light dark"
    layout: str = _SPLIT
    logo: Picture | None = None
    logo_in_card: bool = True
    logo_on_top: bool = True
    header: Bar | None = None
    footer: Bar | None = None
    icons: tuple[Icon, ...] = ()

    @property
    def is_split(self) -> bool:
        """Whether one side of the page is the brand's."""
        return "split" in self.layout


def neutral() -> Brand:
    """Where no pool is known."""
    return Brand(gettext("Sign in"), "S")


def of(here: Place, client: AppClient | None) -> Brand:
    """The look of the client's pages; of a pool's pages without a client the plain one."""
    found = look.of(here, client) if client else None
    return _with_look(here, found) if found else plain(here.pool)


def plain(pool: UserPool) -> Brand:
    """A pool without a look of its own."""
    words = re.findall(r"[^\W_]+", pool.name) or [pool.id]
    return Brand(pool.name, "".join(word[0] for word in words[:_LETTERS]).upper())


def _with_look(here: Place, found: Look) -> Brand:
    base = plain(here.pool)
    settings = found.settings
    logo = _picture(here, found, "FORM_LOGO", "components.form.logo")
    is_hidden = logo or branding_defaults.read(settings, "components.form.logo.enabled") is False
    header = _bar(here, found, "header")
    return Brand(
        name=base.name,
        initials="" if is_hidden or header else base.initials,
        stylesheet=_address(here, found, brand_sheet.name_of(found)),
        scheme=" ".join(found.modes).lower(),
        layout=_layout(found),
        logo=logo,
        logo_in_card=branding_defaults.choice(settings, "components.form.logo.formInclusion", ("IN", "OUT")) == "IN",
        logo_on_top=branding_defaults.choice(settings, "components.form.logo.position", ("TOP", "BOTTOM")) == "TOP",
        header=header,
        footer=_bar(here, found, "footer"),
        icons=_icons(here, found),
    )


def _layout(found: Look) -> str:
    """Beside a form that is not in the middle the brand has a side of its own, unless an image fills the page."""
    where = "categories.form.location"
    across = branding_defaults.choice(found.settings, f"{where}.horizontal", _PLACES).lower()
    down = branding_defaults.choice(found.settings, f"{where}.vertical", _PLACES).lower()
    has_image = brand_sheet.has_image(found, "PAGE_BACKGROUND")
    kind = "split" if across != "center" and not has_image else "whole"
    return f"{kind} {kind}-{across} down-{down}{' has-image' if has_image else ''}"


def _bar(here: Place, found: Look, name: str) -> Bar | None:
    component, category = _BARS[name]
    if not branding_defaults.flag(found.settings, f"categories.global.{component}.enabled"):
        return None
    return Bar(_picture(here, found, category, f"components.{component}.logo"))


def _picture(here: Place, found: Look, category: str, path: str) -> Picture | None:
    light, dark = (found.image(category, mode) for mode in (found.modes[0], found.modes[-1]))
    if not light or not branding_defaults.flag(found.settings, f"{path}.enabled"):
        return None
    place = branding_defaults.choice(found.settings, f"{path}.location", _PLACES).lower()
    return Picture(_address(here, found, light), _address(here, found, dark) if dark != light else "", place)


def _icons(here: Place, found: Look) -> tuple[Icon, ...]:
    enabled = branding_defaults.read(found.settings, "components.favicon.enabledTypes")
    wanted = enabled if isinstance(enabled, list) else ["ICO", "SVG"]
    names = (found.image(f"FAVICON_{kind}", found.modes[0]) for kind in ("ICO", "SVG") if kind in wanted)
    return tuple(
        Icon(_address(here, found, name), images.CONTENT_TYPES[name.rpartition(".")[2].upper()])
        for name in names
        if name
    )


def _address(here: Place, found: Look, name: str) -> str:
    return here.path(branding_files.path(found.owner, name))
