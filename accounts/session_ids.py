"""What the AWS API calls a session: `tkn` for a sign-in's tokens or `sso` for a signed-in browser, and 25 digits.

The digits are 128 bits in base 36: the key of a token session, or the first half of a browser session's hash.
"""

import re
import string
from uuid import UUID

_DIGITS = string.digits + string.ascii_lowercase
_LENGTH = 25
_DIGITS_ONLY = re.compile(rf"[{_DIGITS}]{{{_LENGTH}}}")
_HALF = 16
_BYTES = 32
_LARGEST = 2**128 - 1


def of_tokens(key: UUID) -> str:
    """The name of a token session."""
    return f"tkn{_base36(key.int)}"


def of_browser(token_hash: bytes) -> str:
    """The name of a browser's session."""
    return f"sso{_base36(int.from_bytes(token_hash[:_HALF]))}"


def token_key(session_id: str) -> UUID | None:
    """The key of the token session of this name; nothing when the name is another kind's or nobody's."""
    number = _number(session_id, "tkn")
    return UUID(int=number) if number is not None else None


def browser_hashes(session_id: str) -> tuple[bytes, bytes] | None:
    """Between which hashes, both included, that of the browser's session lies; nothing as above."""
    number = _number(session_id, "sso")
    if number is None:
        return None
    half = number.to_bytes(_HALF)
    return half.ljust(_BYTES, b"\0"), half.ljust(_BYTES, b"\xff")


def _base36(number: int) -> str:
    digits = ""
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits


def _number(session_id: str, kind: str) -> int | None:
    digits = session_id.removeprefix(kind)
    if digits == session_id or not _DIGITS_ONLY.fullmatch(digits):
        return None
    number = int(digits, len(_DIGITS))
    return number if number <= _LARGEST else None
