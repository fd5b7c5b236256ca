"""Operations on how sessions are tracked; those on the sessions themselves are in accounts.api.user_sessions."""

from typing import Any

from pools import app_clients, session_configuration, user_pools
from pools.models import AppClient, UserPool
from pools.shapes.session_configuration import user_pool_client_session_configuration, user_pool_session_configuration
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def set_user_pool_session_configuration(call: Call) -> dict[str, Any]:
    pool = _pool(call)
    session_configuration.set_for_pool(
        pool,
        tracking=call.input["UserSessionTracking"] == "ENABLED",
        max_per_user=call.input["TokenSession"]["MaxPerUser"],
    )
    return user_pool_session_configuration(pool)


@user_pool_operation
def get_user_pool_session_configuration(call: Call) -> dict[str, Any]:
    return user_pool_session_configuration(_pool(call))


@user_pool_operation
def set_user_pool_client_session_configuration(call: Call) -> dict[str, Any]:
    client = _client(call)
    minutes = call.input["SSOSession"]["MaxValidityMinutes"]
    session_configuration.set_for_client(client, max_validity_minutes=minutes)
    return user_pool_client_session_configuration(client)


@user_pool_operation
def get_user_pool_client_session_configuration(call: Call) -> dict[str, Any]:
    return user_pool_client_session_configuration(_client(call))


def _pool(call: Call) -> UserPool:
    return user_pools.get(call.input["UserPoolId"], region=call.region)


def _client(call: Call) -> AppClient:
    return app_clients.get(_pool(call), call.input["ClientId"])
