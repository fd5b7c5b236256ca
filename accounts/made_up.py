"""What is said of people who do not exist: as if they did, and the same each time (checklist 29)."""

import hashlib

from django.utils.crypto import salted_hmac

from pools.models import UserPool


def mark(pool: UserPool, typed: str, purpose: str) -> bytes:
    """32 bytes that stand for a name that nobody has; only this installation can compute them.

    Args:
        pool: where the name was tried.
        typed: the name.
        purpose: what is made up of them; each gets other bytes.
    """
    value = f"{pool.id}|{pool.fold(typed)}"
    return salted_hmac(f"poolhouse.made-up.{purpose}", value, algorithm=hashlib.sha256().name).digest()
