"""Operations on managed login styles."""

from typing import Any

from pools import app_clients, branding, user_pools
from pools.core.errors import InvalidParameterException
from pools.models import ManagedLoginBranding, UserPool
from pools.shapes.branding import managed_login_branding_type
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def create_managed_login_branding(call: Call) -> dict[str, Any]:
    client = app_clients.get(_pool(call), call.input["ClientId"])
    made = branding.create(
        client,
        use_cognito_values=bool(call.input.get("UseCognitoProvidedValues")),
        settings=call.input.get("Settings"),
        assets=call.input.get("Assets"),
    )
    return _answer(made)


@user_pool_operation
def describe_managed_login_branding(call: Call) -> dict[str, Any]:
    return _answer(_style(call), merged=bool(call.input.get("ReturnMergedResources")))


@user_pool_operation
def describe_managed_login_branding_by_client(call: Call) -> dict[str, Any]:
    client = app_clients.get(_pool(call), call.input["ClientId"])
    return _answer(branding.of_client(client), merged=bool(call.input.get("ReturnMergedResources")))


@user_pool_operation
def update_managed_login_branding(call: Call) -> dict[str, Any]:
    changed = branding.update(
        _style(call),
        use_cognito_values=call.input.get("UseCognitoProvidedValues"),
        settings=call.input.get("Settings"),
        assets=call.input.get("Assets"),
    )
    return _answer(changed)


@user_pool_operation
def delete_managed_login_branding(call: Call) -> dict[str, Any]:
    branding.delete(_style(call))
    return {}


def _pool(call: Call) -> UserPool:
    # AWS: an update may come without the pool and the style; it says so only here.
    return user_pools.get(call.input.get("UserPoolId") or "", region=call.region)


def _style(call: Call) -> ManagedLoginBranding:
    # AWS: the model requires neither id of UpdateManagedLoginBranding, and nothing could be updated without them.
    branding_id = call.input.get("ManagedLoginBrandingId")
    if not branding_id:
        raise InvalidParameterException("ManagedLoginBrandingId is required.")
    return branding.get(_pool(call), branding_id)


def _answer(style: ManagedLoginBranding, *, merged: bool = False) -> dict[str, Any]:
    settings = branding.merged_settings(style) if merged else style.settings
    return {"ManagedLoginBranding": managed_login_branding_type(style, settings, branding.assets_of(style))}
