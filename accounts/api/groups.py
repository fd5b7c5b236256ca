"""Operations on users in groups."""

from typing import Any

from accounts import membership
from accounts.api import caller
from accounts.shapes import user as shapes
from pools import groups
from pools.shapes.group import group_type
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def admin_add_user_to_group(call: Call) -> dict[str, Any]:
    user = caller.user(call)
    membership.add(user, groups.get(user.pool, call.input["GroupName"]))
    return {}


@user_pool_operation
def admin_remove_user_from_group(call: Call) -> dict[str, Any]:
    user = caller.user(call)
    membership.remove(user, groups.get(user.pool, call.input["GroupName"]))
    return {}


@user_pool_operation
def admin_list_groups_for_user(call: Call) -> dict[str, Any]:
    user = caller.user(call)
    return paging.answer(
        call, lambda limit, after: membership.groups_page(user, limit=limit, after=after), group_type, member="Groups"
    )


@user_pool_operation
def list_users_in_group(call: Call) -> dict[str, Any]:
    group = groups.get(caller.pool(call), call.input["GroupName"])
    return paging.answer(
        call,
        lambda limit, after: membership.users_page(group, limit=limit, after=after),
        shapes.user_type,
        member="Users",
    )
