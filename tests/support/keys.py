"""RSA keys are dear to make: the tests make a few real ones and hand them out in turn."""

from __future__ import annotations

from functools import cache
from itertools import cycle
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import rsa

if TYPE_CHECKING:
    from collections.abc import Iterator

MADE = 8
_generate = rsa.generate_private_key


@cache
def _keys() -> Iterator[rsa.RSAPrivateKey]:
    return cycle([_generate(public_exponent=65537, key_size=2048) for _ in range(MADE)])


def next_key(*, public_exponent: int, key_size: int) -> rsa.RSAPrivateKey:
    """Stands in for `rsa.generate_private_key`; neighbours always differ."""
    assert (public_exponent, key_size) == (65537, 2048)
    return next(_keys())


def weak_key() -> rsa.RSAPrivateKey:
    """One that others may find out."""
    return _generate(public_exponent=65537, key_size=1024)
