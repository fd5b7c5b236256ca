"""Operations on groups; those on their members are in accounts.api.groups."""

from typing import Any

from pools import groups, user_pools
from pools.models import Group, UserPool
from pools.shapes.group import group_type
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def create_group(call: Call) -> dict[str, Any]:
    group = groups.create(
        _pool(call),
        name=call.input["GroupName"],
        description=call.input.get("Description") or "",
        role_arn=call.input.get("RoleArn") or "",
        precedence=call.input.get("Precedence"),
    )
    return {"Group": group_type(group)}


@user_pool_operation
def get_group(call: Call) -> dict[str, Any]:
    return {"Group": group_type(_group(call))}


@user_pool_operation
def update_group(call: Call) -> dict[str, Any]:
    group = groups.update(
        _group(call),
        description=call.input.get("Description"),
        role_arn=call.input.get("RoleArn"),
        precedence=call.input.get("Precedence"),
    )
    return {"Group": group_type(group)}


@user_pool_operation
def delete_group(call: Call) -> dict[str, Any]:
    groups.delete(_group(call))
    return {}


@user_pool_operation
def list_groups(call: Call) -> dict[str, Any]:
    pool = _pool(call)
    return paging.answer(
        call, lambda limit, after: groups.list_page(pool, limit=limit, after=after), group_type, member="Groups"
    )


def _pool(call: Call) -> UserPool:
    return user_pools.get(call.input["UserPoolId"], region=call.region)


def _group(call: Call) -> Group:
    return groups.get(_pool(call), call.input["GroupName"])
