"""Cognito's Secure Remote Password: SRP-6a over RFC 3526 group 15 with HKDF, as its client libraries speak it.

Byte rules differ from RFC 5054: every number is hashed as a two's-complement positive integer (see `pad`).
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import cache

import gmpy2
from gmpy2 import mpz

N = mpz(
    "0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"
)
G = mpz(2)
SALT_BYTES = 16
_INFO = b"Caldera Derived Key\x01"
_WINDOW_BITS = 6
_EXPONENT_BITS = 256
_MAX_HEX = 2 * 385
_EXPANDED_BYTES = 400


@dataclass(frozen=True)
class Ephemeral:
    """The server's half of one exchange: private b, public B."""

    private: int
    public: int


def pad(number: int) -> bytes:
    """Big-endian bytes as Java's BigInteger gives them: a zero byte in front when the top bit is set."""
    return int(number).to_bytes(int(number).bit_length() // 8 + 1, "big")


def parse(text: str) -> int | None:
    """A hexadecimal number as clients send it, or nothing when it is none or longer than the group allows."""
    if not text or len(text) > _MAX_HEX or not all(digit in "0123456789abcdefABCDEF" for digit in text):
        return None
    return int(text, 16)


def usable(public: int) -> bool:
    """Whether a client's A may be used: inside the group and not zero (checklist 28)."""
    return 0 < public < int(N)


def salt(random: bytes) -> bytes:
    """A salt of the first sixteen of these bytes.

    It never begins with a zero byte: some clients hash the number without it, others the digits they were sent.
    """
    return bytes([random[0] or 1]) + random[1:SALT_BYTES]


def private_key(salt: bytes, pool_name: str, user_id: str, password: str) -> int:
    """x = H(PAD(salt) | H(pool name + user id + ":" + password))."""
    identity = hashlib.sha256(f"{pool_name}{user_id}:{password}".encode()).digest()
    return int.from_bytes(hashlib.sha256(pad(int.from_bytes(salt, "big")) + identity).digest(), "big")


def verifier(salt: bytes, pool_name: str, user_id: str, password: str) -> int:
    """v = g^x, what the server keeps in place of the password."""
    return _power_of_g(private_key(salt, pool_name, user_id, password))


def unknowable_verifier(seed: bytes) -> int:
    """A verifier whose private key nobody knows, the same for the same seed: a square modulo N, as every v is."""
    number = mpz(int.from_bytes(hashlib.shake_256(seed).digest(_EXPANDED_BYTES), "big"))
    return int(number * number % N)


def ephemeral(verifier_: int, private: int | None = None) -> Ephemeral:
    """B = kv + g^b with a fresh 256-bit b."""
    b = private if private is not None else secrets.randbits(_EXPONENT_BITS - 1) | 1 << (_EXPONENT_BITS - 1)
    return Ephemeral(private=b, public=int((_k() * verifier_ + _power_of_g(b)) % N))


def session_key(*, client_public: int, server: Ephemeral, verifier_: int) -> bytes:
    """K, the 16 bytes both sides share when the password was right; empty when the exchange is unusable."""
    scrambler = hashlib.sha256(pad(client_public) + pad(server.public)).digest()
    u = int.from_bytes(scrambler, "big")
    if u == 0:
        return b""
    base = mpz(client_public) * gmpy2.powmod(mpz(verifier_), u, N) % N
    shared = gmpy2.powmod_sec(base, mpz(server.private), N)
    pseudo_random_key = hmac.digest(pad(u), pad(int(shared)), "sha256")
    return hmac.digest(pseudo_random_key, _INFO, "sha256")[:16]


def signature(key: bytes, *, pool_name: str, user_id: str, secret_block: bytes, timestamp: str) -> str:
    """The proof a client sends: Base64 HMAC over pool name, user id, secret block and time."""
    message = pool_name.encode() + user_id.encode() + secret_block + timestamp.encode()
    return base64.b64encode(hmac.digest(key, message, "sha256")).decode()


@cache
def _k() -> mpz:
    return mpz(int.from_bytes(hashlib.sha256(pad(int(N)) + pad(int(G))).digest(), "big"))


@cache
def _table() -> list[list[mpz]]:
    """Powers of g for each window of an exponent: 43 multiplications then stand for one exponentiation."""
    rows = []
    base = G
    for _ in range(-(-_EXPONENT_BITS // _WINDOW_BITS)):
        row = [mpz(1)]
        for _ in range((1 << _WINDOW_BITS) - 1):
            row.append(row[-1] * base % N)
        rows.append(row)
        base = row[-1] * base % N
    return rows


def _power_of_g(exponent: int) -> int:
    if exponent.bit_length() > _EXPONENT_BITS:
        return int(gmpy2.powmod(G, exponent, N))
    result = mpz(1)
    mask = (1 << _WINDOW_BITS) - 1
    for row in _table():
        result = result * row[exponent & mask] % N
        exponent >>= _WINDOW_BITS
    return int(result)
