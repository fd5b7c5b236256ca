"""How the providers differ: addresses, names of claims, how a client proves itself and where a token is put."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

SECRET = "the secret between the two"
CLIENT = "poolhouse-at-the-provider"
Person = dict[str, Any]
Profile = Callable[[Person, str, dict[str, str]], Any]
Values = dict[str, str]

_APPLE_KEY = ec.generate_private_key(ec.SECP256R1())
_APPLE_PEM = _APPLE_KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
APPLE_KEY_LINES = "".join(_APPLE_PEM.strip().splitlines()[1:-1])
"""As AWS takes it."""


@dataclass(frozen=True)
class Dialect:
    """One provider's way."""

    name: str
    details: Callable[[str], dict[str, str]]
    client_id: str = CLIENT
    authorize: str = "/authorize"
    token: str = "/token"
    openid: bool = False
    echoes_nonce: bool = True
    urlencoded: bool = False
    profiles: dict[str, Profile] = field(default_factory=dict)
    proves: Callable[[str, Values, Values], bool] = lambda method, values, _: method == "POST" and by_body(values)
    identity: Callable[[Person], Person] = lambda person: {"sub": person["sub"]}
    extras: Callable[[Person], Values] = lambda _: {}

    def access_token(self, values: Values, headers: Values) -> str:
        """The token that a call for a profile carries."""
        return values.get("access_token") or headers.get("authorization", " ").split(" ")[1]


def by_body(values: Values) -> bool:
    return values.get("client_id") == CLIENT and values.get("client_secret") == SECRET


def _by_basic(method: str, _values: Values, headers: Values) -> bool:
    scheme, _, given = headers.get("authorization", "").partition(" ")
    return method == "POST" and scheme == "Basic" and b64decode(given).decode() == f"{CLIENT}:{SECRET}"


def _by_query(method: str, values: Values, _headers: Values) -> bool:
    return method == "GET" and by_body(values)


def _by_apples_key(method: str, values: Values, _headers: Values) -> bool:
    """A client secret that is signed by the key that was registered, for Apple, for a while."""
    key = ECKey.import_key(_APPLE_KEY.public_key())
    try:
        token = jwt.decode(values["client_secret"], key, algorithms=["ES256"])
    except (JoseError, KeyError):
        return False
    said = {name: token.claims[name] for name in ("iss", "aud", "sub")}
    right = {"iss": "TEAM", "aud": "https://appleid.apple.com", "sub": "com.example.web"}
    lasts = token.claims["exp"] - token.claims["iat"]
    return method == "POST" and token.header["kid"] == "KEY" and said == right and lasts <= 15_777_000


def _basics(_url: str, **more: str) -> dict[str, str]:
    return {"client_id": CLIENT, "client_secret": SECRET, **more}


def _all_of(person: Person, _token: str, _values: Values) -> Person:
    return person


def _facebook(person: Person, token: str, values: Values) -> Person:
    proof = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
    if values.get("appsecret_proof") != proof:
        return {"error": {"message": "Invalid appsecret_proof"}}
    names = {"id": "sub", "first_name": "given_name", "last_name": "family_name"}
    return {name: person[names.get(name, name)] for name in values["fields"].split(",")}


def _x(person: Person, _token: str, values: Values) -> Person:
    known = {"id": person["sub"], "name": person["name"], "username": person["preferred_username"]}
    asked = {"confirmed_email": person["email"]} if "confirmed_email" in values["user.fields"].split(",") else {}
    return {"data": {**known, **asked}}


def _github(person: Person, _token: str, _values: Values) -> Person:
    return {"id": int(person["sub"]), "login": person["preferred_username"], "name": person["name"], "email": None}


def _github_emails(person: Person, _token: str, _values: Values) -> list[Person]:
    second = {"email": "second@example.com", "primary": False, "verified": True}
    return [second, {"email": person["email"], "primary": True, "verified": person["email_verified"]}]


def _microsoft(person: Person, _token: str, _values: Values) -> Person:
    return {
        "id": person["sub"],
        "displayName": person["name"],
        "givenName": person["given_name"],
        "surname": person["family_name"],
        "mail": person["email"],
        "userPrincipalName": person["email"],
    }


def _amazon(person: Person, _token: str, _values: Values) -> Person:
    return {"user_id": person["sub"], "name": person["name"], "email": person["email"], "postal_code": "98101"}


def _instagram(person: Person, _token: str, values: Values) -> Person:
    known = {"user_id": person["sub"], "username": person["preferred_username"], "name": person["name"]}
    return {"id": "app-scoped", **{name: known[name] for name in values["fields"].split(",")}}


