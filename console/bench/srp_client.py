"""The client's half of SRP, for users whose password is known. Its own powers are reckoned while no clock runs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

import gmpy2
from gmpy2 import mpz

from accounts.crypto import srp
from pools.core import clock

INFO = b"Caldera Derived Key\x01"
K = int.from_bytes(hashlib.sha256(srp.pad(int(srp.N)) + srp.pad(int(srp.G))).digest(), "big")


class SrpClient:
    """One private number and its A, good for every user."""

    def __init__(self) -> None:
        self.private = secrets.randbits(256)
        self.public = int(gmpy2.powmod(srp.G, self.private, srp.N))

    @property
    def srp_a(self) -> str:
        return f"{self.public:x}"

    def responses(self, parameters: dict[str, str], *, pool_name: str, password: str) -> dict[str, Any]:
        """ChallengeResponses to a PASSWORD_VERIFIER challenge."""
        user_id = parameters["USER_ID_FOR_SRP"]
        private = srp.private_key(bytes.fromhex(parameters["SALT"]), pool_name, user_id, password)
        key = self.key(int(parameters["SRP_B"], 16), private)
        timestamp = f"{clock.now():%a %b} {clock.now().day} {clock.now():%H:%M:%S UTC %Y}"
        proof = srp.signature(
            key,
            pool_name=pool_name,
            user_id=user_id,
            secret_block=base64.b64decode(parameters["SECRET_BLOCK"]),
            timestamp=timestamp,
        )
        return {
            "USERNAME": user_id,
            "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": proof,
            "TIMESTAMP": timestamp,
        }

    def key(self, server_public: int, private: int) -> bytes:
        """S = (B - k g^x) ^ (a + ux), and the key derived from it."""
        scrambler = hashlib.sha256(srp.pad(self.public) + srp.pad(server_public)).digest()
        u = int.from_bytes(scrambler, "big")
        base = (mpz(server_public) - K * gmpy2.powmod(srp.G, private, srp.N)) % srp.N
        shared = int(gmpy2.powmod(base, self.private + u * private, srp.N))
        pseudo_random_key = hmac.digest(srp.pad(u), srp.pad(shared), "sha256")
        return hmac.digest(pseudo_random_key, INFO, "sha256")[:16]
