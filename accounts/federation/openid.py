"""What OpenID providers publish of themselves: endpoints and keys, kept for an hour in each process."""

import json
from typing import Any

from django.core.cache import cache

from accounts.federation.errors import ProviderLied, ProviderTimedOut, ProviderTrouble
from pools.core import outbound

_KEPT = 3600
_LOOK_AGAIN_AFTER = 60
_OK = 200
_NAMES = {
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "attributes_url": "userinfo_endpoint",
    "jwks_uri": "jwks_uri",
}
ENDPOINTS = tuple(_NAMES)
"""The members of AWS ProviderDetails that name endpoints."""

_ENOUGH = ("authorize_url", "token_url", "jwks_uri")

Document = dict[str, Any]


def configuration(details: dict[str, str], *, given: tuple[str, ...] = ENDPOINTS) -> Document:
    """The provider's metadata (OpenID Connect Discovery 1.0, 3); what an administrator has set goes first.

    Args:
        details: AWS ProviderDetails.
        given: the details that name endpoints.

    Raises:
        ProviderTrouble: it is not to be had.
        ProviderLied: it is another issuer's.
    """
    issuer = details["oidc_issuer"]
    own = {_NAMES[name]: details[name] for name in given if details.get(name)}
    if all(_NAMES[name] in own for name in _ENOUGH):
        return {"issuer": issuer, **own}
    found = _kept(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    # The slash at the end is written by some and left out by others; tokens must have it as the document has it.
    if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise ProviderLied(f"the discovery document of {issuer} is of another issuer")
    return {**found, **own}


def keys(url: str) -> list[Document]:
    """The provider's public keys (RFC 7517).

    Raises:
        ProviderTrouble: they are not to be had.
    """
    found = _kept(url).get("keys")
    if not isinstance(found, list):
        raise ProviderTrouble(f"{url} has no keys")
    return [key for key in found if isinstance(key, dict)]


def newer_keys(url: str) -> list[Document]:
    """The keys once more, as some may be new; asked for at most once a minute."""
    if cache.add(f"openid-again:{url}", "asked", timeout=_LOOK_AGAIN_AFTER):
        cache.delete(_name(url))
    return keys(url)


def _kept(url: str) -> Document:
    document: Document | None = cache.get(_name(url))
    if document is None:
        document = _fetch(url)
        cache.set(_name(url), document, timeout=_KEPT)
    return document


def _name(url: str) -> str:
    return f"openid:{url}"


def _fetch(url: str) -> Document:
    try:
        answer = outbound.get(url, headers={"Accept": "application/json", "User-Agent": "Poolhouse"})
        document = json.loads(answer.body)
    except outbound.OutboundTimeout as problem:
        raise ProviderTimedOut(f"{url}: {problem}") from problem
    except (outbound.OutboundError, ValueError, RecursionError) as problem:
        raise ProviderTrouble(f"{url}: {problem}") from problem
    if answer.status != _OK or not isinstance(document, dict):
        raise ProviderTrouble(f"{url} answered {answer.status}")
    return document
