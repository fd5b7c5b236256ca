"""Passkeys against the specification's own examples, and everything that is none (WebAuthn, Level 3)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fido2 import cbor

from accounts.crypto import webauthn, webauthn_answers
from accounts.crypto.webauthn import Account, Asserted, Known, Registered, RelyingParty
from accounts.crypto.webauthn_answers import MalformedError, WebAuthnError
from tests.support import attestations
from tests.support.authenticator import (
    ES256,
    RS256,
    USER_PRESENT,
    USER_VERIFIED,
    Authenticator,
    decoded,
    encoded,
)

PARTY = RelyingParty(id="example.org", name="Example", user_verification="preferred")
STRICT = RelyingParty(id="example.org", name="Example", user_verification="required")
ORIGIN = "https://example.org"
ANN = Account(handle=b"ann", name="ann@example.org", display_name="Ann")

# WebAuthn 16.2, ES256 credential with no attestation: both steps.
REGISTRATION = {
    "challenge": "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130",
    "id": "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4",
    "clientDataJSON": (
        "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e6364"
        "7134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e"
        "6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d61"
        "7920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c20737563"
        "6820617320746869733a20426b5165446a646354427258426941774a544c453551227d"
    ),
    "attestationObject": (
        "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5"
        "e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94"
        "ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56"
        "b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220"
    ),
}
ASSERTION = {
    "challenge": "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
    "id": REGISTRATION["id"],
    "authenticatorData": "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000",
    "clientDataJSON": (
        "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a555854"
        "3049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267"
        "222c2263726f73734f726967696e223a66616c73657d"
    ),
    "signature": (
        "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd"
        "5d78c6e486013f937295ea13653e331e87"
    ),
}
# WebAuthn 16.3, ES256 credential with self attestation.
SELF_ATTESTED = {
    "challenge": "7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5",
    "id": "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c",
    "clientDataJSON": (
        "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2265476e4374334c55745936366b336a50"
        "6a796e6962506b31716e666644616966715a774c33417032392d55222c226f726967696e223a2268747470733a2f2f6578616d706c652e"
        "6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d61"
        "7920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c20737563"
        "6820617320746869733a205539685458764b453255526b4d6e625f307859485667227d"
    ),
    "attestationObject": (
        "a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf378097c92120031581"
        "c73228d1fb4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6006d6861757468446174"
        "6158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51697791506c"
        "fc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc6515"
        "59fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee4"
        "84f2"
    ),
}


def from_example(example: dict[str, str]) -> tuple[webauthn.State, dict[str, Any]]:
    """State and answer of one of the specification's examples."""
    known = {name: encoded(bytes.fromhex(value)) for name, value in example.items()}
    challenge, name = known.pop("challenge"), known.pop("id")
    state = {"challenge": challenge, "user_verification": "preferred"}
    return state, {"id": name, "rawId": name, "type": "public-key", "response": known}


def begun(party: RelyingParty = PARTY) -> tuple[webauthn.Options, webauthn.State]:
    return webauthn.creation_options(party, ANN, existing=[], timeout=60_000)


def asked(party: RelyingParty = PARTY) -> tuple[webauthn.Options, webauthn.State]:
    return webauthn.request_options(party, allowed=[], timeout=60_000)


def registered(authenticator: Authenticator, party: RelyingParty = PARTY, **wrong: Any) -> Registered:
    options, state = begun(party)
    return webauthn.register(party, state, authenticator.create(options, **wrong))


def asserted(authenticator: Authenticator, credential: bytes, party: RelyingParty = PARTY, **wrong: Any) -> Asserted:
    options, state = asked(party)
    given = webauthn_answers.assertion(json.dumps(authenticator.get(options, **wrong)))
    return webauthn.check(party, state, credential, given)


@pytest.fixture
def authenticator() -> Authenticator:
    return Authenticator(ORIGIN)


@pytest.fixture
def credential(authenticator: Authenticator) -> bytes:
    return registered(authenticator).credential


