"""Operations on users in groups."""

from typing import Any

from accounts import membership
from accounts.api import caller
from accounts.shapes import user as shapes
from pools import groups
from pools.core import pagination
from pools.shapes.group import group_type
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation

_PAGE = 60


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
    limit = call.input.get("Limit") or _PAGE
    bound_to = ("AdminListGroupsForUser", user.pool.id, user.sub, str(limit))
    token = call.input.get("NextToken")
    after = pagination.decode(token, bound_to=bound_to) if token else None
    page = membership.groups_page(user, limit=limit, after=after)
    return {
        "Groups": [group_type(group) for group in page.items],
        "NextToken": pagination.encode(page.marker, bound_to=bound_to) if page.marker else None,
    }


@user_pool_operation
def list_users_in_group(call: Call) -> dict[str, Any]:
    group = groups.get(caller.pool(call), call.input["GroupName"])
    limit = call.input.get("Limit") or _PAGE
    bound_to = ("ListUsersInGroup", group.pool.id, group.name, str(limit))
    token = call.input.get("NextToken")
    after = pagination.decode(token, bound_to=bound_to) if token else None
    page = membership.users_page(group, limit=limit, after=after)
    return {
        "Users": [shapes.user_type(user) for user in page.items],
        "NextToken": pagination.encode(page.marker, bound_to=bound_to) if page.marker else None,
    }
