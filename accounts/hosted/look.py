"""Which look an app client's pages have: its managed login style, or the classic customization of the domain."""

from dataclasses import dataclass
from typing import Any

from accounts.hosted import classic_look
from accounts.oauth.place import Place
from pools import branding, branding_defaults, branding_files, domains, ui_customization
from pools.models import AppClient, ManagedLoginBranding, UICustomization

MODES = ("LIGHT", "DARK")
_CLASSIC = 1


@dataclass(frozen=True)
class Look:
    """AWS's settings document, with no defaults in it, and the names of the images.

    Attributes:
        owner: id of the client whose look it is; none for the pool's.
        images: file names by category and color mode.
    """

    settings: dict[str, Any]
    owner: str | None
    images: dict[tuple[str, str], str]

    @property
    def modes(self) -> tuple[str, ...]:
        """LIGHT or DARK, or both where the browser chooses."""
        chosen = branding_defaults.choice(self.settings, "categories.global.colorSchemeMode", (*MODES, "DYNAMIC"))
        return MODES if chosen == "DYNAMIC" else (chosen,)

    def image(self, category: str, mode: str) -> str:
        """The image of a category for a mode; one for any mode, or else of the other one, is better than none."""
        other = MODES[mode == MODES[0]]
        return next((name for one in (mode, "DYNAMIC", other) if (name := self.images.get((category, one)))), "")


def of(here: Place, client: AppClient) -> Look | None:
    """The client's look at this place; nothing for the plain one.

    A domain with the classic pages has the classic customization, if there is one.
    """
    if _is_classic(here):
        found = ui_customization.find(here.pool, client=client)
        if found is not None:
            return classic(found)
    style = branding.find(client)
    return managed(style) if style and not style.use_cognito_values else None


def owned_by(here: Place, owner: str) -> list[Look]:
    """The looks whose files may be asked for under this owner's name."""
    client_id = None if owner == branding_files.ALL else owner
    customs = UICustomization.objects.filter(pool=here.pool, client_id=client_id).defer("image")
    styles = ManagedLoginBranding.objects.filter(pool=here.pool, client_id=owner)
    return [*(managed(style) for style in styles), *(classic(found) for found in customs)]


def managed(style: ManagedLoginBranding) -> Look:
    """The look of a managed login style."""
    names = {
        (asset.category, asset.color_mode): branding_files.name_of(asset, style)
        for asset in style.assets.defer("content")
    }
    return Look(style.settings, style.client_id, names)


def classic(found: UICustomization) -> Look:
    """The look of a classic customization."""
    logo = branding_files.classic_logo(found).rpartition("/")[2]
    images = {("PAGE_HEADER_LOGO", "DYNAMIC"): logo} if logo else {}
    return Look(classic_look.settings_of(found.css, has_logo=bool(logo)), found.client_id, images)


def _is_classic(here: Place) -> bool:
    return here.on_domain and any(
        domain.managed_login_version == _CLASSIC
        for domain in domains.of_pool(here.pool)
        if domains.host_of(domain).partition(":")[0] == here.host
    )
