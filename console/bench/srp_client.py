"""The client's half of SRP, for users whose password is known. Its own powers are reckoned while no clock runs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

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

    def password_responses(self, parameters: dict[str, str], *, pool_name: str, password: str) -> dict[str, str]:
        """ChallengeResponses to a PASSWORD_VERIFIER challenge."""
        user_id = parameters["USER_ID_FOR_SRP"]
        return {"USERNAME": user_id, **self._proof(parameters, realm=pool_name, name=user_id, secret=password)}

    def device_responses(self, parameters: dict[str, str], *, group_key: str, secret: str) -> dict[str, str]:
        """ChallengeResponses to a DEVICE_PASSWORD_VERIFIER challenge."""
        names = {name: parameters[name] for name in ("USERNAME", "DEVICE_KEY")}
        return {**names, **self._proof(parameters, realm=group_key, name=parameters["DEVICE_KEY"], secret=secret)}

    def _proof(self, parameters: dict[str, str], *, realm: str, name: str, secret: str) -> dict[str, str]:
        private = srp.private_key(bytes.fromhex(parameters["SALT"]), realm, name, secret)
        key = self.key(int(parameters["SRP_B"], 16), private)
        timestamp = f"{clock.now():%a %b} {clock.now().day} {clock.now():%H:%M:%S UTC %Y}"
        proof = srp.signature(
            key,
            pool_name=realm,
            user_id=name,
            secret_block=base64.b64decode(parameters["SECRET_BLOCK"]),
            timestamp=timestamp,
        )
        return {
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