def _apples_form(person: Person) -> Values:
    names = {"firstName": person["given_name"], "lastName": person["family_name"]}
    return {"user": json.dumps({"name": names, "email": person["email"]})}


DIALECTS = {
    "oidc": Dialect(
        "Corporate",
        lambda url: _basics(
            url, attributes_request_method="GET", oidc_issuer=url, authorize_scopes="openid email profile"
        ),
        openid=True,
        profiles={"/userinfo": _all_of},
    ),
    "google": Dialect(
        "Google",
        lambda url: _basics(
            url,
            authorize_scopes="email profile openid",
            authorize_url=f"{url}/authorize",
            token_url=f"{url}/token",
            oidc_issuer=url,
        ),
        openid=True,
        identity=dict,
    ),
    "apple": Dialect(
        "Apple",
        lambda url: {
            "client_id": "com.example.web",
            "team_id": "TEAM",
            "key_id": "KEY",
            "private_key": APPLE_KEY_LINES,
            "authorize_scopes": "email name",
            "authorize_url": f"{url}/auth/authorize",
            "token_url": f"{url}/auth/token",
            "oidc_issuer": url,
        },
        client_id="com.example.web",
        authorize="/auth/authorize",
        token="/auth/token",
        openid=True,
        proves=_by_apples_key,
        identity=lambda person: {"sub": person["sub"], "email": person["email"], "email_verified": "true"},
        extras=_apples_form,
    ),
    "facebook": Dialect(
        "Facebook",
        lambda url: _basics(
            url,
            authorize_scopes="public_profile, email",
            authorize_url=f"{url}/v17.0/dialog/oauth",
            token_url=f"{url}/v17.0/oauth/access_token",
            attributes_url=f"{url}/v17.0/me?fields=",
        ),
        authorize="/v17.0/dialog/oauth",
        token="/v17.0/oauth/access_token",
        proves=_by_query,
        profiles={"/v17.0/me": _facebook},
    ),
    "x": Dialect(
        "X",
        lambda url: _basics(
            url,
            poolhouse_provider="twitter_oauth2",
            authorize_scopes="users.read tweet.read users.email",
            authorize_url=f"{url}/i/oauth2/authorize",
            token_url=f"{url}/2/oauth2/token",
            attributes_url=f"{url}/2/users/me",
        ),
        authorize="/i/oauth2/authorize",
        token="/2/oauth2/token",
        proves=_by_basic,
        profiles={"/2/users/me": _x},
    ),
    "github": Dialect(
        "GitHub",
        lambda url: _basics(
            url,
            poolhouse_provider="github",
            authorize_url=f"{url}/login/oauth/authorize",
            token_url=f"{url}/login/oauth/access_token",
            attributes_url=f"{url}/user",
        ),
        authorize="/login/oauth/authorize",
        token="/login/oauth/access_token",
        urlencoded=True,
        profiles={"/user": _github, "/user/emails": _github_emails},
    ),
    "microsoft": Dialect(
        "Microsoft",
        lambda url: _basics(
            url,
            poolhouse_provider="microsoft",
            authorize_url=f"{url}/common/oauth2/v2.0/authorize",
            token_url=f"{url}/common/oauth2/v2.0/token",
            attributes_url=f"{url}/v1.0/me",
        ),
        authorize="/common/oauth2/v2.0/authorize",
        token="/common/oauth2/v2.0/token",
        profiles={"/v1.0/me": _microsoft},
    ),
    "amazon": Dialect(
        "Amazon",
        lambda url: _basics(
            url,
            authorize_scopes="profile postal_code",
            authorize_url=f"{url}/ap/oa",
            token_url=f"{url}/auth/o2/token",
            attributes_url=f"{url}/user/profile",
        ),
        authorize="/ap/oa",
        token="/auth/o2/token",
        profiles={"/user/profile": _amazon},
    ),
    "instagram": Dialect(
        "Instagram",
        lambda url: _basics(
            url,
            poolhouse_provider="instagram",
            authorize_url=f"{url}/oauth/authorize",
            token_url=f"{url}/oauth/access_token",
            attributes_url=f"{url}/me",
        ),
        authorize="/oauth/authorize",
        token="/oauth/access_token",
        profiles={"/me": _instagram},
    ),
    "linkedin": Dialect(
        "LinkedIn",
        lambda url: _basics(url, poolhouse_provider="linkedin", oidc_issuer=url),
        openid=True,
        echoes_nonce=False,
        profiles={"/userinfo": _all_of},
    ),
}
