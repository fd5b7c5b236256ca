"""Operations of user administration."""

from typing import Any

from accounts import profile, sessions, users
from accounts.api import caller
from accounts.models.user import IDENTITIES
from accounts.shapes import user as shapes
from accounts.users import Invitation
from pools.core.errors import InvalidParameterException
from pools.models import UserPool
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def admin_create_user(call: Call) -> dict[str, Any]:
    user = users.admin_create(
        caller.pool(call),
        username=call.input["Username"],
        attributes=shapes.attribute_map(call.input.get("UserAttributes")),
        temporary_password=call.input.get("TemporaryPassword"),
        force_alias_creation=call.input.get("ForceAliasCreation", False),
        invitation=Invitation(
            action=call.input.get("MessageAction"),
            mediums=tuple(call.input.get("DesiredDeliveryMediums") or ("SMS",)),
            validation_data=shapes.attribute_map(call.input.get("ValidationData")) or None,
            client_metadata=call.input.get("ClientMetadata"),
        ),
    )
    return {"User": shapes.user_type(user)}


@user_pool_operation
def admin_get_user(call: Call) -> dict[str, Any]:
    return shapes.admin_get_user(caller.user(call))


@user_pool_operation
def list_users(call: Call) -> dict[str, Any]:
    pool = caller.pool(call)
    only = call.input.get("AttributesToGet")
    _require_known(pool, only or [])
    return paging.answer(
        call,
        lambda limit, after: users.list_page(pool, filter=call.input.get("Filter") or "", limit=limit, after=after),
        lambda user: shapes.user_type(user, only=only),
        member="Users",
        token="PaginationToken",  # noqa: S106 - a member's name
    )


@user_pool_operation
def admin_update_user_attributes(call: Call) -> dict[str, Any]:
    profile.update(
        caller.user(call),
        attributes=shapes.attribute_map(call.input["UserAttributes"]),
        client_metadata=call.input.get("ClientMetadata"),
    )
    return {}


@user_pool_operation
def admin_delete_user_attributes(call: Call) -> dict[str, Any]:
    profile.delete_attributes(caller.user(call), names=call.input["UserAttributeNames"])
    return {}


@user_pool_operation
def admin_delete_user(call: Call) -> dict[str, Any]:
    users.delete(caller.user(call))
    return {}


@user_pool_operation
def admin_disable_user(call: Call) -> dict[str, Any]:
    users.disable(caller.user(call))
    return {}


@user_pool_operation
def admin_enable_user(call: Call) -> dict[str, Any]:
    users.enable(caller.user(call))
    return {}


@user_pool_operation
def admin_user_global_sign_out(call: Call) -> dict[str, Any]:
    sessions.sign_out_everywhere(caller.user(call))
    return {}


def _require_known(pool: UserPool, names: list[str]) -> None:
    unknown = [name for name in names if name not in pool.schema_attributes and name != IDENTITIES]
    if unknown:
        raise InvalidParameterException(f"One or more requested attributes do not exist in user pool: {unknown[0]}")
