"""How every token is signed: with the key that its pool has at work for its use."""

from typing import Any

from accounts.crypto import jwt
from pools import signing_keys
from pools.models import UserPool


def sign(pool: UserPool, use: str, content: dict[str, Any]) -> str:
    """The signed token.

    Args:
        pool: whose key signs.
        use: `id` or `access`.
        content: the claims.
    """
    key = signing_keys.current(pool, use)
    return jwt.sign(content, kid=key.kid, key=key.private_key)
