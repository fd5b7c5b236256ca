"""Pages in a look and in words of the client's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from pools import branding, page_texts
from pools.models import AppClient
from pools.page_text_keys import KEYS
from tests.support import pictures
from tests.support.hosted_states.sign_in import pool
from tests.support.hosted_states.table import desk_of, state

_LOGO = {"logo": {"enabled": True, "location": "START"}}
_BARS = {"global": {"colorSchemeMode": "DYNAMIC", "pageHeader": {"enabled": True}, "pageFooter": {"enabled": True}}}
_WHITE = {"backgroundColor": "ffffffff", "textColor": "ffffffff"}


def _image(category: str, content: bytes, extension: str = "PNG") -> dict[str, Any]:
    return {"Category": category, "ColorMode": "DYNAMIC", "Extension": extension, "Bytes": content}


@state
def branded(web: Client) -> HttpResponse:
    """A logo, bars, and an image behind it all."""
    desk = desk_of(web, pool())
    settings = {"categories": _BARS, "components": {"form": _LOGO, "pageHeader": _LOGO}}
    logo = pictures.svg('<rect width="9" height="9" fill="#c31"/>')
    images = [_image(category, logo, "SVG") for category in ("FORM_LOGO", "PAGE_HEADER_LOGO")]
    branding.create(desk.app, settings=settings, assets=[*images, _image("PAGE_BACKGROUND", pictures.png())])
    return desk.sign_in("", "")


@state
def worded(web: Client) -> HttpResponse:
    """Words of the client's own, beside an image."""
    desk = desk_of(web, pool())
    _write_all(desk.app)
    branding.create(desk.app, settings={}, assets=[_image("PAGE_BACKGROUND", pictures.png())])
    return desk.sign_in("", "")


@state
def worded_plainly(web: Client) -> HttpResponse:
    """Words of the client's own, with a line beside the form."""
    desk = desk_of(web, pool())
    _write_all(desk.app)
    return desk.sign_in("", "")


def _write_all(client: AppClient) -> None:
    """Every text as long as it may be, without a place to break the line."""
    texts = {name: "W" * key.limit for name, key in KEYS.items()}
    for language in ("en", "ar"):
        page_texts.replace(client.pool, language, texts, client=client)


@state
def branded_white_on_white(web: Client) -> HttpResponse:
    """Colours that nobody could read, had they not been mended."""
    desk = desk_of(web, pool())
    button = {"lightMode": {"defaults": _WHITE, "hover": _WHITE}, "darkMode": {"defaults": _WHITE, "hover": _WHITE}}
    settings = {"components": {"primaryButton": button, "pageText": {"lightMode": {"headingColor": "fffffeff"}}}}
    branding.create(desk.app, settings=settings)
    return desk.sign_in("mary", "wrong")
