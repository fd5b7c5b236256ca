"""PKCE with S256 (RFC 7636): a code is worth nothing to who has not the verifier."""

import base64
import hashlib
import hmac
import re

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def is_challenge(text: str) -> bool:
    """Whether it has the form of a SHA-256 hash in base64url without padding (RFC 7636, 4.2)."""
    return _CHALLENGE.fullmatch(text) is not None


def is_verifier(text: str) -> bool:
    """Whether it has the form of a verifier (RFC 7636, 4.1)."""
    return _VERIFIER.fullmatch(text) is not None


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def verify_s256(verifier: str, challenge: str) -> bool:
    """Whether the verifier is the one behind the challenge, compared in constant time."""
    return is_verifier(verifier) and hmac.compare_digest(challenge_of(verifier).encode(), challenge.encode())
