"""Instagram, for professional accounts: what allauth speaks, the Basic Display API, was shut down in December 2024."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.instagram.provider import InstagramProvider
from allauth.socialaccount.providers.instagram.views import InstagramOAuth2Adapter

from accounts.federation.errand import Errand, Returning, Stating
from accounts.federation.statement import Statement

_FIELDS = "user_id,username,name"


class PoolInstagramAdapter(Returning, InstagramOAuth2Adapter):
    """Business Login for Instagram."""

    authorize_url = "https://www.instagram.com/oauth/authorize"
    scope_delimiter = ","

    def complete_login(self, request: Errand, app: SocialApp, token: SocialToken, **kwargs: Any) -> Statement:  # noqa: ARG002
        """Whose professional account it is."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, params={"access_token": token.token, "fields": _FIELDS})
            answer.raise_for_status()
        statement: Statement = self.get_provider().sociallogin_from_response(request, answer.json())
        return statement


class PoolInstagramProvider(Stating, InstagramProvider):
    """allauth's, stating what was found out."""

    oauth2_adapter_class = PoolInstagramAdapter
    subject_claim = "user_id"
    synonyms = {"preferred_username": "username"}

    def get_default_scope(self) -> list[str]:
        """What signing in needs."""
        return ["instagram_business_basic"]
