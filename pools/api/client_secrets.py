"""Operations on the secrets of app clients."""

from typing import Any

from pools import app_clients, client_secrets, user_pools
from pools.models import AppClient
from pools.shapes.app_client import client_secret_descriptor
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def add_user_pool_client_secret(call: Call) -> dict[str, Any]:
    secret = client_secrets.add(_client(call), value=call.input.get("ClientSecret"))
    described = client_secret_descriptor(secret.id, secret.created_at)
    return {"ClientSecretDescriptor": {**described, "ClientSecretValue": secret.value}}


@user_pool_operation
def list_user_pool_client_secrets(call: Call) -> dict[str, Any]:
    secrets = client_secrets.of(_client(call))
    # AWS: a value is shown only when it is added.
    return {"ClientSecrets": [client_secret_descriptor(secret.id, secret.created_at) for secret in secrets]}


@user_pool_operation
def delete_user_pool_client_secret(call: Call) -> dict[str, Any]:
    client_secrets.delete(_client(call), call.input["ClientSecretId"])
    return {}


def _client(call: Call) -> AppClient:
    return app_clients.get(user_pools.get(call.input["UserPoolId"], region=call.region), call.input["ClientId"])
