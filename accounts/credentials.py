"""A user's password as it is kept: an argon2id hash, and the SRP verifier that stands for the same password."""

import secrets
from dataclasses import dataclass

from accounts.crypto import argon2, foreign, srp
from accounts.models import User
from pools.models import UserPool


@dataclass(frozen=True)
class Credentials:
    """What `assign` stores; made before the transaction, because hashing is slow on purpose."""

    password: str
    srp_salt: bytes
    srp_verifier: bytes


def make(pool: UserPool, username: str, password: str) -> Credentials:
    """Hash a password for the user of this name (for SRP the name is part of the hash).

    Raises:
        TooManyRequestsException: too many passwords are being hashed.
    """
    with argon2.slot():
        encoded = argon2.make(password)
    salt = srp.salt(secrets.token_bytes(srp.SALT_BYTES))
    return Credentials(encoded, salt, _verifier(pool, username, salt, password))


def assign(user: User, credentials: Credentials) -> None:
    """Put the credentials on the user (in memory)."""
    user.password = credentials.password
    user.srp_salt = credentials.srp_salt
    user.srp_verifier = credentials.srp_verifier


FIELDS = ("password", "srp_salt", "srp_verifier")


def forget(user: User) -> None:
    """Leave the user without a password (in memory)."""
    user.password, user.srp_salt, user.srp_verifier = "", None, None


def verifier_of(user: User) -> int | None:
    """The SRP verifier as a number, when the user has one."""
    return int.from_bytes(user.srp_verifier, "big") if user.srp_verifier else None


def matches(password: str, encoded: str) -> bool:
    """Whether the password has this hash, of our own or imported. An empty one never matches. Take a `slot` first."""
    if foreign.is_foreign(encoded):
        return foreign.matches(argon2.normalize(password), encoded)
    return argon2.matches(password, encoded)


def upgrade(user: User, password: str) -> None:
    """After a right password: replace a foreign hash or one of another cost, and add a missing SRP verifier."""
    if user.srp_verifier and not argon2.is_outdated(user.password):
        return
    old = user.password
    assign(user, make(user.pool, user.username, password))
    # A password that was changed meanwhile stays changed.
    User.objects.filter(pk=user.pk, password=old).update(**{name: getattr(user, name) for name in FIELDS})


def _verifier(pool: UserPool, username: str, salt: bytes, password: str) -> bytes:
    number = srp.verifier(salt, pool.srp_name, username, argon2.normalize(password))
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
