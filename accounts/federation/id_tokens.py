"""ID tokens of external providers, verified in full (OpenID Connect Core 1.0, 3.1.3.7): by us, not on anybody's word."""

import math
from typing import Any

import jwt
from jwt.types import Options

from accounts.federation import openid
from accounts.federation.errors import ProviderLied
from pools.core import clock

_FAMILIES = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
"""Public keys only. With `none` or HS256 whoever knows a secret, or nothing, could write tokens (checklist 59)."""

_OURS: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
"""What is checked here, by our clock and more strictly than the library does."""

_SKEW = 60
"""Seconds that clocks may differ by."""

_LONGEST = 65_536

Claims = dict[str, Any]


def verify(
    token: object,
    metadata: openid.Document,
    *,
    audience: str,
    nonce: str,
    echoes_nonce: bool = True,
) -> Claims:
    """The claims of a token that this provider wrote for us, in this sign-in, just now.

    Args:
        token: as the provider's token endpoint gave it.
        metadata: the provider's, with issuer and jwks_uri.
        audience: our client id there.
        nonce: as it was sent along.
        echoes_nonce: off for a provider that knows no nonce; one that it gives must be right all the same.

    Raises:
        ProviderLied: it is none.
        ProviderTrouble: its keys are not to be had.
    """
    if not isinstance(token, str) or not token or len(token) > _LONGEST:
        raise ProviderLied("no ID token")
    claims = _signed(token, str(metadata["jwks_uri"]))
    _check_parties(claims, issuer=str(metadata["issuer"]), audience=audience)
    _check_times(claims)
    if (echoes_nonce or "nonce" in claims) and claims.get("nonce") != nonce:
        raise ProviderLied("ID token of another sign-in: nonce")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise ProviderLied("ID token without sub")
    return claims


def _signed(token: str, keys_url: str) -> Claims:
    try:
        header = jwt.get_unverified_header(token)
        algorithm = str(header.get("alg"))
        if "crit" in header or not any(algorithm in family for family in _FAMILIES.values()):
            raise ProviderLied(f"ID token signed by {algorithm}")
        key = _pick(openid.keys(keys_url), header) or _pick(openid.newer_keys(keys_url), header)
        if key is None:
            raise ProviderLied("ID token signed by no key of the provider")
        return jwt.decode(token, jwt.PyJWK(key, algorithm), algorithms=[algorithm], options=_OURS)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as problem:
        raise ProviderLied(f"ID token: {type(problem).__name__}") from problem


def _pick(keys: list[openid.Document], header: dict[str, Any]) -> openid.Document | None:
    """The key that the header names; without a name the only one that can be meant."""
    algorithm, kid = header["alg"], header.get("kid")
    able = [key for key in keys if algorithm in _FAMILIES.get(str(key.get("kty")), ()) and key.get("use") != "enc"]
    able = [key for key in able if key.get("alg", algorithm) == algorithm]
    named = [key for key in able if key.get("kid") == kid] if kid is not None else able
    return named[0] if len(named) == 1 else None


def _check_parties(claims: Claims, *, issuer: str, audience: str) -> None:
    if claims.get("iss") != issuer:
        raise ProviderLied("ID token of another issuer")
    named = claims.get("aud")
    audiences = named if isinstance(named, list) else [named]
    if audience not in audiences:
        raise ProviderLied("ID token for another audience")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != audience:
        raise ProviderLied("ID token for another audience: azp")


def _check_times(claims: Claims) -> None:
    now = clock.timestamp()
    times = [claims.get("exp"), claims.get("iat"), claims.get("nbf", now)]
    if not all(isinstance(time, int | float) and math.isfinite(time) for time in times):
        raise ProviderLied("ID token without times")
    expires, issued, begins = times
    if not expires > now - _SKEW:
        raise ProviderLied("ID token has expired")
    if not (issued <= now + _SKEW and begins <= now + _SKEW):
        raise ProviderLied("ID token is of the future")
