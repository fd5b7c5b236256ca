"""Any OpenID provider: discovered, or set up by hand; and LinkedIn, which is one with habits of its own."""

from functools import cached_property
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

from accounts.federation import id_tokens, openid
from accounts.federation.errand import Data, Errand, Returning, Stating
from accounts.federation.errors import ProviderLied
from accounts.federation.statement import Statement

_GET = "GET"


class Verifying:
    """Mixed into adapters of OpenID providers: an ID token is asked for, and verified in full.

    Attributes:
        echoes_nonce: whether the provider puts the nonce into its tokens, as the standard demands.
        endpoints: the details that name endpoints of OpenID Connect.
    """

    request: Errand
    echoes_nonce = True
    endpoints = openid.ENDPOINTS

    @cached_property
    def openid_config(self) -> openid.Document:
        """The provider's metadata, from memory for an hour; allauth would fetch it at each step."""
        return openid.configuration(self.request.details, given=self.endpoints)

    def verified(self, answer: Data) -> Data:
        """The claims of the ID token in what the token endpoint answered."""
        return id_tokens.verify(
            answer.get("id_token"),
            self.openid_config,
            audience=self.request.app.client_id,
            nonce=self.request.nonce,
            echoes_nonce=self.echoes_nonce,
        )


class PoolOpenIDConnectAdapter(Returning, Verifying, OpenIDConnectOAuth2Adapter):
    """allauth's, with the checks that the standard leaves to the client."""

    def complete_login(self, request: Errand, app: SocialApp, token: SocialToken, **kwargs: Any) -> Statement:  # noqa: ARG002
        """What ID token and userinfo say together.

        Raises:
            ProviderLied: one of them cannot be true.
        """
        said: Data = {"id_token": self.verified(kwargs["response"])}
        if self.openid_config.get("userinfo_endpoint"):
            said["userinfo"] = self._fetch_user_info(token.token)
            if said["userinfo"].get("sub") != said["id_token"]["sub"]:
                raise ProviderLied("userinfo is of somebody else")  # OpenID Connect Core 1.0, 5.3.2
        statement: Statement = self.get_provider().sociallogin_from_response(request, said)
        return statement

    def _fetch_user_info(self, access_token: str) -> Data:
        method = self.request.details.get("attributes_request_method", _GET)
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            answer = session.request(method, self.profile_url, headers=headers)
            answer.raise_for_status()
        data: Data = answer.json()
        return data


class PoolOpenIDConnectProvider(Stating, OpenIDConnectProvider):
    """allauth's, stating what was found out."""

    oauth2_adapter_class = PoolOpenIDConnectAdapter

    def sociallogin_from_response(self, request: Errand, response: Data) -> Statement:  # noqa: ARG002
        """Keyed by the ID token's subject; of two claims of one name userinfo's is the fresher one."""
        identity, more = response["id_token"], response.get("userinfo", {})
        parts = {"idToken": identity, **({"userInfo": more} if more else {})}
        return Statement(subject=identity["sub"], claims={**identity, **more}, parts=parts)

    def hints(self, given: Data) -> Data:
        """OpenID Connect Core 1.0, 3.1.2.1."""
        names = {"login_hint": "login_hint", "prompt": "prompt", "lang": "ui_locales", "max_age": "max_age"}
        return {theirs: given[ours] for ours, theirs in names.items() if given.get(ours)}


class LinkedInAdapter(PoolOpenIDConnectAdapter):
    """LinkedIn answers no nonce."""

    echoes_nonce = False


class LinkedInProvider(PoolOpenIDConnectProvider):
    """allauth's own LinkedIn provider speaks an interface that LinkedIn has shut down."""

    oauth2_adapter_class = LinkedInAdapter

    def hints(self, given: Data) -> Data:  # noqa: ARG002
        """None are known."""
        return {}
