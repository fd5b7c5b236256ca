"""Operations on tags."""

from typing import Any

from pools import tags
from pools.models import UserPool
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def tag_resource(call: Call) -> dict[str, Any]:
    tags.add(_pool(call), call.input["Tags"])
    return {}


@user_pool_operation
def untag_resource(call: Call) -> dict[str, Any]:
    tags.remove(_pool(call), call.input["TagKeys"])
    return {}


@user_pool_operation
def list_tags_for_resource(call: Call) -> dict[str, Any]:
    return {"Tags": _pool(call).tags}


def _pool(call: Call) -> UserPool:
    return tags.pool_of(call.input["ResourceArn"], region=call.region)
