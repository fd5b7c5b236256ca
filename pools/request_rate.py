"""Counts requests against the provisioned limits: the one place where too many are refused.

While no limit is set this asks the database nothing, and the shared cache every few seconds only; the database in its place
while it does not answer. Where one is set a request costs one step of Redis, or one statement where there is no Redis or it
does not answer.
"""

import logging
import time
from functools import cached_property

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.db import connection

from pools import limit_categories, provisioned_limits
from pools.core import clock
from pools.core.errors import TooManyRequestsException
from pools.models import RequestCount

LOOK_AGAIN_SECONDS = 5.0
PAUSE_SECONDS = 10.0
TELL_AGAIN_SECONDS = 60.0
_KEPT_SECONDS = 10
_ANSWERS = ("RespondToAuthChallenge", "AdminRespondToAuthChallenge")
_ANSWERS_FOR_ONE = 3
_TABLE = RequestCount._meta.db_table

logger = logging.getLogger(__name__)


class _Known:
    """What this process knows: the limits, when to look again, until when Redis is left alone, what it has told."""

    def __init__(self) -> None:
        self.limits: dict[str, int] = {}
        self.look_again_at = 0.0
        self.without_redis_until = 0.0
        self.told: dict[str, float] = {}

    @cached_property
    def cache(self) -> BaseCache:
        """One for all threads: `caches` has one for each, and a web server's threads come and go."""
        made: BaseCache = caches.create_connection("shared")
        return made


_known = _Known()


def spend(operation: str) -> None:
    """Count a call of an operation of cognito-idp before it is looked at.

    Raises:
        TooManyRequestsException: this second's calls of its category are used up.
    """
    category = limit_categories.OF_OPERATION.get(operation)
    if category:
        spend_category(category, is_answer=operation in _ANSWERS)


def spend_category(category: str, *, is_answer: bool = False) -> None:
    """Count what a page or endpoint does that is no operation.

    Args:
        category: Cognito's name of it.
        is_answer: to a challenge. AWS: three for each sign-in are free, those beyond count as sign-ins.

    Raises:
        TooManyRequestsException: this second's are used up.
    """
    limit = _limits().get(category)
    if limit is None:
        return
    if is_answer and _counted(f"{category}.answers", limit * _ANSWERS_FOR_ONE):
        return
    if not _counted(category, limit):
        _tell(category, limit)
        raise TooManyRequestsException("Rate exceeded")  # AWS: unverified


def _limits() -> dict[str, int]:
    now = time.monotonic()
    if now >= _known.look_again_at:
        _known.look_again_at = now + LOOK_AGAIN_SECONDS  # before looking, so that no other thread waits as well
        _look()
    return _known.limits


def _look() -> None:
    """A cache that was emptied lifts no limit, nor does one that fails, be it for a process that just began."""
    try:
        found = _known.cache.get(provisioned_limits.cache_key("limits"))
    except Exception as problem:  # noqa: BLE001  whatever the cache's client raises
        logger.warning("The limits on requests are read from the database (%s).", type(problem).__name__)
        found = provisioned_limits.in_table()
    if found is not None:
        _known.limits = found


def _counted(name: str, limit: int) -> bool:
    second = clock.timestamp()
    if settings.REDIS_URL and time.monotonic() >= _known.without_redis_until:
        try:
            return _count_in_redis(name, second) <= limit
        except Exception as problem:  # noqa: BLE001  whatever Redis' client raises
            _known.without_redis_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("Requests are counted in the database (%s).", type(problem).__name__)
    return _count_in_database(name, second, limit)


def _count_in_redis(name: str, second: int) -> int:
    key = provisioned_limits.cache_key(f"{name}.{second}")
    try:
        return _known.cache.incr(key)
    except ValueError:  # the second's first
        _known.cache.add(key, 0, timeout=_KEPT_SECONDS)
        return _known.cache.incr(key)


def _count_in_database(name: str, second: int, limit: int) -> bool:
    """One row a name. It may be a second ahead, by another machine's clock; any other second begins anew."""
    is_current = f"{_TABLE}.second BETWEEN excluded.second AND excluded.second + 1"
    statement = (
        f"INSERT INTO {_TABLE} (name, second, count) VALUES (%s, %s, 1) ON CONFLICT (name) DO UPDATE SET"  # noqa: S608
        f" second = CASE WHEN {is_current} THEN {_TABLE}.second ELSE excluded.second END,"
        f" count = CASE WHEN {is_current} THEN {_TABLE}.count + 1 ELSE 1 END"
        f" WHERE {_TABLE}.count < %s OR NOT ({is_current}) RETURNING count"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [name, second, limit])
        return cursor.fetchone() is not None


def _tell(category: str, limit: int) -> None:
    """Once a minute in each process."""
    now = time.monotonic()
    if now >= _known.told.get(category, 0.0):
        _known.told[category] = now + TELL_AGAIN_SECONDS
        logger.warning("More than %d requests of %s in a second: those beyond are refused.", limit, category)
