"""Operations on a user's own account, by access token."""

from typing import Any

from accounts import attribute_verification, profile, users
from accounts.api import caller
from accounts.shapes import user as shapes
from pools import attributes as schema
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def get_user(call: Call) -> dict[str, Any]:
    token = caller.bearer(call)
    return shapes.get_user(token.user, schema.readable(token.client))


@user_pool_operation
def update_user_attributes(call: Call) -> dict[str, Any]:
    token = caller.bearer(call)
    deliveries = profile.update(
        token.user,
        attributes=shapes.attribute_map(call.input["UserAttributes"]),
        client=token.client,
        client_metadata=call.input.get("ClientMetadata"),
        context=caller.context(call, token.client),
    )
    return {"CodeDeliveryDetailsList": [shapes.code_delivery(delivery) for delivery in deliveries]}


@user_pool_operation
def delete_user_attributes(call: Call) -> dict[str, Any]:
    token = caller.bearer(call)
    profile.delete_attributes(token.user, names=call.input["UserAttributeNames"], client=token.client)
    return {}


@user_pool_operation
def get_user_attribute_verification_code(call: Call) -> dict[str, Any]:
    token = caller.bearer(call)
    delivery = attribute_verification.send_code(
        token.user,
        attribute=call.input["AttributeName"],
        client=token.client,
        client_metadata=call.input.get("ClientMetadata"),
        context=caller.context(call, token.client),
    )
    return {"CodeDeliveryDetails": shapes.code_delivery(delivery)}


@user_pool_operation
def verify_user_attribute(call: Call) -> dict[str, Any]:
    user = caller.bearer(call).user
    attribute_verification.verify(user, attribute=call.input["AttributeName"], code=call.input["Code"])
    return {}


@user_pool_operation
def delete_user(call: Call) -> dict[str, Any]:
    users.delete(caller.bearer(call).user)
    return {}
