"""scrypt (RFC 7914), written as `N$r$p$salt$hash` with salt and hash in hexadecimal."""

import hashlib
import hmac
import re

MOST = (65536, 8, 1)
_FORM = re.compile(
    r"([0-9]{1,10})\$([0-9]{1,10})\$([0-9]{1,10})\$((?:[0-9a-fA-F]{2}){4,32})\$((?:[0-9a-fA-F]{2}){16,64})"
)


def problem(text: str) -> str:
    found = _FORM.fullmatch(text)
    if not found:
        return "The password hash is no scrypt hash of the form N$r$p$salt$hash."
    n, r, p = (int(found[number]) for number in (1, 2, 3))
    if n < 2 or n & (n - 1) or not r or not p:  # noqa: PLR2004  RFC 7914, 2: a power of two larger than one
        return "The password hash is no scrypt hash of the form N$r$p$salt$hash."
    if any(cost > most for cost, most in zip((n, r, p), MOST, strict=True)):
        return "The costs of the scrypt hash are more than N=65536, r=8, p=1."
    return ""


def matches(password: bytes, text: str) -> bool:
    n, r, p, salt, digest = text.split("$")
    expected = bytes.fromhex(digest)
    computed = hashlib.scrypt(
        password,
        salt=bytes.fromhex(salt),
        n=int(n),
        r=int(r),
        p=int(p),
        # OpenSSL's own limit is 32 MiB; this is what these costs take, and a little.
        maxmem=128 * int(r) * (int(n) + int(p) + 2) + 65536,
        dklen=len(expected),
    )
    return hmac.compare_digest(computed, expected)
