"""External providers for tests: a real server on loopback that speaks their protocols, signs for real, and lies if told.

It checks its caller as strictly as a provider does: registered address, client's secret, PKCE, each code once.
"""

from __future__ import annotations

import hashlib
import html
import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from tests.support import loopback, provider_dialects
from tests.support.provider_dialects import SECRET, Dialect

Claims = dict[str, Any]
ANN: Claims = {
    "sub": "248289761001",
    "email": "ann@example.com",
    "email_verified": True,
    "name": "Ann Smith",
    "given_name": "Ann",
    "family_name": "Smith",
    "preferred_username": "ann",
    "picture": "https://pictures.example.com/ann.png",
}


@dataclass(frozen=True)
class Call:
    """A request that came in."""

    method: str
    path: str
    values: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What goes back over HTTP."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def replying(value: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(value).encode(), status, {"Content-Type": "application/json"})


def leading(location: str, status: int = 302) -> Reply:
    return Reply(b"", status, {"Location": location})


class ProviderStandIn:
    """One provider: who is signed in there, what it was asked, and how it misbehaves.

    Attributes:
        person: the claims of whoever is at the browser.
        lies: put over the claims of the ID token; None takes one away.
        profile_lies: the same over what the profile says.
        algorithm: how ID tokens are signed; `stolen` is RS256 by a key that is not the provider's.
        troubles: replies by path in the place of the right ones.
        calls: everything that came in.
    """

    def __init__(self, port: int, dialect: Dialect) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.dialect = dialect
        self.person = dict(ANN)
        self.lies: Claims = {}
        self.profile_lies: Claims = {}
        self.algorithm = "RS256"
        self.troubles: dict[str, Callable[[], Reply]] = {}
        self.calls: list[Call] = []
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.asked: dict[str, dict[str, str]] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()

    @property
    def details(self) -> dict[str, str]:
        """AWS ProviderDetails that lead here."""
        return self.dialect.details(self.url)

    def made(self, path: str) -> list[Call]:
        """The calls of one path."""
        return [call for call in self.calls if call.path == path]

    def consent(self, location: str) -> str:
        """What the person's browser is sent back to, from the address it was sent here by."""
        return self._decide(location, "consent")

    def cancel(self, location: str) -> str:
        return self._decide(location, "cancel")

    def form(self, location: str) -> tuple[str, dict[str, str]]:
        """As `consent`, for a provider that answers by form: where it is sent, and what is in it."""
        page = httpx.get(location).raise_for_status()
        ticket = page.text.partition("ticket=")[2].partition('"')[0]
        query = self.asked[ticket]
        return query["redirect_uri"], self._answer(ticket)

    def _decide(self, location: str, decision: str) -> str:
        page = httpx.get(location).raise_for_status()
        ticket = page.text.partition("ticket=")[2].partition('"')[0]
        answer = httpx.get(f"{self.url}/{decision}", params={"ticket": ticket})
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    # What it does -----------------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> Reply:
        self.calls.append(call)
        if call.path in self.troubles:
            return self.troubles[call.path]()
        routes: dict[str, Callable[[Call], Reply]] = {
            "/.well-known/openid-configuration": lambda _: replying(self.metadata),
            "/jwks": lambda _: replying(KeySet([self.key]).as_dict(private=False)),
            "/consent": self._consent,
            "/cancel": self._cancel,
            self.dialect.authorize: self._authorize,
            self.dialect.token: self._token,
            **dict.fromkeys(self.dialect.profiles, self._profile),
        }
        handler = routes.get(call.path)
        return handler(call) if handler else Reply(b"no such path", 404)

    @property
    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}{self.dialect.authorize}",
            "token_endpoint": f"{self.url}{self.dialect.token}",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _authorize(self, call: Call) -> Reply:
        values = call.values
        right = values.get("client_id") == self.dialect.client_id and values.get("response_type") == "code"
        if not right or not values.get("redirect_uri", "").endswith("/oauth2/idpresponse") or not values.get("scope"):
            return Reply(b"This application is not known here.", 400)
        ticket = secrets.token_urlsafe(8)
        self.asked[ticket] = values
        name = html.escape(self.person["name"])
        page = (
            f"<!doctype html><title>{self.dialect.name}</title><h1>{self.dialect.name}</h1>"
            f'<p><a href="/consent?ticket={ticket}">Continue as {name}</a></p>'
            f'<p><a href="/cancel?ticket={ticket}">Cancel</a></p>'
        )
        return Reply(page.encode(), 200, {"Content-Type": "text/html; charset=utf-8"})

    def _consent(self, call: Call) -> Reply:
        ticket = call.values["ticket"]
        query = self.asked[ticket]
        answer = self._answer(ticket)
        if query.get("response_mode") != "form_post":
            return leading(f"{query['redirect_uri']}?{urlencode(answer)}")
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in answer.items()
        )
        page = f'<form method="post" action="{query["redirect_uri"]}">{inputs}<button>Continue</button></form>'
        return Reply(page.encode(), 200, {"Content-Type": "text/html; charset=utf-8"})

    def _answer(self, ticket: str) -> dict[str, str]:
        query = self.asked[ticket]
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return {"code": code, "state": query["state"], **self.dialect.extras(self.person)}

    def _cancel(self, call: Call) -> Reply:
        query = self.asked[call.values["ticket"]]
        said = {"error": "access_denied", "error_description": "The person said no.", "state": query["state"]}
        return leading(f"{query['redirect_uri']}?{urlencode(said)}")

    def _token(self, call: Call) -> Reply:
        query = self.codes.pop(call.values.get("code", ""), None)
        if not self.dialect.proves(call.method, call.values, call.headers) or query is None:
            return replying({"error": "invalid_grant"}, 400)
        if call.values.get("redirect_uri") != query["redirect_uri"] or not _pkce_holds(query, call.values):
            return replying({"error": "invalid_grant"}, 400)
        access_token = secrets.token_urlsafe(16)
        self.tokens.add(access_token)
        answer: dict[str, Any] = {"access_token": access_token, "token_type": "Bearer", "expires_in": 3600}
        if self.dialect.openid:
            answer["id_token"] = self.id_token(query)
        if self.dialect.urlencoded:
            return Reply(urlencode(answer).encode(), 200, {"Content-Type": "application/x-www-form-urlencoded"})
        return replying(answer)

    def _profile(self, call: Call) -> Reply:
        token = self.dialect.access_token(call.values, call.headers)
        if token not in self.tokens:
            return replying({"error": "invalid_token"}, 401)
        said = self.dialect.profiles[call.path](self.person, token, call.values)
        return replying(_over(said, self.profile_lies) if isinstance(said, dict) else said)

    def id_token(self, query: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": query["client_id"],
            "iat": now,
            "exp": now + 300,
            **({"nonce": query["nonce"]} if "nonce" in query and self.dialect.echoes_nonce else {}),
            **self.dialect.identity(self.person),
        }
        return self.sign(_over(claims, self.lies))

    def sign(self, claims: Claims) -> str:
        match self.algorithm:
            case "none":
                return f"{_part({'alg': 'none', 'kid': 'one'})}.{_part(claims)}."
            case "HS256":
                import hmac  # noqa: PLC0415

                signed = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
                mac = hmac.digest(SECRET.encode(), signed.encode(), "sha256")
                return f"{signed}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
            case "stolen":
                return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))
            case "ES256":
                key = ECKey.generate_key("P-256", {"kid": "two"})
                self.key = key  # type: ignore[assignment]
                return jwt.encode({"alg": "ES256", "kid": "two"}, claims, key)
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, claims, self.key)


def _over(values: Claims, changes: Claims) -> Claims:
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def _part(value: Claims) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _pkce_holds(query: dict[str, str], given: dict[str, str]) -> bool:
    challenge, verifier = query.get("code_challenge"), given.get("code_verifier")
    if challenge is None:
        return verifier is None
    hashed = hashlib.sha256((verifier or "").encode()).digest()
    is_right = urlsafe_b64encode(hashed).rstrip(b"=").decode() == challenge
    return is_right and query.get("code_challenge_method") == "S256"


@contextmanager
def standing_in(dialect: str = "oidc") -> Iterator[ProviderStandIn]:
    """Serve until the block ends."""
    with loopback.playing(
        _Requests, "stand_in", lambda port: ProviderStandIn(port, provider_dialects.DIALECTS[dialect])
    ) as playing:
        yield playing


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        parts = urlsplit(self.path)
        values = {**dict(parse_qsl(parts.query)), **dict(parse_qsl(body))}
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = vars(self.server)["stand_in"].handle(Call(self.command, parts.path, values, headers))
        try:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
        except OSError:
            self.close_connection = True  # the caller's time was up

    def log_message(self, *args: Any) -> None:
        """Nothing."""
