"""What a request demands of the sign-in itself: its level and its age (acr_values, max_age; auth-flows.md 5.1).

AWS: silently ignored in the feature plan LITE.
"""

import re
from datetime import timedelta

from accounts import step_up
from accounts.models import HostedSession
from accounts.oauth.errors import InvalidRequest, UnmetRequirements
from accounts.oauth.parameters import Parameters
from pools.core import clock
from pools.core.errors import InvalidParameterException
from pools.models import AppClient

_SECONDS = re.compile(r"[0-9]{1,9}")


def check(client: AppClient, given: Parameters) -> None:
    """Refuse demands that mean nothing.

    Raises:
        InvalidRequest: max_age is no number of seconds, or acr_values names no level of the pool.
    """
    levels(client, given)
    if _applies(client, given, "max_age") and not _SECONDS.fullmatch(given.get("max_age")):
        raise InvalidRequest("max_age must be a number of seconds")


def levels(client: AppClient, given: Parameters) -> list[int]:
    """The levels of authentication that are asked for, the preferred one first.

    Raises:
        InvalidRequest: none of the names is one of the pool's.
    """
    if not _applies(client, given, "acr_values"):
        return []
    try:
        return step_up.levels(client.pool, given.get("acr_values"))
    except InvalidParameterException:
        raise InvalidRequest("acr_values has no value that the user pool knows") from None


def is_recent(client: AppClient, given: Parameters, session: HostedSession) -> bool:
    """Whether a browser's sign-in is young enough."""
    if not _applies(client, given, "max_age"):
        return True
    return clock.now() - session.auth_time < timedelta(seconds=int(given.get("max_age")))


def is_sure(client: AppClient, given: Parameters, session: HostedSession) -> bool:
    """Whether a browser's sign-in proved enough.

    Raises:
        UnmetRequirements: it did not, and its user has nothing to prove more by.
    """
    targets = levels(client, given)
    try:
        return not targets or step_up.is_met(session.user, session.proved, targets)
    except InvalidParameterException as error:
        raise UnmetRequirements(error.message) from error


def _applies(client: AppClient, given: Parameters, name: str) -> bool:
    return bool(given.get(name)) and client.pool.tier != "LITE"
