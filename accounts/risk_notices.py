"""Mails that tell users of an unusual sign-in, with the pool's texts or ours, and links to say whether it was theirs."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.db import transaction

from accounts import event_feedback, user_agents, users
from accounts.models import User
from accounts.models.auth_session import Context
from pools import domains
from pools.core import clock
from pools.delivery import message, outbox
from pools.delivery.message import Notice

_PLACE = "Somebody signed in to your account {username} at {login-time} from {ip-address} ({device-name})"
_LINKS = "\n\nIt was me: {one-click-link-valid}\nIt was not me: {one-click-link-invalid}"
_OURS = {
    "BlockEmail": Notice(
        "Blocked sign-in attempt",
        "We blocked an unusual attempt to sign in to your account {username} at {login-time} from {ip-address}"
        " ({device-name})." + _LINKS,
    ),
    "MfaEmail": Notice("New sign-in attempt", _PLACE + ". We asked for a second proof." + _LINKS),
    "NoActionEmail": Notice("New sign-in attempt", _PLACE + "." + _LINKS),
}
_SECRET = ("one-click-link-valid", "one-click-link-invalid", "feedback-token")
_UNKNOWN = "unknown"


def enqueue(user: User, action: str, settings: dict[str, Any], *, event_id: uuid.UUID, context: Context) -> None:
    """Write the mail of an action; nothing to who has no verified address.

    Args:
        user: whose account it is.
        action: AWS's EventAction.
        settings: AWS NotifyConfigurationType.
        event_id: of the auth event that feedback is about.
        context: of the sign-in.
    """
    kind = {"BLOCK": "BlockEmail", "NO_ACTION": "NoActionEmail"}.get(action, "MfaEmail")
    prepared = message.notify(
        kind, user.email, _notice(kind, settings), _values(user, event_id, context), secret=_SECRET
    )
    if prepared and user.email_verified:
        with transaction.atomic():
            outbox.enqueue(user.pool, prepared, user_sub=user.sub)


def _notice(kind: str, settings: dict[str, Any]) -> Notice:
    own = settings.get(kind)
    return Notice(own["Subject"], own.get("TextBody") or "", own.get("HtmlBody") or "") if own else _OURS[kind]


def _values(user: User, event_id: uuid.UUID, context: Context) -> dict[str, str]:
    token = event_feedback.token(user, event_id)
    return {
        "username": users.shown_name(user),
        "ip-address": context.ip or _UNKNOWN,
        "city": _UNKNOWN,
        "country": _UNKNOWN,
        "login-time": f"{clock.now():%d %B %Y, %H:%M} UTC",
        "device-name": user_agents.describe(context.user_agent),
        "event-id": str(event_id),
        "feedback-token": token,
        "one-click-link-valid": _link(user, token, event_id, "Valid"),
        "one-click-link-invalid": _link(user, token, event_id, "Invalid"),
    }


def _link(user: User, token: str, event_id: uuid.UUID, value: str) -> str:
    """A page with a button: opening it says nothing yet, since mail scanners open links (checklist 42)."""
    query = urlencode({"username": user.username, "event_id": str(event_id), "token": token, "value": value})
    return f"{domains.base_url(user.pool)}/signInFeedback?{query}"
