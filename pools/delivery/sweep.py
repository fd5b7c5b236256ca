"""The worker's thread that sends what is due straight from the database, broker or not, and keeps house."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from celery import bootsteps
from django.db import close_old_connections

from pools.delivery import courier, lease, retention
from pools.delivery.logs import shipping

SECONDS = 5.0
MOST_AT_ONCE = 500
STOP_WITHIN = 10.0

logger = logging.getLogger(__name__)


@dataclass
class Chore:
    """Something to be done every so often in each worker; two workers may do it at the same time."""

    run: Callable[[], object]
    every: float
    due: float = 0.0


_chores: list[Chore] = []


def register(run: Callable[[], object], *, every: float) -> None:
    """Have `run` called every so many seconds, first when the worker starts."""
    _chores.append(Chore(run, every))


register(retention.forget_old_messages, every=3600)
register(shipping.wake, every=SECONDS)
register(shipping.forget_strays, every=3600)


class Sweep(bootsteps.StartStopStep):  # type: ignore[misc]  # celery ships no types
    """Starts and stops the thread with the worker; it does not wait for the broker."""

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, name="sweep", daemon=True)

    def start(self, parent: Any) -> None:  # noqa: ARG002  Celery's signature
        self.thread.start()

    def stop(self, parent: Any) -> None:  # noqa: ARG002  Celery's signature
        """Let it finish the message it is sending: cut off at the wrong moment it would go out again."""
        self.stopped.set()
        if self.thread.is_alive():
            self.thread.join(STOP_WITHIN)

    def run(self) -> None:
        while not self.stopped.is_set():
            once(stopped=self.stopped.is_set)
            self.stopped.wait(SECONDS)


def once(*, stopped: Callable[[], bool] = lambda: False) -> None:
    """Free the leases of the dead, send what is due, do the chores that are due."""
    close_old_connections()
    _guarded(partial(send_due, stopped=stopped))
    now = time.monotonic()
    for chore in _chores:
        if now >= chore.due and not stopped():
            chore.due = now + chore.every
            _guarded(chore.run)
    close_old_connections()


def send_due(*, stopped: Callable[[], bool] = lambda: False) -> None:
    lease.release_of_the_dead()
    for _ in range(MOST_AT_ONCE):
        if stopped() or not courier.deliver_next():
            return


def _guarded(run: Callable[[], object]) -> None:
    """A database that is down must not end the thread that will find it up again."""
    try:
        run()
    except Exception:
        logger.exception("The sweep met a problem and goes on.")
