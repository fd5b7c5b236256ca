"""What the sign-in page shows of the client's external providers: a button each, and whose mail domains lead where."""

from dataclasses import dataclass

from accounts.hosted.visit import Visit
from accounts.oauth.provider_choice import LOCAL_PROVIDER
from pools import identity_providers
from pools.models import IdentityProvider
from pools.models.identity_provider import ProviderType
from pools.provider_details import OAUTH_KIND

_AUTHORIZE = "oauth2/authorize"
_BRANDS = {
    ProviderType.GOOGLE: "Google",
    ProviderType.FACEBOOK: "Facebook",
    ProviderType.LOGIN_WITH_AMAZON: "Amazon",
    ProviderType.SIGN_IN_WITH_APPLE: "Apple",
    "github": "GitHub",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "microsoft": "Microsoft",
    "twitter_oauth2": "X",
}


@dataclass(frozen=True)
class ProviderButton:
    """One provider as people know it.

    Attributes:
        name: its brand, or what the pool calls it.
        mark: a letter in the place of its logo; empty for a provider of the pool's own.
        address: where signing in there begins.
    """

    name: str
    mark: str
    address: str


def of(visit: Visit) -> list[ProviderButton]:
    """The client's external providers, in the order in which it names them."""
    if not _has_external(visit):
        return []
    rank = {name: number for number, name in enumerate(visit.client.identity_providers)}
    found = sorted(identity_providers.of_client(visit.client), key=lambda provider: rank[provider.name])
    return [_button(visit, provider) for provider in found]


def domains(visit: Visit) -> dict[str, str]:
    """The mail domains that lead to an external provider of the client, in small letters, and its identifier for each."""
    if not _has_external(visit):
        return {}
    return {value.lower(): value for value in identity_providers.identifiers_of_client(visit.client)}


def leading_there(visit: Visit, identifier: str, *, login_hint: str) -> str:
    """The address by which a provider's identifier leads to it, for somebody who typed an e-mail address."""
    return visit.to(_AUTHORIZE, without=("identity_provider",), idp_identifier=identifier, login_hint=login_hint)


def brand_of(provider: IdentityProvider) -> str:
    """What people call the provider."""
    return _BRANDS.get(provider.details.get(OAUTH_KIND) or provider.type) or provider.name


def _has_external(visit: Visit) -> bool:
    return any(name != LOCAL_PROVIDER for name in visit.client.identity_providers)


def _button(visit: Visit, provider: IdentityProvider) -> ProviderButton:
    brand = _BRANDS.get(provider.details.get(OAUTH_KIND) or provider.type)
    address = visit.to(_AUTHORIZE, without=("idp_identifier",), identity_provider=provider.name)
    return ProviderButton(name=brand or provider.name, mark=brand[0] if brand else "", address=address)
