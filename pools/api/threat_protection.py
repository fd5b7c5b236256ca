"""Operations on threat protection: what is done at which risk."""

from typing import Any

from pools import app_clients, threat_protection, user_pools
from pools.models import AppClient, UserPool
from pools.shapes.risk_configuration import risk_configuration_type
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def set_risk_configuration(call: Call) -> dict[str, Any]:
    pool, client = _named(call)
    row = threat_protection.configure(pool, client, settings=call.input)
    return {"RiskConfiguration": risk_configuration_type(row, client_id=call.input.get("ClientId"))}


@user_pool_operation
def describe_risk_configuration(call: Call) -> dict[str, Any]:
    pool, client = _named(call)
    row = threat_protection.describe(pool, client)
    return {"RiskConfiguration": risk_configuration_type(row, client_id=call.input.get("ClientId"))}


def _named(call: Call) -> tuple[UserPool, AppClient | None]:
    pool = user_pools.get(call.input["UserPoolId"], region=call.region)
    client_id = call.input.get("ClientId")
    return pool, app_clients.get(pool, client_id) if client_id else None
