"""Operations of signing up: SignUp, ConfirmSignUp, ResendConfirmationCode, AdminConfirmSignUp."""

from typing import Any

from accounts import client_proof
from accounts import sign_up as sign_ups
from accounts.api import caller
from accounts.shapes.user import attribute_map, code_delivery
from accounts.signin import auto_sign_in
from pools.models import AppClient
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def sign_up(call: Call) -> dict[str, Any]:
    caller.refuse_when_full(call)
    client = _client(call)
    result = sign_ups.sign_up(
        client,
        username=call.input["Username"],
        password=call.input.get("Password"),
        attributes=attribute_map(call.input.get("UserAttributes")),
        validation_data=attribute_map(call.input.get("ValidationData")) or None,
        client_metadata=call.input.get("ClientMetadata"),
        context=caller.context(call, client),
    )
    sent_to = result.delivery.attribute if result.delivery else None
    return {
        "UserConfirmed": result.confirmed,
        "UserSub": result.user.sub,
        "CodeDeliveryDetails": code_delivery(result.delivery) if result.delivery else None,
        "Session": auto_sign_in.begin(client, result.user, typed=call.input["Username"], sent_to=sent_to),
    }


@user_pool_operation
def confirm_sign_up(call: Call) -> dict[str, Any]:
    client, username, string = _client(call), call.input["Username"], call.input.get("Session")
    user = sign_ups.confirm(
        client,
        username=username,
        code=call.input["ConfirmationCode"],
        force_alias_creation=call.input.get("ForceAliasCreation", False),
        client_metadata=call.input.get("ClientMetadata"),
    )
    return {"Session": auto_sign_in.confirmed(client, user, string=string, username=username)}


@user_pool_operation
def resend_confirmation_code(call: Call) -> dict[str, Any]:
    client = _client(call)
    delivery = sign_ups.resend(
        client,
        username=call.input["Username"],
        client_metadata=call.input.get("ClientMetadata"),
        context=caller.context(call, client),
    )
    return {"CodeDeliveryDetails": code_delivery(delivery)}


@user_pool_operation
def admin_confirm_sign_up(call: Call) -> dict[str, Any]:
    sign_ups.admin_confirm(caller.user(call), client_metadata=call.input.get("ClientMetadata"))
    return {}


def _client(call: Call) -> AppClient:
    client = caller.client(call)
    client_proof.check(client, call.input.get("SecretHash"), username=call.input["Username"])
    return client
