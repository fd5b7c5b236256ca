"""Addresses of the files that a look is made of, below `branding/`; each names one content for ever."""

import hashlib
from dataclasses import dataclass

from pools import images
from pools.models import BrandingAsset, ManagedLoginBranding, UICustomization, UserPool

ALL = "ALL"
"""Stands for the client in addresses of the pool's own look."""

_FOLDER = "branding"


@dataclass(frozen=True)
class Image:
    """What is served at an address."""

    content: bytes
    content_type: str


def path(client_id: str | None, name: str) -> str:
    """Where a file of this name is, below the base of the pool's pages."""
    return f"{_FOLDER}/{client_id or ALL}/{name}"


def name_of(asset: BrandingAsset, style: ManagedLoginBranding) -> str:
    """The file name of a style's image; the content need not have been read."""
    return f"{digest(f'{asset.pk} {asset.category} {style.pk}')}.{asset.extension.lower()}"


def classic_logo(found: UICustomization) -> str:
    """The path of the classic logo; empty when there is none."""
    return path(found.client_id, _classic_name(found)) if found.image_extension else ""


def find(pool: UserPool, client_id: str, name: str) -> Image | None:
    """The image at an address, if it is there still."""
    return _managed(pool, client_id, name) or _classic(pool, client_id, name)


def digest(text: str) -> str:
    """A name that changes with its text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _managed(pool: UserPool, client_id: str, name: str) -> Image | None:
    style = ManagedLoginBranding.objects.filter(pool=pool, client_id=client_id).first()
    for asset in style.assets.defer("content") if style else ():
        if style and name == name_of(asset, style):
            return Image(bytes(asset.content), images.CONTENT_TYPES[asset.extension])
    return None


def _classic(pool: UserPool, client_id: str, name: str) -> Image | None:
    found = UICustomization.objects.filter(pool=pool, client_id=None if client_id == ALL else client_id).first()
    if found is None or not found.image or name != _classic_name(found):
        return None
    return Image(bytes(found.image), images.CONTENT_TYPES[found.image_extension])


def _classic_name(found: UICustomization) -> str:
    return f"{digest(f'{found.pk} {found.updated_at.isoformat()}')}.{found.image_extension.lower()}"
