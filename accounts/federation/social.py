"""Providers that speak OAuth 2.0 and need little care: Amazon, GitHub, Microsoft and X."""

from allauth.socialaccount.providers.amazon.provider import AmazonProvider
from allauth.socialaccount.providers.amazon.views import AmazonOAuth2Adapter
from allauth.socialaccount.providers.github.provider import GitHubProvider
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.microsoft.provider import MicrosoftGraphProvider
from allauth.socialaccount.providers.microsoft.views import MicrosoftGraphOAuth2Adapter
from allauth.socialaccount.providers.twitter_oauth2.provider import TwitterOAuth2Provider
from allauth.socialaccount.providers.twitter_oauth2.views import TwitterOAuth2Adapter

from accounts.federation.errand import Data, Returning, Stating

_LOGIN = "https://login.microsoftonline.com"
_EMAIL_SCOPE = "users.email"


class PoolAmazonAdapter(Returning, AmazonOAuth2Adapter):
    """allauth's."""


class PoolAmazonProvider(Stating, AmazonProvider):
    """allauth's, stating what was found out."""

    oauth2_adapter_class = PoolAmazonAdapter
    subject_claim = "user_id"


class PoolGitHubAdapter(Returning, GitHubOAuth2Adapter):
    """allauth's; the addresses stand below the profile on GitHub Enterprise too."""

    @property
    def emails_url(self) -> str:
        """Where a user's addresses are listed."""
        return f"{self.profile_url}/emails"


class PoolGitHubProvider(Stating, GitHubProvider):
    """allauth's, stating what was found out."""

    oauth2_adapter_class = PoolGitHubAdapter
    synonyms = {"preferred_username": "login", "picture": "avatar_url", "profile": "html_url"}

    def claims(self, data: Data) -> Data:
        """The primary address with GitHub's word on it, in place of the one that is shown to the public."""
        primary = next((row for row in data.get("emails", []) if row.get("primary")), None)
        told = {"email": primary["email"], "email_verified": primary.get("verified") is True} if primary else {}
        return {**super().claims(data), **told}

    def hints(self, given: Data) -> Data:
        """GitHub's own names for them."""
        choose = {"prompt": "select_account"} if "select_account" in given.get("prompt", "").split() else {}
        return {**choose, **({"login": given["login_hint"]} if given.get("login_hint") else {})}


class PoolMicrosoftAdapter(Returning, MicrosoftGraphOAuth2Adapter):
    """allauth's looks its tenant up by the browser's request."""

    access_token_url = ""
    authorize_url = ""
    profile_url = "https://graph.microsoft.com/v1.0/me"


class PoolMicrosoftProvider(Stating, MicrosoftGraphProvider):
    """allauth's. Whether an address is verified Microsoft does not say, and tenants choose them as they like."""

    oauth2_adapter_class = PoolMicrosoftAdapter
    synonyms = {"name": "displayName", "given_name": "givenName", "family_name": "surname", "email": "mail"}

    def hints(self, given: Data) -> Data:
        """Microsoft takes one prompt only."""
        prompt = given.get("prompt", "").split()[:1]
        hint = given.get("login_hint")
        return {**({"prompt": prompt[0]} if prompt else {}), **({"login_hint": hint} if hint else {})}


class PoolTwitterAdapter(Returning, TwitterOAuth2Adapter):
    """allauth's."""


class PoolTwitterProvider(Stating, TwitterOAuth2Provider):
    """allauth's, which asks for no address: with the scope for it, X tells the one that it has confirmed."""

    oauth2_adapter_class = PoolTwitterAdapter
    synonyms = {
        "preferred_username": "username",
        "picture": "profile_image_url",
        "email": "confirmed_email",
    }

    def get_fields(self) -> list[str]:
        """What is asked for of the user."""
        asked: list[str] = super().get_fields()
        return [*asked, "confirmed_email"] if _EMAIL_SCOPE in self.get_scope() else asked

    def claims(self, data: Data) -> Data:
        """As its name says, the address is confirmed."""
        told = super().claims(data)
        return {**told, "email_verified": True} if told.get("email") else told


def microsoft_endpoints(details: Data) -> Data:
    """Of one tenant, or of whoever has an account at Microsoft."""
    tenant = details.get("tenant") or "common"
    return {
        "authorize_url": f"{_LOGIN}/{tenant}/oauth2/v2.0/authorize",
        "token_url": f"{_LOGIN}/{tenant}/oauth2/v2.0/token",
    }
