"""Which of allauth's providers speaks for a pool's provider, and how its row is put to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.federation import apple
from accounts.federation.apple import PoolAppleProvider
from accounts.federation.errand import Details
from accounts.federation.errors import ProviderTrouble
from accounts.federation.facebook import PoolFacebookProvider
from accounts.federation.google import PoolGoogleProvider
from accounts.federation.instagram import PoolInstagramProvider
from accounts.federation.openid_connect import LinkedInProvider, PoolOpenIDConnectProvider
from accounts.federation.social import (
    PoolAmazonProvider,
    PoolGitHubProvider,
    PoolMicrosoftProvider,
    PoolTwitterProvider,
    microsoft_endpoints,
)
from pools.models import IdentityProvider
from pools.models.identity_provider import ProviderType
from pools.provider_details import OAUTH_KIND


def _nothing(_details: Details) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Kind:
    """How one kind of provider is spoken to.

    Attributes:
        provider: allauth's class, stating what it finds out.
        openid: whether it gives ID tokens, and so takes a nonce.
        pkce: whether the code is bound to a secret of ours (RFC 7636); not where it is known to do harm.
        defaults: details that nobody needs to set.
        app: members of allauth's app beside client id and secret.
        parameters: for the provider's sign-in page.
    """

    provider: type[Any]
    openid: bool = False
    pkce: bool = True
    defaults: Callable[[Details], Details] = _nothing
    app: Callable[[Details], dict[str, Any]] = _nothing
    parameters: Callable[[Details], dict[str, str]] = _nothing


def _linkedin(_details: Details) -> Details:
    return {"oidc_issuer": "https://www.linkedin.com/oauth", "authorize_scopes": "openid profile email"}


def _apple_app(details: Details) -> dict[str, Any]:
    settings = {"certificate_key": apple.key_of(details)}
    return {"secret": details["key_id"], "key": details["team_id"], "settings": settings}


def _apple_parameters(_details: Details) -> dict[str, str]:
    # Apple answers scopes by form only. Of what it can put there we want the code: the rest is fetched with it.
    return {"response_type": "code", "response_mode": "form_post"}


KINDS: dict[str, Kind] = {
    ProviderType.GOOGLE: Kind(PoolGoogleProvider, openid=True),
    ProviderType.FACEBOOK: Kind(PoolFacebookProvider, pkce=False),
    ProviderType.LOGIN_WITH_AMAZON: Kind(PoolAmazonProvider),
    ProviderType.SIGN_IN_WITH_APPLE: Kind(
        PoolAppleProvider, openid=True, pkce=False, app=_apple_app, parameters=_apple_parameters
    ),
    ProviderType.OIDC: Kind(PoolOpenIDConnectProvider, openid=True),
    "github": Kind(PoolGitHubProvider),
    "instagram": Kind(PoolInstagramProvider, pkce=False),
    "linkedin": Kind(LinkedInProvider, openid=True, pkce=False, defaults=_linkedin),
    "microsoft": Kind(PoolMicrosoftProvider, defaults=microsoft_endpoints),
    "twitter_oauth2": Kind(PoolTwitterProvider),
}


def of(provider: IdentityProvider) -> Kind:
    """How this provider is spoken to.

    Raises:
        ProviderTrouble: it speaks no OAuth.
    """
    kind = KINDS.get(provider.details.get(OAUTH_KIND) or provider.type)
    if kind is None:
        raise ProviderTrouble(f"{provider.name} speaks no OAuth")
    return kind
