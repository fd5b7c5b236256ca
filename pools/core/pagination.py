"""NextToken and PaginationToken: where the next page starts, sealed, good for an hour and one request only."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pools.core import clock, vault
from pools.core.errors import InvalidParameterException

LIFETIME_SECONDS = 3600

Item = TypeVar("Item")
Mapped = TypeVar("Mapped")
Marker = dict[str, Any] | list[Any] | str | int


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some rows, and the marker behind the last one if more may follow."""

    items: list[Item]
    marker: Any = None

    def map(self, change: Callable[[Item], Mapped]) -> "Page[Mapped]":
        return Page([change(item) for item in self.items], self.marker)


def encode(marker: Marker, *, bound_to: tuple[str, ...]) -> str:
    """A token for `marker` that only a request with the same parameters may use."""
    content = json.dumps([clock.timestamp() + LIFETIME_SECONDS, marker], separators=(",", ":"))
    sealed = vault.seal(content.encode(), purpose=_purpose(bound_to))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def decode(token: str, *, bound_to: tuple[str, ...]) -> Any:
    """The marker inside a token of ours; anything else is refused."""
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        expires, marker = json.loads(vault.unseal(sealed, purpose=_purpose(bound_to)))
    except (vault.VaultError, binascii.Error, ValueError):
        raise _invalid(token) from None
    if expires <= clock.timestamp():
        raise _invalid(token)
    return marker


def _purpose(bound_to: tuple[str, ...]) -> str:
    return "pagination." + hashlib.sha256(json.dumps(bound_to).encode()).hexdigest()


def _invalid(token: str) -> InvalidParameterException:
    # AWS: the words of ListUsers (operations.md 0.1).
    return InvalidParameterException(f"Paging marker {token[:64]} is invalid for request")
