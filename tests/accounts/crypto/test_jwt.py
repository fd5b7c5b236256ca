"""Tokens: signed so that others can verify them, parsed so that nothing in them is believed too early."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt as oracle
from joserfc.jwk import RSAKey

from accounts.crypto import jwt

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def forged(header: dict[str, Any]) -> str:
    return f"{part(header)}.{part({'sub': 'alice'})}.{part('x')}"


def test_an_independent_library_verifies_our_tokens() -> None:
    token = jwt.sign({"sub": "alice"}, kid="one", key=KEY)
    assert oracle.decode(token, RSAKey.import_key(KEY.public_key())).claims == {"sub": "alice"}


def test_the_header_is_exactly_kid_and_alg() -> None:
    header = jwt.sign({}, kid="one", key=KEY).split(".")[0]
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"kid": "one", "alg": "RS256"}


def test_a_token_of_ours_is_recognised() -> None:
    assert jwt.parse(jwt.sign({"a": "ü"}, kid="one", key=KEY)).is_signed_by(KEY.public_key())


def test_an_altered_token_is_not() -> None:
    head, _, signature = jwt.sign({"sub": "alice"}, kid="one", key=KEY).split(".")
    assert not jwt.parse(f"{head}.{part({'sub': 'bob'})}.{signature}").is_signed_by(KEY.public_key())


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "HS256", "RS512", "", None, 256])
def test_another_algorithm_is_refused(algorithm: object) -> None:  # checklist 1, 2
    with pytest.raises(jwt.MalformedTokenError):
        jwt.parse(forged({"alg": algorithm, "kid": "one"}))


def test_a_header_without_algorithm_is_refused() -> None:  # checklist 1
    with pytest.raises(jwt.MalformedTokenError):
        jwt.parse(forged({"kid": "one"}))


@pytest.mark.parametrize(
    "token", ["", "a", "a.b", "a.b.c.d", "..", "é.é.é", f"{part([])}.{part({})}.x", "x" * 20_000, f"{part({})}.%%.x"]
)
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(jwt.MalformedTokenError):
        jwt.parse(token)


def test_deep_nesting_is_refused_without_a_crash() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 9_000).rstrip(b"=").decode()
    with pytest.raises(jwt.MalformedTokenError):
        jwt.parse(f"{deep}.{part({})}.x")
