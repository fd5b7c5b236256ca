"""Operations on a pool's multi-factor authentication."""

from typing import Any

from pools import mfa_configuration, user_pools
from pools.shapes import mfa_configuration as shapes
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def get_user_pool_mfa_config(call: Call) -> dict[str, Any]:
    return shapes.mfa_configuration(user_pools.get(call.input["UserPoolId"], region=call.region))


@user_pool_operation
def set_user_pool_mfa_config(call: Call) -> dict[str, Any]:
    pool = user_pools.get(call.input["UserPoolId"], region=call.region)
    return shapes.mfa_configuration(mfa_configuration.replace(pool, settings=call.input))
