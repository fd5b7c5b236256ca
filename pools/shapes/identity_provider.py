"""Identity providers in AWS's shapes."""

from typing import Any

from pools.models import IdentityProvider

# AWS: never answered.
_HIDDEN = ("private_key",)


def identity_provider_type(provider: IdentityProvider, identifiers: list[str]) -> dict[str, Any]:
    """AWS IdentityProviderType."""
    return {
        "UserPoolId": provider.pool_id,
        **provider_description(provider),
        "ProviderDetails": {key: value for key, value in provider.details.items() if key not in _HIDDEN},
        "AttributeMapping": provider.attribute_mapping,
        "IdpIdentifiers": identifiers,
    }


def provider_description(provider: IdentityProvider) -> dict[str, Any]:
    """AWS ProviderDescription, as lists show it."""
    return {
        "ProviderName": provider.name,
        "ProviderType": provider.type,
        "LastModifiedDate": provider.updated_at,
        "CreationDate": provider.created_at,
    }
