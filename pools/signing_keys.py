"""The keys that sign a pool's tokens: made, published, rotated. Two at work in each pool, one for each kind of token."""

import base64
import re
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from django.db import transaction
from django.db.models import Q, QuerySet

from pools.core import clock
from pools.models import SigningKey, UserPool
from pools.models.signing_key import KeyState

USES = ("id", "access")

# The longest life of a token, and an hour for clocks and memories that are behind.
_STAYS_PUBLISHED = timedelta(days=1, hours=1)
_REMEMBERED_SECONDS = 5.0
_KID = re.compile(r"[A-Za-z0-9+/]{43}=")


@dataclass(frozen=True)
class SigningKeyHandle:
    """A key ready to sign with."""

    kid: str
    private_key: rsa.RSAPrivateKey


def generate(pool: UserPool, state: KeyState = KeyState.ACTIVE) -> list[SigningKey]:
    """A new key for each use, not yet saved. It takes a tenth of a second: call it outside a transaction."""
    return [_new(pool, use, state) for use in USES]


def current(pool: UserPool, use: str) -> SigningKeyHandle:
    """The key that signs tokens of this use now.

    Each process remembers for some seconds which key it is, so that signing costs no query. After a rotation a few
    tokens are therefore still signed with the key before, which is right only because that one stays published.
    """
    return _handle(_current_kids(pool.id, pool.created_at, _window())[use])


def by_kid(pool_id: str, kid: str, *, use: str) -> rsa.RSAPublicKey | None:
    """The public key by which a token of this pool and use is checked; only the pool's own keys count (checklist 3)."""
    # Whatever a stranger's token names is looked up only if it could be ours.
    if not _KID.fullmatch(kid) or not pool_id.isprintable():
        return None
    try:
        return _public_key(pool_id, kid, use, _window())
    except SigningKey.DoesNotExist:  # not remembered: the next token may name another that is not ours
        return None


def jwks(pool: UserPool) -> dict[str, list[dict[str, str]]]:
    """All published keys as a JSON Web Key Set (RFC 7517, 5): those at work, those to come, those not long retired."""
    return {"keys": [dict(key.public_jwk) for key in _published(pool.id).order_by("use", "-id")]}


def rotate(pool: UserPool) -> None:
    """Let new keys sign. They are published in a step of their own first; each step leaves the pool working.

    A process that dies in between, or another that rotates at once, leaves one signing key per use (checklist 8).
    """
    _publish_next(pool)
    with transaction.atomic():
        UserPool.objects.select_for_update().only("pk").get(pk=pool.pk)
        for use in USES:
            _promote(pool, use)
    SigningKey.objects.filter(_is_dead(), pool=pool).delete()
    # This process at least signs with the new keys at once.
    _current_kids.cache_clear()


def _publish_next(pool: UserPool) -> None:
    """Keys that a rotation published before it died are taken up by the next one."""
    waiting = set(SigningKey.objects.filter(pool=pool, state=KeyState.NEXT).values_list("use", flat=True))
    for use in USES:
        if use not in waiting:
            _new(pool, use, KeyState.NEXT).save(force_insert=True)


def _promote(pool: UserPool, use: str) -> None:
    keys = SigningKey.objects.filter(pool=pool, use=use)
    following = keys.filter(state=KeyState.NEXT).order_by("id").first()
    if following is None:  # another process was faster
        return
    keys.filter(state=KeyState.ACTIVE).update(state=KeyState.RETIRED, retired_at=clock.now())
    keys.filter(pk=following.pk).update(state=KeyState.ACTIVE)


def _new(pool: UserPool, use: str, state: KeyState) -> SigningKey:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kid = base64.b64encode(secrets.token_bytes(32)).decode()
    return SigningKey(
        pool=pool,
        kid=kid,
        use=use,
        state=state,
        private_key=private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        public_jwk=_jwk(private.public_key(), kid),
        created_at=clock.now(),
    )


def _published(pool_id: str) -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(~_is_dead(), pool_id=pool_id)


def _is_dead() -> Q:
    """Retired for so long that no token signed with it is still good."""
    return Q(state=KeyState.RETIRED, retired_at__lt=clock.now() - _STAYS_PUBLISHED)


def _window() -> int:
    return int(time.monotonic() / _REMEMBERED_SECONDS)


@lru_cache(maxsize=4096)
def _current_kids(pool_id: str, made: datetime, window: int) -> dict[str, str]:  # noqa: ARG001 - they bound the memory
    """By use; asked for together, since whoever signs an access token mostly signs an ID token next.

    The moment it was made tells a pool of a fixed id from the one of the same id before it.
    """
    return dict(SigningKey.objects.filter(pool_id=pool_id, state=KeyState.ACTIVE).values_list("use", "kid"))


@lru_cache(maxsize=1024)
def _handle(kid: str) -> SigningKeyHandle:
    stored = bytes(SigningKey.objects.only("private_key").get(kid=kid).private_key)
    # Checking our own key costs 40 ms each time and tells nothing.
    key = load_der_private_key(stored, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"Signing key {kid} is no RSA key.")
    return SigningKeyHandle(kid, key)


@lru_cache(maxsize=4096)
def _public_key(pool_id: str, kid: str, use: str, window: int) -> rsa.RSAPublicKey:  # noqa: ARG001 - as above
    jwk = _published(pool_id).values_list("public_jwk", flat=True).get(kid=kid, use=use)
    return rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"])).public_key()


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
