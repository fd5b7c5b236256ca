"""What no browser sends: it is refused as such, at no cost and without another failure."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from fido2 import cbor

from accounts.crypto import webauthn, webauthn_answers
from accounts.crypto.webauthn_answers import MalformedError
from tests.accounts.crypto.test_webauthn import ORIGIN, PARTY, asked, begun
from tests.support.authenticator import Authenticator, encoded

A_LOT = 4_000_000_000  # as a number of bytes it would be the end of the process
TEXTS: list[Any] = [None, A_LOT, "", "~", [], "AAAA", "é"]
OBJECTS: list[Any] = [None, A_LOT, "x", [], {}]
CLIENT_DATA: list[Any] = [
    *(None, A_LOT, "", "~", "A" * 20_000, encoded(b"\xff"), encoded(b"[]"), encoded(b"1"), encoded(b"{}")),
    encoded(json.dumps({"type": "x", "origin": "x", "challenge": A_LOT}).encode()),
    encoded(json.dumps({"type": "webauthn.get", "origin": 1, "challenge": "x"}).encode()),
    encoded(b"[" * 9000),
]
AUTHENTICATOR_DATA: list[Any] = [None, A_LOT, "", "~", "AAAA", encoded(b"\xff" * 99)]
SIGNATURES: list[Any] = [None, A_LOT, "~", {}]
HANDLES: list[Any] = [A_LOT, "~", []]
NONSENSE: list[tuple[tuple[str, ...], Any]] = [
    *(((part,), value) for part in ("id", "rawId", "type") for value in TEXTS),
    *((("response",), value) for value in OBJECTS),
    *((("response", "clientDataJSON"), value) for value in CLIENT_DATA),
]
ATTESTATIONS: list[Any] = [
    *(None, A_LOT, "", "~", [], "A" * 20_000, encoded(b"\xff"), encoded(b"\x81" * 9000), encoded(cbor.encode(1))),
    encoded(cbor.encode({"fmt": "none", "attStmt": {}, "authData": A_LOT})),
    encoded(cbor.encode({"fmt": "none", "attStmt": {}, "authData": b""})),
    encoded(cbor.encode({"fmt": 1, "attStmt": {}, "authData": b""})),
    encoded(cbor.encode({"fmt": "none", "authData": b""})),
    encoded(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"),
    encoded(b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff"),
    encoded(b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff"),
]
ASSERTIONS: list[tuple[tuple[str, ...], Any]] = [
    *((("response", "authenticatorData"), value) for value in AUTHENTICATOR_DATA),
    *((("response", "signature"), value) for value in SIGNATURES),
    *((("response", "userHandle"), value) for value in HANDLES),
]


@pytest.fixture
def authenticator() -> Authenticator:
    return Authenticator(ORIGIN)


def with_part(answer: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(answer)
    holder = changed["response"] if len(path) == 2 else changed
    holder[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value"), NONSENSE + [(("response", "attestationObject"), value) for value in ATTESTATIONS]
)
def test_nonsense_is_no_registration(authenticator: Authenticator, path: tuple[str, ...], value: Any) -> None:
    options, state = begun()
    with pytest.raises(MalformedError):
        webauthn.register(PARTY, state, with_part(authenticator.create(options), path, value))


@pytest.mark.parametrize(("path", "value"), NONSENSE + ASSERTIONS)
def test_nonsense_is_no_assertion(authenticator: Authenticator, path: tuple[str, ...], value: Any) -> None:
    options, _ = asked()
    with pytest.raises(MalformedError):
        webauthn_answers.assertion(json.dumps(with_part(authenticator.get(options), path, value)))


@pytest.mark.parametrize("answer", [None, 1, "x", [], [[]], {}, {"response": {}}])
def test_what_is_no_answer_at_all_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedError):
        webauthn.register(PARTY, begun()[1], answer)
    with pytest.raises(MalformedError):
        webauthn_answers.assertion(json.dumps(answer))


@pytest.mark.parametrize("text", ["", "x", "{", "[" * 100_000, "1" * 5000, "NaN"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        webauthn_answers.assertion(text)
