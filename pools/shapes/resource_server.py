"""Resource servers in AWS's shape."""

from typing import Any

from pools.models import ResourceServer


def resource_server_type(server: ResourceServer) -> dict[str, Any]:
    """AWS ResourceServerType."""
    return {
        "UserPoolId": server.pool_id,
        "Identifier": server.identifier,
        "Name": server.name,
        "Scopes": server.scopes,
    }
