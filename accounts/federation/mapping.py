"""A provider's claims as the pool's attributes, by the provider's attribute mapping."""

import json
from collections.abc import Mapping
from typing import Any

from accounts.models.user import VERIFIED_ATTRIBUTES
from pools import attributes as schema
from pools.core.errors import InvalidParameterException
from pools.models import AppClient, IdentityProvider

Claims = Mapping[str, Any]

_USERNAME = "username"
"""Mapped to the provider's id of the user, which is no attribute here."""


def attributes(provider: IdentityProvider, claims: Claims) -> dict[str, str]:
    """The mapped attributes that the claims have a value for. A claim that is missing or empty clears nothing.

    Raises:
        InvalidParameterException: a value that no attribute can have.
    """
    found = {name: _text(name, claims.get(claim)) for name, claim in _mapped(provider).items()}
    for name in VERIFIED_ATTRIBUTES:
        if name in found:
            found[name] = found[name].lower()
    return {name: value for name, value in found.items() if value}


def linkable(provider: IdentityProvider, values: Mapping[str, str]) -> dict[str, str]:
    """These attributes by their own names and by those of the claims, as administrators may link by either."""
    mapped = _mapped(provider)
    return {**{mapped[name]: value for name, value in values.items()}, **values}


def require_writable(client: AppClient, values: Mapping[str, str]) -> None:
    """AWS: what is mapped must be writable through the app client; verified flags never are, and are let through.

    Raises:
        NotAuthorizedException: an attribute is not.
    """
    schema.require_writable(client, [name for name in values if name not in VERIFIED_ATTRIBUTES])


def verified_email(provider: IdentityProvider, claims: Claims) -> str:
    """The e-mail address that the provider says it has verified; else nothing.

    Address and flag must belong together: both mapped, or both by OpenID's names.
    """
    mapped = _mapped(provider)
    address, flag = mapped.get("email", "email"), mapped.get("email_verified", "email_verified")
    if address != "email" and "email_verified" not in mapped:
        return ""
    is_verified = _text("email_verified", claims.get(flag)).lower() == "true"
    return _text("email", claims.get(address)) if is_verified else ""


def texts(claims: Claims) -> dict[str, str]:
    """Claims as triggers are told them: a text each."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in claims.items()}


def _mapped(provider: IdentityProvider) -> dict[str, str]:
    return {name: claim for name, claim in provider.attribute_mapping.items() if name != _USERNAME}


def _text(name: str, value: Any) -> str:
    """One claim as an attribute's text; empty when there is none.

    Raises:
        InvalidParameterException: it has signs that cannot be stored.
    """
    if value is None:
        return ""
    if name == "address" and isinstance(value, Mapping):
        value = value.get("formatted") or ""
    text = _written(value)
    # No database keeps NUL, and half a surrogate pair is no text at all.
    if "\0" in text or (not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)):
        raise InvalidParameterException(f"user.{name}: the identity provider's value cannot be stored.")
    return text


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{','.join(_written(member) for member in value)}]"  # AWS: how several values look.
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
