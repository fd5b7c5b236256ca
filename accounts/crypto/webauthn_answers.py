"""What a browser answers for a passkey, read with suspicion: no text of it is costly, or fails otherwise than as said.

The library would allocate as many bytes as a number says that stands where bytes belong; so types come first.
"""

import base64
import json
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType
from fido2 import cbor
from fido2.attestation.base import InvalidAttestation
from fido2.webauthn import (
    AttestationObject,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

_LONGEST = 12_288
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*={0,2}")
# Whatever the library and the parsers below it fail with when they are given nonsense.
_NONSENSE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    InvalidAttestation,
    InvalidSignature,
    UnsupportedAlgorithm,
    DuplicateExtension,
    InvalidVersion,
    UnsupportedGeneralNameType,
)


class WebAuthnError(Exception):
    """What the browser sent does not do."""


class MalformedError(WebAuthnError):
    """It is no answer at all."""


@contextmanager
def reading(otherwise: type[WebAuthnError] = MalformedError) -> Iterator[None]:
    """Let nonsense end in one error, whichever way it fails inside."""
    try:
        yield
    except _NONSENSE as error:
        raise otherwise from error


def registration(answer: Any) -> RegistrationResponse:
    """Take a RegistrationResponseJSON apart (WebAuthn 5.1).

    Raises:
        MalformedError: it is none.
    """
    with reading():
        response = answer["response"]
        return RegistrationResponse(
            raw_id=_credential_id(answer),
            response=AuthenticatorAttestationResponse(
                client_data=_client_data(response),
                attestation_object=_attestation_object(_bytes(response["attestationObject"])),
            ),
        )


def assertion(text: str) -> AuthenticationResponse:
    """Take the text of an AuthenticationResponseJSON apart (WebAuthn 5.1).

    Raises:
        MalformedError: it is none.
    """
    with reading():
        answer = json.loads(text)
        response = answer["response"]
        handle = response.get("userHandle")
        return AuthenticationResponse(
            raw_id=_credential_id(answer),
            response=AuthenticatorAssertionResponse(
                client_data=_client_data(response),
                authenticator_data=AuthenticatorData(_bytes(response["authenticatorData"])),
                signature=_bytes(response["signature"]),
                user_handle=None if handle is None else _bytes(handle),
            ),
        )


def is_same_origin(client_data: CollectedClientData) -> bool:
    """Whether the page was no frame in another site's page."""
    told = json.loads(client_data)
    return told.get("crossOrigin", False) is False and "topOrigin" not in told


def told_words(answer: Any, known: frozenset[str], *path: str) -> list[str]:
    """Those of the words at `path` that are known; anything else there is passed over, as WebAuthn 2.1.1 asks."""
    with reading():
        for step in path:
            answer = answer.get(step)
        words = answer if isinstance(answer, list) else [answer]
        return [word for word in dict.fromkeys(words) if word in known]


def _credential_id(answer: Any) -> bytes:
    raw_id = _bytes(answer["rawId"])
    if answer["type"] != "public-key" or _bytes(answer["id"]) != raw_id:
        raise MalformedError
    return raw_id


def _client_data(response: Any) -> CollectedClientData:
    raw = _bytes(response["clientDataJSON"])
    told = json.loads(raw)
    if not all(isinstance(told[name], str) for name in ("type", "challenge", "origin")):
        raise MalformedError
    return CollectedClientData(raw)


def _attestation_object(raw: bytes) -> AttestationObject:
    told: Any = cbor.decode(raw)
    types = {"fmt": str, "authData": bytes, "attStmt": dict}
    if not all(isinstance(told[name], kind) for name, kind in types.items()):
        raise MalformedError
    return AttestationObject(raw)


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str) or len(text) > _LONGEST or not _BASE64URL.fullmatch(text):
        raise MalformedError
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