def test_the_examples_of_the_specification_hold() -> None:
    made = webauthn.register(PARTY, *from_example(REGISTRATION))
    state, answer = from_example(ASSERTION)
    given = webauthn_answers.assertion(json.dumps(answer))
    assert webauthn.check(PARTY, state, made.credential, given) == Asserted(sign_count=0, user_verified=False)
    assert (made.id.hex(), made.model) == (REGISTRATION["id"], "8446ccb9-ab1d-b374-750b-2367ff6f3a1f")


def test_the_example_that_attests_itself_holds() -> None:
    assert webauthn.register(PARTY, *from_example(SELF_ATTESTED)).id.hex() == SELF_ATTESTED["id"]


def test_creation_options_are_what_browsers_parse() -> None:
    existing = [Known(b"one", ("usb", "nfc"))]
    options, state = webauthn.creation_options(PARTY, ANN, existing=existing, timeout=60_000)
    assert json.loads(json.dumps(options)) == {
        "rp": {"id": "example.org", "name": "Example"},
        "user": {"id": encoded(b"ann"), "name": "ann@example.org", "displayName": "Ann"},
        "challenge": state["challenge"],
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}],
        "timeout": 60_000,
        "excludeCredentials": [{"type": "public-key", "id": encoded(b"one"), "transports": ["usb", "nfc"]}],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "preferred",
        },
        "attestation": "none",
    }


def test_request_options_are_what_browsers_parse() -> None:
    options, state = webauthn.request_options(STRICT, allowed=[Known(b"one")], timeout=60_000)
    assert json.loads(json.dumps(options)) == {
        "challenge": state["challenge"],
        "timeout": 60_000,
        "rpId": "example.org",
        "allowCredentials": [{"type": "public-key", "id": encoded(b"one")}],
        "userVerification": "required",
    }


def test_challenges_are_long_and_never_the_same() -> None:
    challenges = {begun()[1]["challenge"] for _ in range(20)} | {asked()[1]["challenge"] for _ in range(20)}
    assert len(challenges) == 40
    assert {len(decoded(challenge)) for challenge in challenges} == {32}


@pytest.mark.parametrize("algorithm", [ES256, RS256])
def test_both_algorithms_register_and_sign(algorithm: int) -> None:
    authenticator = Authenticator(ORIGIN, algorithm=algorithm, attachment="cross-platform", transports=("usb", "odd"))
    made = registered(authenticator, STRICT)
    assert (made.attachment, made.transports, made.sign_count) == ("cross-platform", ["usb"], 1)
    assert asserted(authenticator, made.credential, STRICT) == Asserted(sign_count=2, user_verified=True)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"rp_id": "example.com"}, webauthn.WrongRelyingPartyError),
        ({"rp_id": "login.example.org"}, webauthn.WrongRelyingPartyError),
        ({"origin": "https://example.com"}, webauthn.WrongOriginError),
        ({"origin": "http://example.org"}, webauthn.WrongOriginError),
        ({"crossOrigin": True}, webauthn.WrongOriginError),
        ({"crossOrigin": 1}, webauthn.WrongOriginError),
        ({"crossOrigin": True, "topOrigin": "https://example.com"}, webauthn.WrongOriginError),
        ({"topOrigin": "https://example.org"}, webauthn.WrongOriginError),
        ({"challenge": encoded(bytes(32))}, webauthn.WrongChallengeError),
        ({"challenge": ""}, webauthn.WrongChallengeError),
    ],
)
def test_what_was_not_asked_for_here_is_refused(
    authenticator: Authenticator, credential: bytes, wrong: dict[str, Any], error: type[WebAuthnError]
) -> None:
    # checklist 46
    with pytest.raises(error):
        registered(authenticator, **wrong)
    with pytest.raises(error):
        asserted(authenticator, credential, **wrong)


