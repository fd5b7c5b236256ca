"""Operations that end sessions: GlobalSignOut, RevokeToken."""

from typing import Any

from accounts import sessions
from accounts.api import caller
from accounts.tokens import refresh
from pools.core.errors import ResourceNotFoundException, UnauthorizedException
from pools.models import AppClient
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def global_sign_out(call: Call) -> dict[str, Any]:
    sessions.sign_out_everywhere(caller.bearer(call).user)
    return {}


@user_pool_operation
def revoke_token(call: Call) -> dict[str, Any]:
    refresh.revoke(_client(call), token=call.input["Token"], secret=call.input.get("ClientSecret"))
    return {}


def _client(call: Call) -> AppClient:
    try:
        return caller.client(call)
    except ResourceNotFoundException as error:
        # AWS: this operation declares no ResourceNotFoundException.
        raise UnauthorizedException(error.message) from None
