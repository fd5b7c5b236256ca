"""Groups in AWS's shape."""

from typing import Any

from pools.models import Group


def group_type(group: Group) -> dict[str, Any]:
    """AWS GroupType."""
    return {
        "GroupName": group.name,
        "UserPoolId": group.pool_id,
        "Description": group.description or None,
        "RoleArn": group.role_arn or None,
        "Precedence": group.precedence,
        "LastModifiedDate": group.updated_at,
        "CreationDate": group.created_at,
    }