def test_the_answer_of_one_step_does_not_do_in_the_other(authenticator: Authenticator, credential: bytes) -> None:
    with pytest.raises(MalformedError):
        registered(authenticator, type="webauthn.get")
    with pytest.raises(webauthn.WrongProofError):
        asserted(authenticator, credential, type="webauthn.create")


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [
        ("https://example.org", True),
        ("https://example.org:8443", True),
        ("https://app.example.org", True),
        ("https://a.b.example.org", True),
        ("https://example.com", False),
        ("https://badexample.org", False),
        ("https://example.org.evil.com", False),
        ("https://org", False),
        ("http://example.org", False),
        ("http://localhost", False),
        ("HTTPS://example.org", False),
        ("https://example.org/", False),
        ("https://example.org/path", False),
        ("https://ann@example.org", False),
        ("https://evil.com#.example.org", False),
        ("https://example.org:", False),
        ("https://example.org\n", False),
        ("android:apk-key-hash:abc", False),
        ("null", False),
        ("", False),
    ],
)
def test_origins_are_the_host_or_below_it_and_https(origin: str, is_allowed: bool) -> None:
    # checklist 46
    assert webauthn.is_allowed_origin("example.org", origin) is is_allowed


def test_another_subdomain_is_not_allowed() -> None:
    # checklist 46
    assert not webauthn.is_allowed_origin("auth.example.org", "https://app.example.org")
    assert not webauthn.is_allowed_origin("auth.example.org", "https://example.org")


@pytest.mark.parametrize(
    ("rp_id", "origin"),
    [("localhost", "http://localhost:8000"), ("people.auth.localhost", "http://people.auth.localhost:8000")],
)
def test_this_machine_needs_no_https(rp_id: str, origin: str) -> None:
    assert webauthn.is_allowed_origin(rp_id, origin)


def test_nobody_owns_a_public_suffix() -> None:
    assert not webauthn.is_allowed_origin("co.uk", "https://example.co.uk")


@pytest.mark.parametrize(
    ("flags", "error"), [(USER_PRESENT, webauthn.UnsupportedError), (0, webauthn.UnsupportedError)]
)
def test_without_user_verification_no_answer_does_where_it_is_required(
    authenticator: Authenticator, credential: bytes, flags: int, error: type[WebAuthnError]
) -> None:
    # checklist 46
    authenticator.flags = flags
    with pytest.raises(error):
        registered(authenticator, STRICT)
    with pytest.raises(error):
        asserted(authenticator, credential, STRICT)


def test_nobody_present_is_refused_always(authenticator: Authenticator, credential: bytes) -> None:
    authenticator.flags = USER_VERIFIED
    with pytest.raises(MalformedError):
        registered(authenticator)
    with pytest.raises(webauthn.WrongProofError):
        asserted(authenticator, credential)


def test_another_credentials_signature_is_refused(credential: bytes) -> None:
    with pytest.raises(webauthn.WrongProofError):
        asserted(Authenticator(ORIGIN), credential)


def test_a_signature_with_another_key_under_the_same_id_is_refused(
    authenticator: Authenticator, credential: bytes
) -> None:
    thief = Authenticator(ORIGIN)
    thief.id, thief.handle = authenticator.id, authenticator.handle
    with pytest.raises(webauthn.WrongProofError):
        asserted(thief, credential)


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
@pytest.mark.parametrize("place", [0, 5, 20, 32, 34, -1])
def test_an_altered_answer_is_refused(authenticator: Authenticator, credential: bytes, part: str, place: int) -> None:
    # checklist 46
    options, state = asked()
    answer = authenticator.get(options)
    raw = bytearray(decoded(answer["response"][part]))
    raw[place] ^= 0x01
    answer["response"][part] = encoded(bytes(raw))
    with pytest.raises(WebAuthnError):
        webauthn.check(PARTY, state, credential, webauthn_answers.assertion(json.dumps(answer)))


@pytest.mark.parametrize("place", range(200))
def test_an_altered_attestation_is_refused_or_harmless(authenticator: Authenticator, place: int) -> None:
    options, state = begun()
    answer = authenticator.create(options)
    raw = bytearray(decoded(answer["response"]["attestationObject"]))
    raw[place % len(raw)] ^= 0xFF
    answer["response"]["attestationObject"] = encoded(bytes(raw))
    assert ending(lambda: webauthn.register(PARTY, state, answer)) <= {Registered, WebAuthnError}


