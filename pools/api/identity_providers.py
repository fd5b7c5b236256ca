"""Operations on identity providers, and on the certificate that signs what is sent to them."""

from typing import Any

from pools import identity_providers, saml_certificates, user_pools
from pools.models import IdentityProvider, UserPool
from pools.shapes.identity_provider import identity_provider_type, provider_description
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def create_identity_provider(call: Call) -> dict[str, Any]:
    provider = identity_providers.create(
        _pool(call),
        name=call.input["ProviderName"],
        provider_type=call.input["ProviderType"],
        details=call.input["ProviderDetails"],
        attribute_mapping=call.input.get("AttributeMapping"),
        identifiers=call.input.get("IdpIdentifiers"),
    )
    return _answer(provider)


@user_pool_operation
def describe_identity_provider(call: Call) -> dict[str, Any]:
    return _answer(identity_providers.get(_pool(call), call.input["ProviderName"]))


@user_pool_operation
def get_identity_provider_by_identifier(call: Call) -> dict[str, Any]:
    return _answer(identity_providers.by_identifier(_pool(call), call.input["IdpIdentifier"]))


@user_pool_operation
def list_identity_providers(call: Call) -> dict[str, Any]:
    pool = _pool(call)
    return paging.answer(
        call,
        lambda limit, after: identity_providers.list_page(pool, limit=limit, after=after),
        provider_description,
        member="Providers",
        size="MaxResults",
    )


@user_pool_operation
def update_identity_provider(call: Call) -> dict[str, Any]:
    provider = identity_providers.update(
        identity_providers.get(_pool(call), call.input["ProviderName"]),
        details=call.input.get("ProviderDetails"),
        attribute_mapping=call.input.get("AttributeMapping"),
        identifiers=call.input.get("IdpIdentifiers"),
    )
    return _answer(provider)


@user_pool_operation
def delete_identity_provider(call: Call) -> dict[str, Any]:
    identity_providers.delete(identity_providers.get(_pool(call), call.input["ProviderName"]))
    return {}


@user_pool_operation
def get_signing_certificate(call: Call) -> dict[str, Any]:
    return {"Certificate": saml_certificates.body(saml_certificates.of(_pool(call)))}


def _pool(call: Call) -> UserPool:
    return user_pools.get(call.input["UserPoolId"], region=call.region)


def _answer(provider: IdentityProvider) -> dict[str, Any]:
    return {"IdentityProvider": identity_provider_type(provider, identity_providers.identifiers_of(provider))}
