"""App clients in AWS's shapes."""

from datetime import datetime
from typing import Any

from pools.models import AppClient


def user_pool_client_type(client: AppClient) -> dict[str, Any]:
    """AWS UserPoolClientType, the secret included where there is one."""
    return {
        "UserPoolId": client.pool_id,
        "ClientName": client.name,
        "ClientId": client.id,
        "ClientSecret": bytes(client.secret).decode() if client.secret is not None else None,
        "LastModifiedDate": client.updated_at,
        "CreationDate": client.created_at,
        **client.settings,
    }


def client_secret_descriptor(secret_id: str, created_at: datetime) -> dict[str, Any]:
    """AWS ClientSecretDescriptorType without the value."""
    return {"ClientSecretId": secret_id, "ClientSecretCreateDate": created_at}


def user_pool_client_description(client: AppClient) -> dict[str, Any]:
    """AWS UserPoolClientDescription, as lists show it."""
    return {"ClientId": client.id, "UserPoolId": client.pool_id, "ClientName": client.name}
