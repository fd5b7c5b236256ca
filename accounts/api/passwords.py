"""Operations on passwords: forgotten, changed, set and reset."""

from typing import Any

from accounts import client_proof, password_reset, passwords
from accounts.api import caller
from accounts.shapes.user import code_delivery
from pools.models import AppClient
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def forgot_password(call: Call) -> dict[str, Any]:
    client = _client(call)
    delivery = password_reset.forgot(
        client,
        username=call.input["Username"],
        client_metadata=call.input.get("ClientMetadata"),
        context=caller.context(call, client),
    )
    return {"CodeDeliveryDetails": code_delivery(delivery)}


@user_pool_operation
def confirm_forgot_password(call: Call) -> dict[str, Any]:
    caller.refuse_when_full(call)
    client = _client(call)
    password_reset.confirm_forgot(
        client,
        username=call.input["Username"],
        code=call.input["ConfirmationCode"],
        password=call.input["Password"],
        client_metadata=call.input.get("ClientMetadata"),
        context=caller.context(call, client),
    )
    return {}


@user_pool_operation
def change_password(call: Call) -> dict[str, Any]:
    caller.refuse_when_full(call)
    token = caller.bearer(call)
    passwords.change(
        token.user,
        previous=call.input.get("PreviousPassword"),
        proposed=call.input["ProposedPassword"],
        client=token.session.client,
        context=caller.context(call, token.session.client),
    )
    return {}


@user_pool_operation
def admin_set_user_password(call: Call) -> dict[str, Any]:
    caller.refuse_when_full(call)
    passwords.set_password(
        caller.user(call), password=call.input["Password"], permanent=call.input.get("Permanent", False)
    )
    return {}


@user_pool_operation
def admin_reset_user_password(call: Call) -> dict[str, Any]:
    password_reset.admin_reset(caller.user(call), client_metadata=call.input.get("ClientMetadata"))
    return {}


def _client(call: Call) -> AppClient:
    client = caller.client(call)
    client_proof.check(client, call.input.get("SecretHash"), username=call.input["Username"])
    return client
