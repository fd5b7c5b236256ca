"""Hashes of other systems: known answers, and costs that are refused without being paid (checklist 71)."""

from __future__ import annotations

import time

import argon2
import bcrypt
import pytest

from accounts.crypto import foreign

# RFC 7914, 12: scrypt of "pleaseletmein" with salt "SodiumChloride", N=16384, r=8, p=1.
SCRYPT = (
    "16384$8$1$536f6469756d43686c6f72696465$7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
)
# PBKDF2 with HMAC-SHA-256 of "password" with salt "salt", 4,096 rounds: the vector that RFC 6070's was made over into.
PBKDF2 = "4096$73616c74$c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"
# The same as Django writes it.
DJANGO = "pbkdf2_sha256$4096$salt$xeR41ZKIyEGqUw22hFxMjZYok6ABzk4RpJY4c6qYE0o="
# OpenBSD's vector.
BCRYPT = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"
# The same salt each time: the tests are named by it, and all processes of a run must name them alike.
ARGON2ID = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(
    "a password", salt=b"salt of 16 bytes"
)


@pytest.mark.parametrize(
    ("algorithm", "password", "text"),
    [
        ("SCRYPT", "pleaseletmein", SCRYPT),
        ("SCRYPT", "pleaseletmein", SCRYPT.upper()),
        ("PBKDF2_SHA256", "password", PBKDF2),
        ("PBKDF2_SHA256", "password", DJANGO),
        ("BCRYPT", "abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC"),
        ("BCRYPT", "abc", BCRYPT),
        ("ARGON2ID", "a password", ARGON2ID),
    ],
)
def test_the_right_password_matches_and_another_does_not(algorithm: str, password: str, text: str) -> None:
    kept = foreign.kept(algorithm, text)

    assert foreign.problem(algorithm, text) == ""
    assert foreign.is_foreign(kept)
    assert foreign.matches(password, kept)
    assert not foreign.matches(password + "x", kept)
    assert not foreign.matches("", kept)


@pytest.mark.parametrize(
    ("algorithm", "text", "told"),
    [
        ("BCRYPT", BCRYPT.replace("$06$", "$31$"), "more than 12"),
        ("BCRYPT", BCRYPT.replace("$06$", "$13$"), "more than 12"),
        ("SCRYPT", SCRYPT.replace("16384", "131072"), "costs"),
        ("SCRYPT", SCRYPT.replace("$8$1$", "$16$1$"), "costs"),
        ("SCRYPT", SCRYPT.replace("$8$1$", "$8$2$"), "costs"),
        ("ARGON2ID", ARGON2ID.replace("m=64", "m=4194304"), "costs"),
        ("ARGON2ID", ARGON2ID.replace("t=1", "t=3"), "costs"),
        ("ARGON2ID", ARGON2ID.replace("p=1", "p=2"), "costs"),
        ("PBKDF2_SHA256", PBKDF2.replace("4096", "1000000000"), "more than 600000 rounds"),
        ("PBKDF2_SHA256", DJANGO.replace("4096", "600001"), "more than 600000 rounds"),
    ],
)
def test_a_hostile_cost_is_refused_at_once(algorithm: str, text: str, told: str) -> None:
    began = time.perf_counter()

    problem = foreign.problem(algorithm, text)

    assert told in problem
    assert text not in problem
    assert time.perf_counter() - began < 0.05


@pytest.mark.parametrize(
    ("algorithm", "text"),
    [
        ("BCRYPT", BCRYPT[:-1]),
        ("BCRYPT", BCRYPT.replace("$2a$", "$2x$")),
        ("BCRYPT", BCRYPT.replace("$06$", "$03$")),
        ("BCRYPT", BCRYPT + "\n"),
        ("SCRYPT", SCRYPT.replace("16384", "16383")),
        ("SCRYPT", SCRYPT.replace("16384", "1")),
        ("SCRYPT", SCRYPT.replace("$8$", "$0$")),
        ("SCRYPT", SCRYPT[:-1]),
        ("SCRYPT", "16384$8$1$536f6469756d$00"),
        ("ARGON2ID", ARGON2ID.replace("argon2id", "argon2i")),
        ("ARGON2ID", ARGON2ID.replace("v=19", "v=16")),
        ("ARGON2ID", ARGON2ID.replace("m=64", "m=1")),
        ("PBKDF2_SHA256", PBKDF2.replace("4096", "0")),
        ("PBKDF2_SHA256", PBKDF2.replace("4096", "-1")),
        ("PBKDF2_SHA256", "4096$73616c74$c5"),
        ("PBKDF2_SHA256", BCRYPT),
        ("BCRYPT", "a" * 1000),
    ],
)
def test_what_is_no_such_hash_is_refused(algorithm: str, text: str) -> None:
    assert foreign.problem(algorithm, text)


def test_bcrypt_reads_no_more_than_72_bytes_of_a_password() -> None:
    """checklist 31: whoever had a longer password there still gets in."""
    text = bcrypt.hashpw(b"a" * 72, bcrypt.gensalt(4)).decode()

    assert foreign.matches("a" * 80, foreign.kept("BCRYPT", text))
    assert not foreign.matches("a" * 71, foreign.kept("BCRYPT", text))


def test_the_most_costly_scrypt_that_is_accepted_can_be_computed() -> None:
    text = f"65536$8$1${'00' * 16}${'00' * 32}"

    assert foreign.problem("SCRYPT", text) == ""
    assert not foreign.matches("anything", foreign.kept("SCRYPT", text))


def test_our_own_hashes_are_not_foreign() -> None:
    assert not foreign.is_foreign(ARGON2ID)
    assert not foreign.is_foreign("")
