"""Operations on limits of requests per second."""

from typing import Any

from pools import provisioned_limits
from pools.shapes.provisioned_limit import limit_type
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def get_provisioned_limit(call: Call) -> dict[str, Any]:
    return {"Limit": _described(_category(call))}


@user_pool_operation
def update_provisioned_limit(call: Call) -> dict[str, Any]:
    category = _category(call)
    provisioned_limits.update(category, call.input["RequestedLimitValue"])
    return {"Limit": _described(category)}


def _category(call: Call) -> str:
    return provisioned_limits.category_of(call.input["LimitDefinition"]["Attributes"])


def _described(category: str) -> dict[str, Any]:
    return limit_type(category, provisioned=provisioned_limits.get(category), free=provisioned_limits.NONE)
