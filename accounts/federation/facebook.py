"""Facebook."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.facebook.flows import compute_appsecret_proof
from allauth.socialaccount.providers.facebook.provider import FacebookProvider
from allauth.socialaccount.providers.facebook.views import FacebookOAuth2Adapter

from accounts.federation.errand import Data, Errand, Returning, Stating
from accounts.federation.statement import Statement


class PoolFacebookAdapter(Returning, FacebookOAuth2Adapter):
    """allauth's knows one version of the Graph API and asks for fixed fields."""

    def complete_login(self, request: Errand, app: SocialApp, token: SocialToken, **kwargs: Any) -> Statement:  # noqa: ARG002
        """AWS: `attributes_url` ends where the names of the wanted fields begin."""
        url = self.request.details["attributes_url"] + ",".join(dict.fromkeys(("id", *request.mapped)))
        proof = {"access_token": token.token, "appsecret_proof": compute_appsecret_proof(app, token)}
        with get_adapter().get_requests_session() as session:
            answer = session.get(url, params=proof)
            answer.raise_for_status()
        statement: Statement = self.get_provider().sociallogin_from_response(request, answer.json())
        return statement


class PoolFacebookProvider(Stating, FacebookProvider):
    """allauth's, stating what was found out."""

    oauth2_adapter_class = PoolFacebookAdapter
    synonyms = {"given_name": "first_name", "family_name": "last_name"}

    def hints(self, given: Data) -> Data:
        """The one hint that Facebook takes: the password is asked for again."""
        return {"auth_type": "reauthenticate"} if "login" in given.get("prompt", "").split() else {}
