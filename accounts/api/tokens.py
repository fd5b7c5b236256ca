"""Operations that renew tokens and that end sessions: GetTokensFromRefreshToken, RevokeToken, GlobalSignOut."""

from typing import Any

from accounts import client_proof, sessions
from accounts.api import caller
from accounts.shapes import auth as shapes
from accounts.tokens import refresh
from pools.core.errors import (
    NotAuthorizedException,
    PasswordResetRequiredException,
    ResourceNotFoundException,
    UnauthorizedException,
    UserNotConfirmedException,
    UserNotFoundException,
)
from pools.models import AppClient
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def get_tokens_from_refresh_token(call: Call) -> dict[str, Any]:
    client = caller.client(call)
    if not client_proof.has_secret(client, call.input.get("ClientSecret")):
        raise NotAuthorizedException("Invalid client secret.")  # AWS: unverified text.
    try:
        tokens = refresh.refresh(
            client,
            token=call.input["RefreshToken"],
            device_key=call.input.get("DeviceKey", ""),
            context=caller.context(call, client),
            client_metadata=call.input.get("ClientMetadata"),
        )
    except (UserNotConfirmedException, PasswordResetRequiredException) as error:
        # AWS: this operation declares neither.
        raise NotAuthorizedException(error.message) from None
    return {"AuthenticationResult": shapes.authentication_result(tokens)["AuthenticationResult"]}


@user_pool_operation
def global_sign_out(call: Call) -> dict[str, Any]:
    try:
        user = caller.bearer(call).user
    except UserNotFoundException as error:
        # AWS: this operation declares no UserNotFoundException.
        raise NotAuthorizedException(error.message) from None
    sessions.sign_out_everywhere(user)
    return {}


@user_pool_operation
def revoke_token(call: Call) -> dict[str, Any]:
    refresh.revoke(
        _client(call),
        token=call.input["Token"],
        secret=call.input.get("ClientSecret"),
        linked=call.input.get("RevokeAssociatedSessions") == "LINKED",
    )
    return {}


def _client(call: Call) -> AppClient:
    try:
        return caller.client(call)
    except ResourceNotFoundException as error:
        # AWS: this operation declares no ResourceNotFoundException.
        raise UnauthorizedException(error.message) from None
