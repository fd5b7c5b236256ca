"""How unusual a sign-in is for its user, by address and device, and what the pool does about that (pool-rules.md 9)."""

import ipaddress

from accounts import auth_events, risk_notices, user_agents
from accounts.familiarity import place
from accounts.models import AuthEvent, User
from accounts.models.auth_session import AuthSession
from pools import threat_protection
from pools.core.errors import NotAuthorizedException
from pools.threat_protection import Protection

_REFUSED = "Unable to login because of security reasons."  # AWS: unverified
_EVENTS_LOOKED_AT = 50
_NEIGHBOURS = {4: 24, 6: 48}
"""How much of an address says that two are of one provider in one region."""

_DEMANDS = {"MFA_REQUIRED": "REQUIRED", "MFA_IF_CONFIGURED": "IF_CONFIGURED"}


def refuse_blocked(session: AuthSession) -> None:
    """Refuse an address that the pool blocks, whoever it is about and before anything is looked at.

    Raises:
        NotAuthorizedException: blocked.
    """
    if threat_protection.of(session.pool, session.client, flow=session.flow).blocks(session.context.ip):
        session.memory["risk"] = {"decision": "Block"}
        raise NotAuthorizedException(_REFUSED)


def judge(session: AuthSession) -> None:
    """Weigh a sign-in once, when its first factor is proved, and do what the pool wants done at that risk.

    A second factor is demanded by the session's memory `require_mfa`, see `second_factors.next_challenge`.

    Raises:
        NotAuthorizedException: the risk is too high.
    """
    user = session.user
    if session.pool.threat_mode == "OFF" or user is None or "risk" in session.memory:
        return
    protection = threat_protection.of(session.pool, session.client, flow=session.flow)
    level = _level(session, user, protection)
    session.memory["risk"] = {"decision": "AccountTakeover", "level": level} if level else {}
    if level:
        _act(session, user, protection, level)


def _act(session: AuthSession, user: User, protection: Protection, level: str) -> None:
    action = protection.at(level)
    if action.name == "BLOCK":
        session.memory["risk"]["decision"] = "Block"
    elif action.name in _DEMANDS:
        session.memory["require_mfa"] = _DEMANDS[action.name]
    if action.notify:
        risk_notices.enqueue(
            user, action.name, protection.notices, event_id=auth_events.identity(session), context=session.context
        )
    if action.name == "BLOCK":
        raise NotAuthorizedException(_REFUSED)


def _level(session: AuthSession, user: User, protection: Protection) -> str:
    """Low, Medium or High; empty for what is usual, for what cannot be told, and for a first sign-in."""
    context = session.context
    if not protection.is_on or context.by_server or not context.ip or protection.skips(context.ip):
        return ""
    known = [event for event in _history(user) if (event.feedback or {}).get("FeedbackValue") != "Invalid"]
    if not known:
        return ""
    new_device = "device" not in session.memory and user_agents.describe(context.user_agent) not in {
        event.device_name for event in known
    }
    if place(context.ip) in {place(event.ip) for event in known}:
        return "Low" if new_device else ""
    if new_device:
        return "High"
    return "Low" if _neighbourhood(context.ip) in {_neighbourhood(event.ip) for event in known} else "Medium"


def _history(user: User) -> list[AuthEvent]:
    events = AuthEvent.objects.filter(user=user, type="SignIn", response=auth_events.PASS)
    return list(events.order_by("-id")[:_EVENTS_LOOKED_AT])


def _neighbourhood(ip: str) -> str:
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    return str(ipaddress.ip_network((address, _NEIGHBOURS[address.version]), strict=False))
