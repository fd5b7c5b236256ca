"""Whom a limit counts against: a user, or a name that nobody has."""

import hashlib

from accounts.models import User
from pools.models import UserPool

CODE = "code|"
"""Guesses at a code that is the first factor."""
SECOND_FACTOR = "second|"
"""Guesses at a code that is the second factor: whoever has the first one may not make them free again by it."""
SET_UP = "set up|"
"""Guesses at the code of a factor that is being set up, which its owner knows anyway."""


def of(pool: UserPool, user: User | None, typed: str, *, guessing: str = "") -> bytes:
    """The 32-byte subject of AttemptCount and LockOut rows.

    Args:
        pool: whose.
        user: if there is one.
        typed: the name, where there is no user.
        guessing: what is guessed, where it is counted apart from passwords: a right password must not make guesses
            at codes free again.

    Names without a user get one as well: limits that only real users meet would tell who exists (checklist 29).
    """
    name = f"user:{user.sub}" if user else f"name:{pool.fold(typed)}"
    return hashlib.sha256(f"{pool.id}|{guessing}{name}".encode()).digest()
