"""Where a user pool's logs go: errors of sending messages, and what threat protection notes."""

from typing import Any

from django.db import transaction

from pools import user_pools
from pools.core import clock
from pools.core.errors import FeatureUnavailableInTierException, InvalidParameterException
from pools.delivery.logs import targets
from pools.delivery.logs.events import AUTH_EVENTS, NOTIFICATION
from pools.models import LogDelivery, LogEvent, UserPool

_LEVELS = {NOTIFICATION: "ERROR", AUTH_EVENTS: "INFO"}


@transaction.atomic
def configure(pool: UserPool, configurations: list[dict[str, Any]]) -> UserPool:
    """Replace all that was configured. What waits of a source that is left out is dropped.

    Args:
        pool: whose.
        configurations: AWS LogConfigurationType.

    Raises:
        InvalidParameterException: a source twice, not one target, a level or target that the source does not have.
        FeatureUnavailableInTierException: auth events without the PLUS feature plan.
    """
    user_pools.lock(pool)
    for configuration in configurations:
        _check(pool, configuration)
    sources = [configuration["EventSource"] for configuration in configurations]
    if len(set(sources)) < len(sources):
        raise InvalidParameterException("Each EventSource can be configured once only.")  # AWS: unverified
    pool.log_configurations = configurations
    pool.save(update_fields=["log_configurations"])
    for rows in (LogDelivery.objects.filter(pool=pool), LogEvent.objects.filter(pool=pool)):
        rows.exclude(event_source__in=sources).delete()
    for source in sources:
        # Another target is tried at once, however long the last one paused.
        again: dict[str, Any] = {"attempts": 0, "error": "", "not_before": clock.now()}
        LogDelivery.objects.update_or_create(pool=pool, event_source=source, defaults=again)
    return pool


def _check(pool: UserPool, configuration: dict[str, Any]) -> None:
    source, level = configuration["EventSource"], configuration["LogLevel"]
    named = [kind for kind in targets.KINDS if configuration.get(kind) is not None]
    if level != _LEVELS[source]:
        raise InvalidParameterException(f"{source} requires LogLevel {_LEVELS[source]}.")  # AWS: unverified
    if len(named) != 1:
        raise InvalidParameterException(f"{source} requires exactly one destination.")  # AWS: unverified
    if source == NOTIFICATION and named != ["CloudWatchLogsConfiguration"]:
        raise InvalidParameterException(f"{source} requires CloudWatchLogsConfiguration.")  # AWS: unverified
    if targets.of(configuration) is None:
        raise InvalidParameterException(f"The ARN in {named[0]} is invalid.")  # AWS: unverified
    if source == AUTH_EVENTS and pool.tier != "PLUS":
        raise FeatureUnavailableInTierException(  # AWS: unverified
            f"{source} is not available in the {pool.tier} feature plan."
        )
