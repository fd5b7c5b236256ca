"""What is done at which risk, in AWS's shape."""

from typing import Any

from pools.models import RiskConfiguration


def risk_configuration_type(row: RiskConfiguration, *, client_id: str | None) -> dict[str, Any]:
    """AWS RiskConfigurationType, as an answer about the pool, or about a client that may have taken the pool's."""
    return {
        "UserPoolId": row.pool_id,
        "ClientId": client_id,
        **row.settings,
        "LastModifiedDate": row.updated_at,
    }
