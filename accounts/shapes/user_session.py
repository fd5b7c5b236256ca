"""Users' sessions in AWS's shape."""

from typing import Any

from accounts import user_agents
from accounts.session_tracking import TrackedSession


def session_description(session: TrackedSession, *, current_id: str | None = None) -> dict[str, Any]:
    """AWS SessionDescriptionType, without LastLocation: nothing here knows where an address is."""
    return {
        "SessionId": session.id,
        "SessionType": "TOKEN" if session.is_token_session else "SSO",
        "ClientId": session.client_id,
        "CreateDate": session.created_at,
        "LastActiveDate": session.last_used_at,
        "DeviceType": user_agents.describe(session.user_agent),
        "LastIPAddress": session.ip or None,
        "OriginSessionId": session.origin_id,
        "IsCurrentSession": session.id == current_id,
    }
