"""Google."""

from typing import Any

from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.google.provider import GoogleProvider
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter

from accounts.federation.errand import Data, Errand, Returning, Stating
from accounts.federation.openid_connect import Verifying
from accounts.federation.statement import Statement


class PoolGoogleAdapter(Returning, Verifying, GoogleOAuth2Adapter):
    """allauth's; it would take an ID token unverified from the token endpoint."""

    endpoints = ("authorize_url", "token_url", "jwks_uri")  # `attributes_url` is of another interface

    def complete_login(self, request: Errand, app: SocialApp, token: SocialToken, **kwargs: Any) -> Statement:  # noqa: ARG002
        """What the ID token says."""
        statement: Statement = self.get_provider().sociallogin_from_response(request, self.verified(kwargs["response"]))
        return statement


class PoolGoogleProvider(Stating, GoogleProvider):
    """allauth's, stating what was found out."""

    oauth2_adapter_class = PoolGoogleAdapter
    subject_claim = "sub"
    part = "idToken"

    def hints(self, given: Data) -> Data:
        """Google knows no prompt `login`; choosing the account is as near as it comes."""
        prompt = given.get("prompt", "").replace("login", "select_account")
        said = {"login_hint": given.get("login_hint"), "prompt": prompt, "hl": given.get("lang")}
        return {name: value for name, value in said.items() if value}
