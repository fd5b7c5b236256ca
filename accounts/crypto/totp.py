"""Time-based one-time passwords (RFC 6238) as every authenticator app makes them: SHA-1, 30 seconds, six digits."""

import hmac
import re
import secrets
from base64 import b32encode
from datetime import datetime

from django_otp.oath import TOTP

_SECONDS = 30
_DIGITS = 6
_TOLERANCE = 1
_SEED_BYTES = 32
_CODE = re.compile(r"[0-9]{6}")


def new_seed() -> bytes:
    """What a server and one authenticator app share."""
    return secrets.token_bytes(_SEED_BYTES)


def secret_code(seed: bytes) -> str:
    """A seed as people type it into an app: base32 without padding."""
    return b32encode(seed).decode().rstrip("=")


def code(seed: bytes, *, at: datetime) -> str:
    """The code that an app shows at this moment."""
    return f"{_at(seed, at).token():0{_DIGITS}d}"


def matching_step(seed: bytes, given: str, *, at: datetime) -> int | None:
    """The time step that a code is of: this one, the one before or the one after (RFC 6238, 5.2).

    All three are compared whichever matches, each in constant time. Of several that match it is the latest.
    """
    if not _CODE.fullmatch(given):
        return None
    totp = _at(seed, at)
    found = None
    for drift in range(-_TOLERANCE, _TOLERANCE + 1):
        totp.drift = drift
        if hmac.compare_digest(f"{totp.token():0{_DIGITS}d}", given):
            found = int(totp.t())
    return found


def _at(seed: bytes, moment: datetime) -> TOTP:
    totp = TOTP(seed, step=_SECONDS, digits=_DIGITS)
    totp.time = moment.timestamp()
    return totp
