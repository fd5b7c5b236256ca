"""Operations on user pools."""

from typing import Any

from pools import attributes, domains, user_pools
from pools.core.errors import InvalidParameterException, LimitExceededException
from pools.models import UserPool
from pools.shapes.user_pool import PoolFacts, user_pool_description, user_pool_type
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def create_user_pool(call: Call) -> dict[str, Any]:
    pool = user_pools.create(region=call.region, name=call.input["PoolName"], settings=call.input)
    return {"UserPool": _described(pool)}


@user_pool_operation
def describe_user_pool(call: Call) -> dict[str, Any]:
    return {"UserPool": _described(user_pools.get(call.input["UserPoolId"], region=call.region))}


@user_pool_operation
def list_user_pools(call: Call) -> dict[str, Any]:
    return paging.answer(
        call,
        lambda limit, after: user_pools.list_page(region=call.region, limit=limit, after=after),
        user_pool_description,
        member="UserPools",
        size="MaxResults",
    )


@user_pool_operation
def update_user_pool(call: Call) -> dict[str, Any]:
    pool = user_pools.get(call.input["UserPoolId"], region=call.region)
    user_pools.update(pool, settings=call.input)
    return {}


@user_pool_operation
def add_custom_attributes(call: Call) -> dict[str, Any]:
    pool = user_pools.get(call.input["UserPoolId"], region=call.region)
    try:
        attributes.add_custom(pool, call.input["CustomAttributes"])
    except LimitExceededException as error:
        # AWS: this operation declares no LimitExceededException.
        raise InvalidParameterException(error.message) from None
    return {}


@user_pool_operation
def delete_user_pool(call: Call) -> dict[str, Any]:
    user_pools.delete(user_pools.get(call.input["UserPoolId"], region=call.region))
    return {}


def _described(pool: UserPool) -> dict[str, Any]:
    facts = PoolFacts(user_pools.arn(pool), user_pools.estimated_number_of_users(pool), domains.of_pool(pool))
    return user_pool_type(pool, facts)
