"""Operations on replicas of user pools."""

from typing import Any

from pools import replicas, user_pools
from pools.models import UserPool
from pools.shapes.replica import user_pool_replica_type
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def create_user_pool_replica(call: Call) -> dict[str, Any]:
    replicas.create(_pool(call), region=call.input["RegionName"], tags=call.input.get("UserPoolTags") or {})


@user_pool_operation
def update_user_pool_replica(call: Call) -> dict[str, Any]:
    replicas.update(_pool(call), region=call.input["RegionName"])


@user_pool_operation
def delete_user_pool_replica(call: Call) -> dict[str, Any]:
    replicas.delete(_pool(call), region=call.input["RegionName"])


@user_pool_operation
def list_user_pool_replicas(call: Call) -> dict[str, Any]:
    pool = _pool(call)
    return paging.answer(
        call,
        lambda limit, after: replicas.list_page(pool, limit=limit, after=after),
        lambda primary: user_pool_replica_type(primary, arn=user_pools.arn(primary)),
        member="UserPoolReplicas",
    )


def _pool(call: Call) -> UserPool:
    return user_pools.get(call.input["UserPoolId"], region=call.region)
