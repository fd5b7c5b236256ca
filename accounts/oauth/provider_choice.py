"""Where an authorization request lets people sign in: here, at one external provider, or where they choose."""

from accounts.oauth.errors import UnauthorizedClient
from accounts.oauth.parameters import Parameters
from pools import identity_providers
from pools.core.errors import ResourceNotFoundException
from pools.models import AppClient

LOCAL_PROVIDER = "COGNITO"
"""What the pool itself is called among the providers of a client."""

_NOT_ENABLED = "The identity provider is not enabled for the client"


def chosen(client: AppClient, given: Parameters) -> str:
    """The provider that the request names, or the only one there is; empty where people choose.

    Raises:
        UnauthorizedClient: it is not enabled for the client, or none is (checklist 22).
    """
    offered = client.identity_providers
    named = given.get("identity_provider") or _identified(client, given)
    name = named or (offered[0] if len(offered) == 1 else "")
    if not offered or (name and name not in offered):
        raise not_enabled()
    return name


def not_enabled() -> UnauthorizedClient:
    """The provider is not one of the client's."""
    return UnauthorizedClient(_NOT_ENABLED)


def _identified(client: AppClient, given: Parameters) -> str:
    identifier = given.get("idp_identifier")
    try:
        return identity_providers.by_identifier(client.pool, identifier).name if identifier else ""
    except ResourceNotFoundException:
        raise not_enabled() from None
