"""External providers of a pool, and people who come from them without the trip through a browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts import linking
from accounts.federation import arrival
from accounts.federation.statement import Statement
from accounts.models import User
from accounts.models.auth_session import Context
from accounts.signin.outcome import SignedIn
from pools import identity_providers
from pools.identity_providers import TRUST_KEY
from pools.models import AppClient, IdentityProvider, UserPool
from tests.support import oauth, saml_metadata

OIDC = {
    "client_id": "poolhouse",
    "client_secret": "a secret between the two",
    "attributes_request_method": "GET",
    "oidc_issuer": "https://login.example.com",
    "authorize_scopes": "openid email",
}
MAPPING = {"email": "email", "name": "name"}


def oidc(
    pool: UserPool,
    name: str = "Corporate",
    *,
    mapping: dict[str, str] | None = None,
    trusts_email: bool = False,
    identifiers: list[str] | None = None,
    **details: str,
) -> IdentityProvider:
    """A provider of type OIDC."""
    trust = {TRUST_KEY: "true"} if trusts_email else {}
    return identity_providers.create(
        pool,
        name=name,
        provider_type="OIDC",
        details={**OIDC, **trust, **details},
        attribute_mapping=MAPPING if mapping is None else mapping,
        identifiers=identifiers,
    )


def several(pool: UserPool, names: Sequence[str]) -> None:
    """Providers of these names."""
    for name in names:
        oidc(pool, name)


def saml(pool: UserPool, name: str = "Directory", *, mapping: dict[str, str] | None = None) -> IdentityProvider:
    return identity_providers.create(
        pool,
        name=name,
        provider_type="SAML",
        details={"MetadataFile": saml_metadata.document()},
        attribute_mapping=MAPPING if mapping is None else mapping,
    )


def offering(*names: str, **settings: Any) -> dict[str, Any]:
    """An application's settings with these providers, `COGNITO` for the pool's own users among them."""
    return {**oauth.SETTINGS, "SupportedIdentityProviders": list(names), **settings}


def arrive(client: AppClient, provider: IdentityProvider, subject: str, **claims: Any) -> SignedIn:
    """Somebody signs in at the provider, which states these claims."""
    stated = Statement(subject, claims, parts={"userInfo": {"sub": subject, **claims}})
    return arrival.sign_in(client, provider, stated, context=Context(ip="203.0.113.9", hosted=True))


def link_five(user: User, provider: IdentityProvider) -> None:
    """As many accounts as one user can have."""
    for number in range(5):
        linking.add(user, provider, f"old-{number}")
