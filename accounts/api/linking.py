"""Operations on users' accounts at external providers."""

from typing import Any

from accounts import linking
from accounts.api import caller
from accounts.linking import Account
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def admin_link_provider_for_user(call: Call) -> dict[str, Any]:
    linking.link(caller.pool(call), destination=_account(call, "DestinationUser"), source=_account(call, "SourceUser"))
    return {}


@user_pool_operation
def admin_disable_provider_for_user(call: Call) -> dict[str, Any]:
    linking.unlink(caller.pool(call), _account(call, "User"))
    return {}


def _account(call: Call, member: str) -> Account:
    shape = call.input[member]
    return Account(
        shape.get("ProviderName") or "",
        shape.get("ProviderAttributeName") or "",
        shape.get("ProviderAttributeValue") or "",
    )
