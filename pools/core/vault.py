"""Secrets at rest: AES-256-GCM under keys that are never in the database, and the hashes of codes and tokens.

Sealed bytes are: version (1), key id (4), nonce (12), ciphertext and tag.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"\x01"
KEY_ID_SIZE = 4
NONCE_SIZE = 12
HEADER_SIZE = len(VERSION) + KEY_ID_SIZE


class VaultError(Exception):
    """What should be opened was sealed under a key we do not have, for another purpose, or was altered."""


def seal(plaintext: bytes, *, purpose: str) -> bytes:
    key = _current_key()
    nonce = os.urandom(NONCE_SIZE)
    header = VERSION + _key_id(key)
    return header + nonce + _cipher(key).encrypt(nonce, plaintext, _associated(header, purpose))


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    header, nonce = sealed[:HEADER_SIZE], sealed[HEADER_SIZE : HEADER_SIZE + NONCE_SIZE]
    if header[:1] != VERSION or len(nonce) != NONCE_SIZE:
        raise VaultError("Not something that was sealed here.")
    cipher = _cipher(_key_with_id(header[1:]))
    try:
        return cipher.decrypt(nonce, sealed[HEADER_SIZE + NONCE_SIZE :], _associated(header, purpose))
    except InvalidTag:
        raise VaultError(f"Altered, or not sealed for {purpose}.") from None


def needs_reseal(sealed: bytes) -> bool:
    """Whether it was sealed under a key that is no longer the current one."""
    return sealed[:HEADER_SIZE] != VERSION + _key_id(_current_key())


def token_hash(value: str) -> bytes:
    """What is stored of a long random token, to find it by. Needs no key: it cannot be guessed.

    Tokens come from outside as well: what is no text at all is a token that nobody has.
    """
    return hashlib.sha256(value.encode(errors="surrogatepass")).digest()


def code_hash(code: str, *, salt: bytes) -> bytes:
    """What is stored of a short code. Keyed, since whoever has the table could try every code."""
    key = _current_key()
    return _key_id(key) + _code_mac(key, code, salt)


def code_matches(code: str, stored: bytes, *, salt: bytes) -> bool:
    """Compares in constant time; false for codes made under a key that has been given up."""
    try:
        key = _key_with_id(stored[:KEY_ID_SIZE])
    except VaultError:
        return False
    return hmac.compare_digest(_code_mac(key, code, salt), stored[KEY_ID_SIZE:])


def derived_tokens(token: str, *, purpose: str) -> Iterator[str]:
    """Tokens that follow from another one: of the current key first, then of each older key that is still there.

    Nobody can make them without our keys, and we can make them again as long as we have the key. So compare what is
    made a second time with the hash of what was given out: the key may have changed, or be gone.
    """
    for key in settings.POOLHOUSE_VAULT_KEYS:
        mac = hmac.digest(_subkey(key, b"token for " + purpose.encode()), token.encode(), "sha512")
        yield base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def _current_key() -> bytes:
    keys: list[bytes] = settings.POOLHOUSE_VAULT_KEYS
    return keys[0]


def _key_with_id(key_id: bytes) -> bytes:
    for key in settings.POOLHOUSE_VAULT_KEYS:
        if _key_id(key) == key_id:
            return bytes(key)
    raise VaultError(f"No vault key {key_id.hex()}; was it removed before everything was sealed anew?")


@lru_cache(maxsize=16)
def _key_id(key: bytes) -> bytes:
    return _subkey(key, b"key id")[:KEY_ID_SIZE]


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_subkey(key, b"seal"))


def _code_mac(key: bytes, code: str, salt: bytes) -> bytes:
    # The salt's length goes first, so that no two pairs of salt and code read the same.
    return hmac.digest(_subkey(key, b"code"), len(salt).to_bytes(2) + salt + code.encode(), "sha256")


def _subkey(key: bytes, use: bytes) -> bytes:
    return hmac.digest(key, b"poolhouse " + use, "sha256")


def _associated(header: bytes, purpose: str) -> bytes:
    return header + purpose.encode()
