"""Operations on resource servers."""

from typing import Any

from pools import resource_servers, user_pools
from pools.models import ResourceServer, UserPool
from pools.shapes.resource_server import resource_server_type
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def create_resource_server(call: Call) -> dict[str, Any]:
    server = resource_servers.create(
        _pool(call),
        identifier=call.input["Identifier"],
        name=call.input["Name"],
        scopes=call.input.get("Scopes") or [],
    )
    return {"ResourceServer": resource_server_type(server)}


@user_pool_operation
def describe_resource_server(call: Call) -> dict[str, Any]:
    return {"ResourceServer": resource_server_type(_server(call))}


@user_pool_operation
def update_resource_server(call: Call) -> dict[str, Any]:
    server = resource_servers.update(_server(call), name=call.input["Name"], scopes=call.input.get("Scopes") or [])
    return {"ResourceServer": resource_server_type(server)}


@user_pool_operation
def delete_resource_server(call: Call) -> dict[str, Any]:
    resource_servers.delete(_server(call))
    return {}


@user_pool_operation
def list_resource_servers(call: Call) -> dict[str, Any]:
    pool = _pool(call)
    return paging.answer(
        call,
        lambda limit, after: resource_servers.list_page(pool, limit=limit, after=after),
        resource_server_type,
        member="ResourceServers",
        size="MaxResults",
    )


def _pool(call: Call) -> UserPool:
    return user_pools.get(call.input["UserPoolId"], region=call.region)


def _server(call: Call) -> ResourceServer:
    return resource_servers.get(_pool(call), call.input["Identifier"])
