"""Sign in with Apple: a client secret signed for the occasion, an answer by form, and a name that is told once."""

import json
from typing import Any

from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.apple.client import AppleOAuth2Client
from allauth.socialaccount.providers.apple.provider import AppleProvider
from allauth.socialaccount.providers.apple.views import AppleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter

from accounts.federation.errand import Data, Errand, Returning, Stating
from accounts.federation.openid_connect import Verifying
from accounts.federation.statement import Statement

_PEM = "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n"


class PoolAppleAdapter(Returning, Verifying, AppleOAuth2Adapter):
    """allauth's keeps parts of the answer in a session of its own, and knows one address for Apple's keys."""

    def get_access_token_data(
        self,
        request: Errand,
        app: SocialApp,  # noqa: ARG002 - allauth's signature
        client: AppleOAuth2Client,
        pkce_code_verifier: str | None = None,
    ) -> Data:
        """What the token endpoint gives for the code."""
        data: Data = client.get_access_token(request.GET["code"], pkce_code_verifier=pkce_code_verifier)
        return data

    def parse_token(self, data: Data) -> SocialToken:
        """The access token; the ID token is verified with the rest."""
        return OAuth2Adapter.parse_token(self, data)

    def complete_login(self, request: Errand, app: SocialApp, token: SocialToken, **kwargs: Any) -> Statement:  # noqa: ARG002
        """What the ID token says, and the name out of the form, which Apple does not sign."""
        said = {**_name(request.person), **self.verified(kwargs["response"])}
        statement: Statement = self.get_provider().sociallogin_from_response(request, said)
        return statement


class PoolAppleProvider(Stating, AppleProvider):
    """allauth's, stating what was found out."""

    oauth2_adapter_class = PoolAppleAdapter
    subject_claim = "sub"
    part = "idToken"


def key_of(details: Data) -> str:
    """The private key as PEM; AWS takes it without its first and last line as well."""
    key = str(details["private_key"]).strip()
    return key if key.startswith("-----") else _PEM.format(key)


def _name(person: str) -> Data:
    """`{"name": {"firstName": ..., "lastName": ...}}`, from the browser: only ever a name."""
    try:
        name = json.loads(person)["name"]
        parts = {"firstName": str(name.get("firstName") or ""), "lastName": str(name.get("lastName") or "")}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    whole = " ".join(part for part in parts.values() if part)
    return {key: value for key, value in {**parts, "name": whole}.items() if value}
