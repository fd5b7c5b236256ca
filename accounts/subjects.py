"""Whom a limit counts against: a user, or a name that nobody has."""

import hashlib

from accounts.models import User
from pools.models import UserPool


def of(pool: UserPool, user: User | None, typed: str) -> bytes:
    """The 32-byte subject of AttemptCount and LockOut rows.

    Names without a user get one as well: limits that only real users meet would tell who exists (checklist 29).
    """
    name = f"user:{user.sub}" if user else f"name:{pool.fold(typed)}"
    return hashlib.sha256(f"{pool.id}|{name}".encode()).digest()
