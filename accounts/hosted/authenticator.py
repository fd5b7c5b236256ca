"""What people give to an authenticator app: a picture to scan, a link to open, a key to type."""

from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.utils.safestring import SafeString, mark_safe

from accounts.hosted import brand
from accounts.hosted.visit import Visit

_GROUP = 4


def details(visit: Visit, seed: str, *, name: str = "") -> dict[str, Any]:
    """What the page shows, by the names of its template; `name` is whose app it is, else who signs in."""
    address = link(seed, issuer=brand.plain(visit.here.pool).name, account=name or visit.left.username)
    return {"groups": groups(seed), "link": address, "picture": picture(address)}


def link(seed: str, *, issuer: str, account: str) -> str:
    """The `otpauth` address that apps understand, with the names under which they list it."""
    # Apps split the label at its colon.
    label = ":".join(quote(name.replace(":", " "), safe="@") for name in (issuer, account))
    return f"otpauth://totp/{label}?{urlencode({'secret': seed, 'issuer': issuer}, quote_via=quote)}"


def picture(address: str) -> SafeString:
    """The address as a QR code: an SVG that takes the size of its place."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)
    return mark_safe(drawing)  # noqa: S308  segno's own drawing


def groups(seed: str) -> list[str]:
    """The key as people type it, four letters at a time."""
    return [seed[at : at + _GROUP] for at in range(0, len(seed), _GROUP)]
