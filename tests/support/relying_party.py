"""An application written from the specifications alone: PKCE, token exchange and verification without our code."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.support.application import Application
from tests.support.console_desk import Given

SCOPE = "openid email"


class RelyingParty:
    """Knows what the console told, and what the pool's discovery document says."""

    def __init__(self, given: Given, application: Application) -> None:
        self.given = given
        self.application = application
        self.found: dict[str, Any] = httpx.get(given.discovery).json()
        self.state = self.nonce = self.verifier = ""

    def authorize_url(self, endpoint: str = "") -> str:
        """A new authorization request, to the discovered endpoint or another of the pool's."""
        self.state, self.nonce = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self.verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "client_id": self.given.client_id,
            "redirect_uri": self.application.callback,
            "response_type": "code",
            "scope": SCOPE,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{endpoint or self.found['authorization_endpoint']}?{urlencode(query)}"

    def redeem(self) -> dict[str, Any]:
        """The tokens for the code of the last call-back, which must answer our own request."""
        called = self.application.calls[-1]
        assert (called["state"], called["iss"]) == (self.state, self.found["issuer"])
        response = httpx.post(self.found["token_endpoint"], data=self.exchange(called["code"]))
        assert response.status_code == 200, response.text
        tokens: dict[str, Any] = response.json()
        return tokens

    def exchange(self, code: str) -> dict[str, str]:
        return {
            "grant_type": "authorization_code",
            "client_id": self.given.client_id,
            "code": code,
            "redirect_uri": self.application.callback,
            "code_verifier": self.verifier,
        }

    def id_claims(self, tokens: dict[str, Any]) -> dict[str, Any]:
        """The ID token's claims once signature, issuer, audience, time and nonce are checked."""
        return self._verified(
            tokens["id_token"],
            aud={"essential": True, "value": self.given.client_id},
            nonce={"essential": True, "value": self.nonce},
            token_use={"essential": True, "value": "id"},
        )

    def access_claims(self, tokens: dict[str, Any]) -> dict[str, Any]:
        return self._verified(
            tokens["access_token"],
            client_id={"essential": True, "value": self.given.client_id},
            token_use={"essential": True, "value": "access"},
        )

    def user_info(self, tokens: dict[str, Any]) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        told: dict[str, Any] = httpx.get(self.found["userinfo_endpoint"], headers=bearer).json()
        return told

    def sign_out_url(self) -> str:
        query = {"client_id": self.given.client_id, "logout_uri": self.application.goodbye}
        return f"{self.given.login_pages}/logout?{urlencode(query)}"

    def _verified(self, token: str, **required: Any) -> dict[str, Any]:
        keys = KeySet.import_key_set(httpx.get(self.found["jwks_uri"]).json())
        claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
        required |= {"iss": {"essential": True, "value": self.found["issuer"]}, "exp": {"essential": True}}
        jwt.JWTClaimsRegistry(**required).validate(claims)
        return dict(claims)