def ending(act: Any) -> set[type]:
    try:
        return {type(act())}
    except WebAuthnError:
        return {WebAuthnError}


def test_an_attestation_that_holds_together_is_taken(authenticator: Authenticator) -> None:
    assert registered(authenticator, attested=attestations.by_itself(authenticator)).id == authenticator.id
    assert registered(authenticator, attested=attestations.by_maker(broken=False)).id == authenticator.id


def test_a_broken_attestation_is_refused(authenticator: Authenticator) -> None:
    # checklist 46
    with pytest.raises(webauthn.UnsupportedError):
        registered(authenticator, attested=attestations.by_itself_wrongly(authenticator))
    with pytest.raises(webauthn.UnsupportedError):
        registered(authenticator, attested=attestations.by_maker(broken=True))


@pytest.mark.parametrize(
    ("form", "statement"),
    [
        ("none", {"alg": -7}),
        ("packed", {}),
        ("packed", {"alg": -7, "sig": b""}),
        ("packed", {"alg": "x", "sig": 1}),
        ("packed", {"alg": -7, "sig": b"", "x5c": [b"no certificate"]}),
        ("packed", {"alg": -7, "sig": b"", "x5c": 1}),
        ("packed", {"alg": -7, "sig": b"", "ecdaaKeyId": b""}),
        ("fido-u2f", {}),
        ("tpm", {}),
        ("unheard-of", {}),
        ("", {}),
    ],
)
def test_an_attestation_of_another_form_is_refused(
    authenticator: Authenticator, form: str, statement: dict[str, Any]
) -> None:
    with pytest.raises(webauthn.UnsupportedError):
        registered(authenticator, attested=(form, lambda _: statement))


@pytest.mark.parametrize(
    "key",
    [
        {1: 1, 3: -8, -1: 6, -2: bytes(32)},
        {1: 2, 3: -35, -1: 2, -2: bytes(48), -3: bytes(48)},
        {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)},
        {1: 2, 3: -7, -1: 2, -2: bytes(32), -3: bytes(32)},
        {1: 2, 3: -7, -1: 1},
        {1: 2, 3: -7, -1: 1, -2: 5, -3: 7},
        {1: 3, 3: -257, -1: b"\xff" * 128, -2: b"\x01\x00\x01"},
        {1: 3, 3: -257, -1: b"\xff" * 1024, -2: b"\x01\x00\x01"},
        {1: 3, 3: -257, -1: b"\xff" * 256, -2: b"\x00"},
        {1: 3, 3: -257},
        {1: 3, 3: -37, -1: b"\xff" * 256, -2: b"\x01\x00\x01"},
        {1: 2, 3: "ES256"},
    ],
)
def test_a_key_that_was_not_asked_for_or_cannot_verify_is_refused(
    authenticator: Authenticator, key: dict[int, Any]
) -> None:
    with pytest.raises(webauthn.UnsupportedError):
        registered(authenticator, public_key=key)


def test_an_id_that_is_not_the_credentials_is_refused(authenticator: Authenticator) -> None:
    options, state = begun()
    answer = authenticator.create(options)
    answer["id"] = answer["rawId"] = encoded(b"another")
    with pytest.raises(MalformedError):
        webauthn.register(PARTY, state, answer)


def test_an_id_longer_than_any_is_refused(authenticator: Authenticator) -> None:
    authenticator.id = bytes(1024)
    with pytest.raises(MalformedError):
        registered(authenticator)


def test_no_answer_does_without_a_credential(authenticator: Authenticator) -> None:
    options, state = begun()
    answer = authenticator.create(options)
    answer["response"]["attestationObject"] = encoded(
        cbor.encode({"fmt": "none", "attStmt": {}, "authData": authenticator._data("example.org", USER_PRESENT)})
    )
    with pytest.raises(MalformedError):
        webauthn.register(PARTY, state, answer)


def test_nobody_can_sign_for_a_decoy(authenticator: Authenticator) -> None:
    with pytest.raises(webauthn.WrongProofError):
        asserted(authenticator, webauthn.decoy(authenticator.id))
