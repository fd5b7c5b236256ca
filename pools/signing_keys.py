"""The keys that sign a pool's tokens: made, published, rotated. Two at work in each pool, one for each kind of token."""

import base64
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from pools.core import clock
from pools.models import SigningKey, UserPool
from pools.models.signing_key import KeyState

USES = ("id", "access")
_LONGEST_TOKEN_LIFE = timedelta(days=1)
_REMEMBERED_SECONDS = 5.0


@dataclass(frozen=True)
class SigningKeyHandle:
    """A key ready to sign with."""

    kid: str
    private_key: rsa.RSAPrivateKey


def ensure(pool: UserPool) -> None:
    """Make the keys that the pool does not have yet."""
    for use in USES:
        if not SigningKey.objects.filter(pool=pool, use=use, state=KeyState.ACTIVE).exists():
            _make(pool, use, KeyState.ACTIVE)


def current(pool: UserPool, use: str) -> SigningKeyHandle:
    """The key that signs tokens of this use now.

    Which key it is, is remembered for some seconds in each process: after a rotation a few tokens are still signed
    with the key before, which stays published until they are dead.
    """
    window = int(time.monotonic() / _REMEMBERED_SECONDS)
    return _handle(_current_kid(pool.id, use, window))


def by_kid(pool_id: str, kid: str, *, use: str) -> rsa.RSAPublicKey | None:
    """The public key by which a token of this pool and use is checked; only the pool's own keys count (checklist 3)."""
    window = int(time.monotonic() / _REMEMBERED_SECONDS)
    return _public_key(pool_id, kid, use, window)


def jwks(pool: UserPool) -> dict[str, list[dict[str, str]]]:
    """All published keys as a JSON Web Key Set (RFC 7517, 5)."""
    return {"keys": [dict(key.public_jwk) for key in _published(pool.id).order_by("use", "-created_at")]}


def rotate(pool: UserPool) -> None:
    """Let new keys sign. They are published in a step of their own first; each step leaves the pool working.

    A process that dies in between, or another that rotates at once, leaves one signing key per use (checklist 8).
    """
    for use in USES:
        if not SigningKey.objects.filter(pool=pool, use=use, state=KeyState.NEXT).exists():
            _make(pool, use, KeyState.NEXT)
    for use in USES:
        _promote(pool, use)
    _dead(pool.id).delete()


def _promote(pool: UserPool, use: str) -> None:
    with transaction.atomic():
        UserPool.objects.select_for_update().get(pk=pool.pk)
        following = SigningKey.objects.filter(pool=pool, use=use, state=KeyState.NEXT).order_by("id").first()
        if following is None:  # another process was faster
            return
        SigningKey.objects.filter(pool=pool, use=use, state=KeyState.ACTIVE).update(
            state=KeyState.RETIRED, retired_at=clock.now()
        )
        SigningKey.objects.filter(pk=following.pk).update(state=KeyState.ACTIVE)


def _make(pool: UserPool, use: str, state: KeyState) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kid = base64.b64encode(secrets.token_bytes(32)).decode()
    try:
        with transaction.atomic():
            SigningKey.objects.create(
                pool=pool,
                kid=kid,
                use=use,
                state=state,
                private_key=private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
                public_jwk=_jwk(private.public_key(), kid),
                created_at=clock.now(),
            )
    except IntegrityError:
        if state != KeyState.ACTIVE:
            raise
        # Another process made the pool's key at the same moment; one is enough.


def _jwk(key: rsa.RSAPublicKey, kid: str) -> dict[str, str]:
    numbers = key.public_numbers()
    return {
        "alg": "RS256",
        "e": _base64url(numbers.e),
        "kid": kid,
        "kty": "RSA",
        "n": _base64url(numbers.n),
        "use": "sig",
    }


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def _published(pool_id: str) -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(pool_id=pool_id).exclude(_retired_long_ago())


def _dead(pool_id: str) -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(_retired_long_ago(), pool_id=pool_id)


def _retired_long_ago() -> Q:
    return Q(state=KeyState.RETIRED, retired_at__lt=clock.now() - _LONGEST_TOKEN_LIFE - timedelta(hours=1))


@lru_cache(maxsize=4096)
def _current_kid(pool_id: str, use: str, window: int) -> str:  # noqa: ARG001 - the window bounds the memory's age
    return SigningKey.objects.values_list("kid", flat=True).get(pool_id=pool_id, use=use, state=KeyState.ACTIVE)


@lru_cache(maxsize=1024)
def _handle(kid: str) -> SigningKeyHandle:
    # Checking our own key costs 40 ms each time and tells nothing.
    stored = bytes(SigningKey.objects.only("private_key").get(kid=kid).private_key)
    key = load_der_private_key(stored, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"Signing key {kid} is no RSA key.")
    return SigningKeyHandle(kid, key)


@lru_cache(maxsize=4096)
def _public_key(pool_id: str, kid: str, use: str, window: int) -> rsa.RSAPublicKey | None:  # noqa: ARG001 - as above
    jwk = _published(pool_id).filter(kid=kid, use=use).values_list("public_jwk", flat=True).first()
    return rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"])).public_key() if jwk else None
