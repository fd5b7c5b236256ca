"""Forged access tokens: each lie is refused on its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from typing import Any, NoReturn

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts.crypto import jwt
from accounts.models import User, UserSession
from accounts.models.auth_session import Context
from accounts.tokens import claims, issue, verify
from pools import signing_keys, user_pools
from pools.core import clock
from pools.core.errors import CognitoError, NotAuthorizedException
from pools.models import AppClient, UserPool
from pools.triggers.pre_token_generation import GroupConfiguration
from tests.support import people

pytestmark = pytest.mark.django_db

STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a token made us look something up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def session(client: AppClient, alice: User) -> UserSession:
    tokens = issue.for_user(
        alice, client, auth_time=clock.now(), scopes=[claims.ADMIN_SCOPE], context=Context(), hosted=False
    )
    return tokens.session


@pytest.fixture
def honest(session: UserSession) -> dict[str, Any]:
    """The claims of a good token."""
    return claims.access(session, GroupConfiguration(), scopes=session.scopes, issued_at=clock.timestamp())


def encoded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def with_header(header: dict[str, Any], content: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    signed = f"{encoded(header)}.{encoded(content)}"
    return f"{signed}.{encoded(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def ours(pool: UserPool, content: dict[str, Any], *, use: str = "access") -> str:
    key = signing_keys.current(pool, use)
    return jwt.sign(content, kid=key.kid, key=key.private_key)


def test_the_honest_token_is_good(pool: UserPool, alice: User, honest: dict[str, Any]) -> None:
    assert verify.access_token(ours(pool, honest)).user == alice


@pytest.mark.parametrize("name", ["jku", "x5u", "jwk", "x5c"])
def test_a_key_in_the_header_is_ignored(pool: UserPool, honest: dict[str, Any], name: str) -> None:  # checklist 3
    value = {"jwk": {"kty": "RSA"}, "x5c": ["x"]}.get(name, "https://evil.example/keys")
    header = {"kid": signing_keys.current(pool, "access").kid, "alg": "RS256", name: value}
    with pytest.raises(NotAuthorizedException):
        verify.access_token(with_header(header, honest, STRANGER))


@pytest.mark.parametrize(
    "kid", ["../../etc/passwd", "' OR 1=1 --", "https://evil.example/key", "", "\0", "x" * 5000, "x" * 43 + "="]
)
def test_a_kid_finds_only_keys_of_the_pool(honest: dict[str, Any], kid: str) -> None:  # checklist 3
    with pytest.raises(NotAuthorizedException):
        verify.access_token(with_header({"kid": kid, "alg": "RS256"}, honest, STRANGER))


@pytest.mark.parametrize("form", [Encoding.PEM, Encoding.DER])
def test_the_public_key_is_no_shared_secret(pool: UserPool, honest: dict[str, Any], form: Encoding) -> None:
    # checklist 2
    key = signing_keys.current(pool, "access")
    secret = key.private_key.public_key().public_bytes(form, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{encoded({'kid': key.kid, 'alg': 'HS256'})}.{encoded(honest)}"
    forged = f"{signed}.{encoded(hmac.digest(secret, signed.encode(), hashlib.sha256))}"
    with pytest.raises(NotAuthorizedException):
        verify.access_token(forged)


def test_a_key_of_another_pool_does_not_sign_here(honest: dict[str, Any], other_pool: UserPool) -> None:
    # checklist 4
    with pytest.raises(NotAuthorizedException):
        verify.access_token(ours(other_pool, honest))


def test_a_token_of_another_pool_is_refused_where_the_pool_is_named(
    pool: UserPool, honest: dict[str, Any], other_pool: UserPool
) -> None:  # checklist 4
    with pytest.raises(NotAuthorizedException):
        verify.access_token(ours(pool, honest), pool=other_pool)


def test_another_pools_key_cannot_speak_of_our_user(honest: dict[str, Any], other_pool: UserPool) -> None:
    # checklist 4
    lie = {**honest, "iss": user_pools.issuer(other_pool)}
    with pytest.raises(CognitoError):
        verify.access_token(ours(other_pool, lie))


def test_the_key_for_id_tokens_signs_no_access_token(pool: UserPool, honest: dict[str, Any]) -> None:  # checklist 5
    with pytest.raises(NotAuthorizedException):
        verify.access_token(ours(pool, honest, use="id"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token_use", "id"),
        ("token_use", None),
        ("exp", "9999999999"),
        ("exp", -1),
        ("exp", None),
        ("exp", float("inf")),
        ("exp", True),
        ("iss", "https://evil.example"),
        ("iss", None),
        ("iss", 7),
        ("scope", "openid"),
        ("scope", None),
        ("event_id", "x"),
        ("event_id", None),
        ("sub", "00000000-0000-0000-0000-000000000000"),
        ("sub", None),
        ("sub", {"a": 1}),
        ("client_id", None),
        ("client_id", "x" * 26),
        ("client_id", ["x"]),
        ("aud", "billing"),
        ("aud", ["billing"]),
    ],
)
def test_one_wrong_claim_is_enough(pool: UserPool, honest: dict[str, Any], name: str, value: object) -> None:
    # checklist 4, 5, 6
    lie = {key: content for key, content in {**honest, name: value}.items() if content is not None}
    with pytest.raises(CognitoError):
        verify.access_token(ours(pool, lie))


def test_another_users_sub_in_our_session_is_refused(pool: UserPool, honest: dict[str, Any]) -> None:
    mallory = people.confirmed(pool, "mallory")
    with pytest.raises(CognitoError):
        verify.access_token(ours(pool, {**honest, "sub": mallory.sub}))


def test_tokens_live_through_a_rotation_of_keys(pool: UserPool, alice: User, honest: dict[str, Any]) -> None:
    # checklist 8
    before = ours(pool, honest)
    signing_keys.rotate(pool)
    after = ours(pool, honest)
    assert before.split(".")[0] != after.split(".")[0]
    assert verify.access_token(before).user == verify.access_token(after).user == alice
