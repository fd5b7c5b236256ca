"""Password hashes that other systems made: kept as they came until the first sign-in, which makes one of our own.

Whoever brings them also chooses what they cost, so each algorithm has limits; a hash beyond them is refused by its text
alone, without computing anything (checklist 71).
"""

from typing import Protocol

from accounts.crypto.foreign import argon2id, bcrypt, pbkdf2_sha256, scrypt

LONGEST = 240


class Algorithm(Protocol):
    """What each module here can do."""

    def problem(self, text: str) -> str:
        """Why a hash is not accepted; empty when it is."""

    def matches(self, password: bytes, text: str) -> bool:
        """Whether an accepted hash is the password's, compared in constant time."""


ALGORITHMS: dict[str, Algorithm] = {
    "BCRYPT": bcrypt,
    "SCRYPT": scrypt,
    "ARGON2ID": argon2id,
    "PBKDF2_SHA256": pbkdf2_sha256,
}
"""By AWS's PasswordHashingAlgorithmType."""


def problem(algorithm: str, text: str) -> str:
    """Why the hash is not accepted, without the hash itself; empty when it is."""
    if len(text) > LONGEST:
        return "The password hash is too long."
    return ALGORITHMS[algorithm].problem(text)


def kept(algorithm: str, text: str) -> str:
    """An accepted hash in the form in which it is kept."""
    return f"{algorithm}:{text}"


def is_foreign(encoded: str) -> bool:
    """Whether what is kept of a password is a foreign hash."""
    return encoded.partition(":")[0] in ALGORITHMS


def matches(password: str, encoded: str) -> bool:
    """Whether the password has this foreign hash. Take a hashing `slot` first."""
    algorithm, _, text = encoded.partition(":")
    return ALGORITHMS[algorithm].matches(password.encode(), text)
