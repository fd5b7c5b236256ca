"""Session configuration in AWS's shapes."""

from typing import Any

from pools.models import AppClient, UserPool


def user_pool_session_configuration(pool: UserPool) -> dict[str, Any]:
    """As set, or AWS's defaults."""
    return {
        "UserPoolId": pool.id,
        "UserSessionTracking": "ENABLED" if pool.tracks_sessions else "DISABLED",
        "TokenSession": {"MaxPerUser": pool.max_sessions},
    }


def user_pool_client_session_configuration(client: AppClient) -> dict[str, Any]:
    """As set, or AWS's default."""
    return {
        "UserPoolId": client.pool_id,
        "ClientId": client.id,
        "SSOSession": {"MaxValidityMinutes": client.max_validity_minutes},
    }
