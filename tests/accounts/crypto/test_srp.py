"""SRP as Cognito's clients speak it, held to the vector of auth-flows.md §7 and to pycognito."""

import hashlib

import pytest
from pycognito.aws_srp import AWSSRP

from accounts.crypto import srp

POOL, USER, PASSWORD = "AbCdEf123", "testuser", "Passw0rd!"
SALT = bytes.fromhex("9f" + "01" * 15)
SMALL_A = int("1234567890abcdef" * 4, 16)
SMALL_B = int("fedcba0987654321" * 4, 16)


def hashed(number: int) -> str:
    return hashlib.sha256(srp.pad(number)).hexdigest()


@pytest.fixture
def client_public() -> int:
    return pow(2, SMALL_A, int(srp.N))


def test_the_private_key_is_that_of_the_vector() -> None:
    x = srp.private_key(SALT, POOL, USER, PASSWORD)
    assert f"{x:x}" == "406f47a7a306295d2d1409ec4cd73fcd182137104988a2569a4e1adef303ca8a"


def test_the_verifier_is_that_of_the_vector() -> None:
    verifier = srp.verifier(SALT, POOL, USER, PASSWORD)
    assert hashed(verifier) == "575df2d39c4b4583d79bf80c41f1964145abeaaaf111924e06faba278ce9f2f5"


def test_the_public_half_is_that_of_the_vector() -> None:
    server = srp.ephemeral(srp.verifier(SALT, POOL, USER, PASSWORD), SMALL_B)
    assert hashed(server.public) == "380f88ed1f77ee6c83f62d844b88362f9779f95a4d83e89fb3a745d6ae5f552e"


def test_key_and_signature_are_those_of_the_vector(client_public: int) -> None:
    verifier = srp.verifier(SALT, POOL, USER, PASSWORD)
    key = srp.session_key(client_public=client_public, server=srp.ephemeral(verifier, SMALL_B), verifier_=verifier)
    proof = srp.signature(
        key, pool_name=POOL, user_id=USER, secret_block=b"secret-block", timestamp="Tue Jan 2 03:04:05 UTC 2024"
    )
    assert (key.hex(), proof) == ("d6c6095a05833a89474a9fe758e6ee04", "jmd71JOvlnxLGzSibIaLu9lbl1w00XVohnyrEPnGZmU=")


@pytest.mark.parametrize("attempt", range(20))
def test_pycognito_agrees_whatever_the_random_numbers(attempt: int) -> None:
    theirs = AWSSRP(username=USER, password=PASSWORD, pool_id=f"eu-west-1_{POOL}", client_id="c", client=object())
    salt = hashlib.sha256(bytes([attempt])).digest()[:16]
    verifier = srp.verifier(salt, POOL, USER, PASSWORD)
    server = srp.ephemeral(verifier)
    key = srp.session_key(client_public=theirs.large_a_value, server=server, verifier_=verifier)
    assert key == theirs.get_password_authentication_key(USER, PASSWORD, server.public, salt.hex())


@pytest.mark.parametrize("random", [bytes(32), b"\0\x2e" + b"\x7f" * 14, b"\x9f" * 16])
def test_a_salt_begins_with_no_zero_that_only_some_clients_hash(random: bytes) -> None:
    theirs = AWSSRP(username=USER, password=PASSWORD, pool_id=f"eu-west-1_{POOL}", client_id="c", client=object())
    salt = srp.salt(random)
    verifier = srp.verifier(salt, POOL, USER, PASSWORD)
    server = srp.ephemeral(verifier)
    key = srp.session_key(client_public=theirs.large_a_value, server=server, verifier_=verifier)
    assert (len(salt), salt[0] > 0) == (16, True)
    assert key == theirs.get_password_authentication_key(USER, PASSWORD, server.public, salt.hex())


def test_a_power_by_the_table_equals_a_plain_power() -> None:
    exponent = int("f" * 64, 16)
    assert srp._power_of_g(exponent) == pow(2, exponent, int(srp.N))


@pytest.mark.parametrize("public", [0, int(srp.N), 2 * int(srp.N), int(srp.N) + 1])
def test_a_public_half_outside_the_group_is_not_usable(public: int) -> None:  # checklist 28
    assert not srp.usable(public)


@pytest.mark.parametrize("text", ["", "xyz", "0x12", "12 34", "-1", "f" * 1_000_000, "\uff11\uff12"])
def test_what_is_no_hexadecimal_number_is_not_parsed(text: str) -> None:  # checklist 28
    assert srp.parse(text) is None


def test_a_verifier_that_nobody_knows_is_a_square_and_repeats() -> None:  # checklist 29
    verifier = srp.unknowable_verifier(b"seed")
    assert verifier == srp.unknowable_verifier(b"seed")
    assert verifier != srp.unknowable_verifier(b"other")
    assert pow(verifier, (int(srp.N) - 1) // 2, int(srp.N)) == 1
