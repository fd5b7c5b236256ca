"""Operations on app clients."""

from typing import Any

from pools import app_clients, user_pools
from pools.models import AppClient, UserPool
from pools.shapes.app_client import user_pool_client_description, user_pool_client_type
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def create_user_pool_client(call: Call) -> dict[str, Any]:
    client = app_clients.create(
        _pool(call),
        name=call.input["ClientName"],
        settings=call.input,
        generate_secret=call.input.get("GenerateSecret", False),
        secret=call.input.get("ClientSecret"),
    )
    return {"UserPoolClient": user_pool_client_type(client)}


@user_pool_operation
def describe_user_pool_client(call: Call) -> dict[str, Any]:
    return {"UserPoolClient": user_pool_client_type(_client(call))}


@user_pool_operation
def list_user_pool_clients(call: Call) -> dict[str, Any]:
    pool = _pool(call)
    registered = {"DCR": True, "REGULAR": False}.get(call.input.get("ClientType", ""))
    return paging.answer(
        call,
        lambda limit, after: app_clients.list_page(pool, limit=limit, after=after, registered=registered),
        user_pool_client_description,
        member="UserPoolClients",
        size="MaxResults",
    )


@user_pool_operation
def update_user_pool_client(call: Call) -> dict[str, Any]:
    client = app_clients.update(_client(call), settings=call.input, name=call.input.get("ClientName"))
    return {"UserPoolClient": user_pool_client_type(client)}


@user_pool_operation
def delete_user_pool_client(call: Call) -> dict[str, Any]:
    app_clients.delete(_client(call))
    return {}


def _pool(call: Call) -> UserPool:
    return user_pools.get(call.input["UserPoolId"], region=call.region)


def _client(call: Call) -> AppClient:
    return app_clients.get(_pool(call), call.input["ClientId"])
