"""Works on a change, a slice of time after another, so that workers stay free for the rest and can be stopped at any time."""

import logging
import time

from django.db import OperationalError, connection

from accounts.models import SchemaChange
from accounts.models.schema_change import ChangeStatus
from accounts.redefining import lease, steps
from accounts.redefining.rows import NameTakenError
from pools.core import clock
from pools.delivery import publishing

TASK = "accounts.redefining.tasks.run"
TAKEN = "A sign-in name would belong to two users. Mend what is listed below, then plan the change again."
BROKEN = "The change met an internal error many times."
_SLICE_SECONDS = 20.0

logger = logging.getLogger(__name__)


def publish(change: SchemaChange) -> None:
    """Tell the workers that a change waits."""
    publishing.publish_soon(change.pk, task=TASK)


def run(change_pk: int) -> None:
    """Work on the change for a while, if nobody else does; told twice, it is done once."""
    change = lease.take(change_pk)
    if change is None:
        return
    try:
        unfinished = _work(change, until=time.monotonic() + _SLICE_SECONDS)
    finally:
        lease.release(change)
    if unfinished:
        publish(change)


def wake() -> None:
    """Have changes gone on with that nobody works on: their worker died, or the broker forgot them."""
    lease.release_of_the_dead()
    for change in lease.waiting(clock.now()).select_related("pool"):
        if change.attempts >= lease.MOST_ATTEMPTS:
            logger.error("%s comes no further (%s).", change, change.status)
            _give_up(change)
        publish(change)


def _work(change: SchemaChange, *, until: float) -> bool:
    """Whether there is more to do."""
    while time.monotonic() < until:
        try:
            if not steps.work(change):
                return False
        except NameTakenError:
            steps.take_back(change, TAKEN)
        except OperationalError as problem:
            if not _gave_way(problem):
                raise
            lease.forgive(change)
            return True
    return True


def _gave_way(problem: OperationalError) -> bool:
    """PostgreSQL: somebody else had a row for longer than a batch waits, or two waited for one another."""
    return connection.vendor == "postgresql" and getattr(problem.__cause__, "sqlstate", "") in ("55P03", "40P01")


def _give_up(change: SchemaChange) -> None:
    """What is not yet in force is taken back; what is goes on, however long it takes."""
    if change.status == ChangeStatus.COUNTING:
        steps.abandon(change, BROKEN)
    else:
        steps.take_back(change, BROKEN)
