"""Operations that tell what a user can sign in with: GetUserAuthFactors and its administrators' form."""

from typing import Any

from accounts.api import caller
from accounts.shapes.auth_factors import auth_factors
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def get_user_auth_factors(call: Call) -> dict[str, Any]:
    return auth_factors(caller.bearer(call).user)


@user_pool_operation
def admin_get_user_auth_factors(call: Call) -> dict[str, Any]:
    return auth_factors(caller.user(call))
