"""JSON Web Tokens as Cognito writes them: RS256 only, header of exactly `kid` and `alg` (RFC 7515, RFC 7519)."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

MAX_LENGTH = 131_072
"""Longer is no token of ours: thousands of claims fit in, and taking one apart stays cheap."""
_DOTS = 2


class MalformedTokenError(Exception):
    """Not a token of ours at all."""


@dataclass(frozen=True)
class Unverified:
    """A token taken apart. Nothing in it may be believed before `is_signed_by`."""

    kid: str
    claims: dict[str, Any]
    signed: bytes
    signature: bytes

    def is_signed_by(self, key: RSAPublicKey) -> bool:
        """Check the signature; the algorithm is ours, never the header's (checklist 1, 2)."""
        try:
            key.verify(self.signature, self.signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True


def sign(claims: dict[str, Any], *, kid: str, key: RSAPrivateKey) -> str:
    """A signed token."""
    signed = _encode(_json({"kid": kid, "alg": "RS256"})) + b"." + _encode(_json(claims))
    return (signed + b"." + _encode(key.sign(signed, PKCS1v15(), SHA256()))).decode()


def parse(token: str) -> Unverified:
    """Take a token apart.

    Raises:
        MalformedTokenError: it has not three parts, is no JSON, or names another algorithm than RS256.
    """
    if len(token) > MAX_LENGTH or token.count(".") != _DOTS:
        raise MalformedTokenError
    signed, _, signature = token.rpartition(".")
    header_part, payload_part = signed.split(".")
    header, claims = _object(header_part), _object(payload_part)
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str):
        raise MalformedTokenError
    return Unverified(kid=kid, claims=claims, signed=signed.encode(), signature=_decode(signature))


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_decode(part))
    except (ValueError, RecursionError) as error:
        raise MalformedTokenError from error
    if not isinstance(value, dict):
        raise MalformedTokenError
    return value


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _encode(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _decode(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedTokenError from error
