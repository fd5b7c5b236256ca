"""What a reverse proxy says about the real request, believed only from proxies that are trusted."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


def apply(environ: dict[str, Any]) -> None:
    """Rewrite the request as the browser made it, then drop the headers so that nobody else believes them.

    An address that cannot be parsed is trusted by nobody (checklist 36).
    """
    said = {name: environ.pop(name, "") for name in FORWARDED}
    if not is_trusted(environ.get("REMOTE_ADDR", "")):
        return
    if said["HTTP_X_FORWARDED_FOR"]:
        environ["REMOTE_ADDR"] = nearest_stranger(said["HTTP_X_FORWARDED_FOR"])
    if (scheme := last(said["HTTP_X_FORWARDED_PROTO"]).lower()) in {"http", "https"}:
        environ["wsgi.url_scheme"] = scheme
    if host := last(said["HTTP_X_FORWARDED_HOST"]):
        environ["HTTP_HOST"] = host


def is_trusted(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in settings.POOLHOUSE_TRUSTED_PROXIES)


def nearest_stranger(forwarded_for: str) -> str:
    """Each proxy appends whom it heard from, so the first untrusted address from the right is the caller."""
    heard = [word.strip() for word in forwarded_for.split(",")]
    strangers = [address for address in heard if not is_trusted(address)]
    caller = strangers[-1] if strangers else heard[0]
    try:
        return str(ipaddress.ip_address(caller))
    except ValueError:
        return ""


def last(header: str) -> str:
    return header.rsplit(",", 1)[-1].strip()
