"""An authenticator and its browser made by hand: keys, counters and answers as WebAuthn has them, and as it has not."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

ES256, RS256 = -7, -257
USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40
NO_MODEL = bytes(16)

Answer = dict[str, Any]


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One credential. What `create` and `get` are told beside the options is what goes wrong."""

    def __init__(
        self,
        origin: str,
        *,
        algorithm: int = ES256,
        attachment: str = "platform",
        transports: tuple[str, ...] = ("internal",),
        model: bytes = NO_MODEL,
        count: int = 1,
        flags: int = USER_PRESENT | USER_VERIFIED,
    ) -> None:
        self.origin = origin
        self.attachment = attachment
        self.transports = transports
        self.model = model
        self.count = count
        self.flags = flags
        self.id = os.urandom(32)
        self.handle = b""
        self.key = _new_key(algorithm)

    def create(
        self,
        options: dict[str, Any],
        *,
        rp_id: str = "",
        public_key: dict[int, Any] | None = None,
        attested: tuple[str, Any] = ("none", None),
        **client_data: Any,
    ) -> Answer:
        """What `navigator.credentials.create(...).toJSON()` gives.

        Args:
            options: of the server.
            rp_id: whom the authenticator makes it for, in place of whom it is asked for.
            public_key: in place of its own.
            attested: a format, and a function that makes the statement of what is signed.
            client_data: what the browser says in place of the truth.
        """
        self.handle = decoded(options["user"]["id"])
        said = self._client_data("webauthn.create", options, client_data)
        credential = struct.pack(">16sH", self.model, len(self.id)) + self.id + cbor.encode(public_key or self.cose())
        data = self._data(rp_id or options["rp"]["id"], self.flags | ATTESTED) + credential
        form, state = attested
        statement = state(data + hashlib.sha256(said).digest()) if state else {}
        attestation = cbor.encode({"fmt": form, "authData": data, "attStmt": statement})
        response = {"attestationObject": encoded(attestation), "transports": list(self.transports)}
        return self._answer(said, response)

    def get(self, options: dict[str, Any], *, rp_id: str = "", **client_data: Any) -> Answer:
        """What `navigator.credentials.get(...).toJSON()` gives; the count has grown by one, unless it does not count.

        Args:
            options: of the server.
            rp_id: whom the authenticator signs for, in place of whom it is asked for.
            client_data: what the browser says in place of the truth.
        """
        self.count += 1 if self.count else 0
        said = self._client_data("webauthn.get", options, client_data)
        data = self._data(rp_id or options["rpId"], self.flags)
        response = {
            "authenticatorData": encoded(data),
            "signature": encoded(self.sign(data + hashlib.sha256(said).digest())),
            "userHandle": encoded(self.handle),
        }
        return self._answer(said, response)

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, PKCS1v15(), SHA256())
        return self.key.sign(message, ec.ECDSA(SHA256()))

    def cose(self) -> dict[int, Any]:
        """The public key as COSE has it (RFC 9053)."""
        public = self.key.public_key().public_numbers()
        if isinstance(public, rsa.RSAPublicNumbers):
            return {1: 3, 3: RS256, -1: _big(public.n), -2: _big(public.e)}
        return {1: 2, 3: ES256, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}

    def _client_data(self, kind: str, options: dict[str, Any], said: dict[str, Any]) -> bytes:
        true = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps({**true, **said}).encode()

    def _data(self, rp_id: str, flags: int) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _answer(self, said: bytes, response: dict[str, Any]) -> Answer:
        return {
            "id": encoded(self.id),
            "rawId": encoded(self.id),
            "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {},
            "response": {"clientDataJSON": encoded(said), **response},
        }


def _new_key(algorithm: int) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    if algorithm == RS256:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def _big(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
