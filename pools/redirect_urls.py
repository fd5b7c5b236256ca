"""Where an app client may send people back to: what a callback or sign-out URL has to look like."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from pools.core.errors import InvalidParameterException

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST = 1024

# Schemes that run or read something instead of going somewhere (checklist 13).
_UNSAFE = frozenset({"about", "blob", "data", "file", "filesystem", "javascript", "vbscript", "view-source"})


def check(url: str) -> None:
    """Refuse a URL that must not be redirected to.

    Raises:
        InvalidParameterException: not absolute, plain http to another machine, with fragment, or a dangerous scheme.
    """
    parts = _parts(url)
    if not parts.scheme or not url.partition(":")[2]:
        raise InvalidParameterException(f"{url} must be an absolute URL with a scheme.")
    if parts.scheme in _UNSAFE:
        raise InvalidParameterException(f"{url} cannot use the scheme {parts.scheme}.")
    if "#" in url:
        raise InvalidParameterException(f"{url} cannot contain a fragment.")
    if parts.scheme in ("http", "https") and (not parts.hostname or "@" in parts.netloc):
        raise InvalidParameterException(f"{url} must name a host and nobody's credentials.")
    if parts.scheme == "http" and not _is_near(parts.hostname or ""):
        raise InvalidParameterException(f"{url} cannot use the HTTP protocol.")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError:
        raise InvalidParameterException(f"{url[:LONGEST]} is not a URL.") from None
    # urlsplit drops what browsers drop, so that two readers of one URL might see two hosts.
    if len(url) > LONGEST or not url.isprintable() or any(character in " \\" for character in url):
        raise InvalidParameterException(f"{url[:LONGEST]} is not a URL.")
    return parts


def _is_near(host: str) -> bool:
    """This machine, or where Poolhouse itself is served without TLS: there it could not be safer."""
    own = urlsplit(settings.POOLHOUSE_URL)
    return host in LOOPBACK or host.endswith(".localhost") or (own.scheme == "http" and host == own.hostname)
