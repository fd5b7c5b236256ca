"""Writing events down, in Cognito's shape, in the transaction of what caused them; nothing where no log is wanted."""

import json
from typing import Any, Final

from pools.core import clock
from pools.delivery.logs import problems
from pools.models import LogEvent, OutboxMessage, UserPool

NOTIFICATION: Final = "userNotification"
AUTH_EVENTS: Final = "userAuthEvents"

# AWS: what a log line calls the source and level that the configuration calls by the names above.
_SHOWN = {NOTIFICATION: ("USER_NOTIFICATION", "ERROR"), AUTH_EVENTS: ("USER_ACTIVITY", "INFO")}


def is_wanted(pool: UserPool, source: str) -> bool:
    """Whether the pool delivers events of this source. Asks nothing of the database."""
    return any(configuration["EventSource"] == source for configuration in pool.log_configurations)


def write(pool: UserPool, source: str, message: dict[str, Any]) -> None:
    """Keep an event for delivery.

    Args:
        pool: whose it is.
        source: NOTIFICATION or AUTH_EVENTS.
        message: what Cognito has below `message`. Never a code, password or token.
    """
    if not is_wanted(pool, source):
        return
    now = clock.now()
    shown, level = _SHOWN[source]
    line = {
        "eventTimestamp": str(int(now.timestamp() * 1000)),
        "eventSource": shown,
        "logLevel": level,
        "message": message,
        "logSourceId": {"userPoolId": pool.id},
    }
    body = json.dumps(line, separators=(",", ":"))
    LogEvent.objects.create(pool=pool, event_source=source, body=body, happened_at=now)


def not_sent(message: OutboxMessage, problem: Exception) -> None:
    """A mail or SMS was not taken. What a mail server says is left out: it may repeat the message."""
    whose = f" of user {message.user_sub}" if message.user_sub else ""
    details = f"{message.medium} message {message.event}{whose} failed at attempt {message.attempts}: {problems.name_of(problem)}"
    write(message.pool, NOTIFICATION, {"details": details})
