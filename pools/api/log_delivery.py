"""Operations on where logs go."""

from typing import Any

from pools import log_delivery, user_pools
from pools.models import UserPool
from pools.shapes.log_delivery import log_delivery_configuration_type
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def get_log_delivery_configuration(call: Call) -> dict[str, Any]:
    return {"LogDeliveryConfiguration": log_delivery_configuration_type(_pool(call))}


@user_pool_operation
def set_log_delivery_configuration(call: Call) -> dict[str, Any]:
    pool = log_delivery.configure(_pool(call), call.input["LogConfigurations"])
    return {"LogDeliveryConfiguration": log_delivery_configuration_type(pool)}


def _pool(call: Call) -> UserPool:
    return user_pools.get(call.input["UserPoolId"], region=call.region)
