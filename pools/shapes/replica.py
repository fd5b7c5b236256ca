"""A user pool as one of its replicas, in AWS's shape."""

from typing import Any

from pools.models import UserPool


def user_pool_replica_type(pool: UserPool, *, arn: str) -> dict[str, Any]:
    """AWS UserPoolReplicaType of the primary."""
    return {"RegionName": pool.region, "Status": "ACTIVE", "Role": "PRIMARY", "UserPoolArn": arn}
