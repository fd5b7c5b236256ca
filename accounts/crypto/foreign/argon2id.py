"""argon2id (RFC 9106) of other systems, in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$`, then salt and hash."""

import re

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

MOST = (19456, 2, 1)
_FORM = re.compile(
    r"\$argon2id\$v=19\$m=([1-9][0-9]{0,9}),t=([1-9][0-9]{0,9}),p=([1-9][0-9]{0,9})"
    r"\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}"
)
_LEAST_MEMORY = 8

_hasher = argon2.PasswordHasher()


def problem(text: str) -> str:
    found = _FORM.fullmatch(text)
    if not found or int(found[1]) < _LEAST_MEMORY * int(found[3]):
        return "The password hash is no argon2id hash in PHC form."
    if any(int(cost) > most for cost, most in zip(found.groups(), MOST, strict=True)):
        return "The costs of the argon2id hash are more than m=19456, t=2, p=1."
    return ""


def matches(password: bytes, text: str) -> bool:
    try:
        return _hasher.verify(text, password)
    except (VerificationError, InvalidHashError):
        return False
