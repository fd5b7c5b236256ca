"""Auth events as lines of a pool's log, for pools that deliver it (SetLogDeliveryConfiguration)."""

from typing import Any

from accounts.models import AuthEvent, User
from pools.delivery.logs import events

_TYPES = {
    "SignIn": "SIGN_IN",
    "SignUp": "SIGN_UP",
    "ForgotPassword": "FORGOT_PASSWORD",
    "PasswordChange": "PASSWORD_CHANGE",
    "ResendCode": "RESEND_CODE",
}


def write(row: AuthEvent, user: User) -> None:
    """Keep the event as it stands for delivery; nothing where the pool wants no log of it.

    Args:
        row: as it was just saved.
        user: whose it is.
    """
    if events.is_wanted(user.pool, events.AUTH_EVENTS):
        events.write(user.pool, events.AUTH_EVENTS, _message(row, user))


def _message(row: AuthEvent, user: User) -> dict[str, Any]:
    """AWS: numbers and flags are texts, and what is not known is an empty one. Unverified beyond its example."""
    return {
        "version": "1",
        "eventId": str(row.event_id),
        "eventType": _TYPES[row.type],
        "userSub": str(user.sub),
        "userName": user.username,
        "userPoolId": user.pool_id,
        "clientId": row.client_id,
        "creationDate": f"{row.created_at:%a %b %d %H:%M:%S UTC %Y}",
        "eventResponse": row.response,
        "riskLevel": row.risk_level,
        "riskDecision": row.risk_decision,
        "challenges": [f"{each['ChallengeName']}:{each['ChallengeResponse']}" for each in row.challenges],
        "deviceName": row.device_name,
        "ipAddress": row.ip,
        "requestId": "",
        "idpName": "",
        "compromisedCredentialDetected": "true" if row.compromised else "false",
        "city": row.city,
        "country": row.country,
        "eventFeedbackValue": "",
        "eventFeedbackDate": "",
        "eventFeedbackProvider": "",
        "hasContextData": "true" if row.ip else "false",
    }
