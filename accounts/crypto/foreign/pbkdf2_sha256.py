"""PBKDF2 with HMAC-SHA-256 (RFC 8018), written as `rounds$salt$hash` in hexadecimal, or as Django writes it."""

import base64
import binascii
import hashlib
import hmac
import re

MOST_ROUNDS = 600_000
# AWS: unverified: its guide's form of this hash is not on the shelf; it is taken to be like scrypt's.
_HEXADECIMAL = re.compile(r"([0-9]{1,10})\$((?:[0-9a-fA-F]{2}){4,32})\$((?:[0-9a-fA-F]{2}){16,64})")
_DJANGO = re.compile(r"pbkdf2_sha256\$([0-9]{1,10})\$([^$\s]{4,64})\$([A-Za-z0-9+/]{43}=)")


def problem(text: str) -> str:
    found = _HEXADECIMAL.fullmatch(text) or _DJANGO.fullmatch(text)
    if not found or not int(found[1]):
        return "The password hash is no PBKDF2 hash of the form rounds$salt$hash."
    if int(found[1]) > MOST_ROUNDS:
        return f"The PBKDF2 hash has more than {MOST_ROUNDS} rounds."
    return ""


def matches(password: bytes, text: str) -> bool:
    rounds, salt, expected = _parts(text)
    computed = hashlib.pbkdf2_hmac("sha256", password, salt, rounds, dklen=len(expected) or None)
    return hmac.compare_digest(computed, expected)


def _parts(text: str) -> tuple[int, bytes, bytes]:
    django = _DJANGO.fullmatch(text)
    if django:
        return int(django[1]), django[2].encode(), base64.b64decode(django[3])
    rounds, salt, digest = text.split("$")
    return int(rounds), binascii.unhexlify(salt), binascii.unhexlify(digest)
