"""Auth events in AWS's shape."""

from datetime import UTC, datetime
from typing import Any

from accounts.models import AuthEvent

_UNKNOWN = "Unknown"


def auth_event_type(event: AuthEvent) -> dict[str, Any]:
    """AWS AuthEventType. Where an address is on the map nobody here knows."""
    return {
        "EventId": str(event.event_id),
        "EventType": event.type,
        "CreationDate": event.created_at,
        "EventResponse": event.response,
        "EventRisk": {
            "RiskDecision": event.risk_decision,
            "RiskLevel": event.risk_level or None,
            "CompromisedCredentialsDetected": event.compromised,
        },
        "ChallengeResponses": event.challenges,
        "EventContextData": {
            "IpAddress": event.ip,
            "DeviceName": event.device_name,
            "City": event.city or _UNKNOWN,
            "Country": event.country or _UNKNOWN,
        },
        "EventFeedback": _feedback(event),
    }


def _feedback(event: AuthEvent) -> dict[str, Any] | None:
    said = event.feedback
    return {**said, "FeedbackDate": datetime.fromtimestamp(said["FeedbackDate"], UTC)} if said else None
