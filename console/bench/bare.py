"""What an operation cannot do without costs by itself: the same calculations and round trips in a loop, no server."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import connection

from accounts.crypto import argon2, srp

PASSWORD = "Bench-mark-1!"  # noqa: S105  of nobody
# As long as a token's header and claims are.
TOKEN_BYTES = secrets.token_bytes(700)
# As long as what a passkey signs: authenticator data and a hash.
ASSERTED_BYTES = secrets.token_bytes(37 + 32)

Calculation = Callable[[], object]


@dataclass(frozen=True)
class Time:
    """By the clock on the wall, and of the processor; they differ where others use it too."""

    wall: float
    processor: float


@dataclass(frozen=True)
class Cryptography:
    """The calculations that operations are made of, each ready to be called again and again, and a round trip."""

    argon2_verify: Calculation
    rs256_sign: Calculation
    rs256_verify: Calculation
    ecdsa_verify: Calculation
    srp_powers: Calculation
    round_trip: Calculation

    @classmethod
    def prepare(cls) -> Cryptography:
        encoded = argon2.make(PASSWORD)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        signature = key.sign(TOKEN_BYTES, PKCS1v15(), SHA256())
        passkey = ec.generate_private_key(ec.SECP256R1())
        asserted = passkey.sign(ASSERTED_BYTES, ec.ECDSA(SHA256()))
        verifier = srp.verifier(secrets.token_bytes(16), "AbCdEfGhI", "alice", PASSWORD)
        client_public = srp.ephemeral(verifier).public
        return cls(
            argon2_verify=partial(argon2.matches, PASSWORD, encoded),
            rs256_sign=partial(key.sign, TOKEN_BYTES, PKCS1v15(), SHA256()),
            rs256_verify=partial(key.public_key().verify, signature, TOKEN_BYTES, PKCS1v15(), SHA256()),
            ecdsa_verify=partial(passkey.public_key().verify, asserted, ASSERTED_BYTES, ec.ECDSA(SHA256())),
            srp_powers=partial(exchange, verifier, client_public),
            round_trip=ask_nothing,
        )

    def named(self, name: str) -> Calculation:
        calculation: Calculation = getattr(self, name)
        return calculation


def exchange(verifier: int, client_public: int) -> bytes:
    """The server's half of SRP: B, and the key that both share."""
    server = srp.ephemeral(verifier)
    return srp.session_key(client_public=client_public, server=server, verifier_=verifier)


def ask_nothing() -> None:
    """One question to PostgreSQL that costs it nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def times(calculations: list[Calculation], *, seconds: float) -> list[Time]:
    """How long one round of the calculations takes, over and over for so many seconds."""
    found: list[Time] = []
    until = time.perf_counter() + seconds
    while calculations and time.perf_counter() < until:
        began, used = time.perf_counter(), time.thread_time()
        for calculation in calculations:
            calculation()
        found.append(Time(time.perf_counter() - began, time.thread_time() - used))
    return found
