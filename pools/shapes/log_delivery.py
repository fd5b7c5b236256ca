"""Where a pool's logs go, in AWS's shape."""

from typing import Any

from pools.models import UserPool


def log_delivery_configuration_type(pool: UserPool) -> dict[str, Any]:
    """AWS LogDeliveryConfigurationType."""
    return {"UserPoolId": pool.id, "LogConfigurations": pool.log_configurations}
