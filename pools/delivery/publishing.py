"""Telling the broker that a message waits. Only a hint that makes it quick: the row in the database is what counts."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor

from celery import current_app

TASK = "pools.delivery.tasks.deliver"
# A hint older than this is of no use: the sweep has sent the message.
HINT_SECONDS = 60
PAUSE_SECONDS = 5.0

logger = logging.getLogger(__name__)


class _Publisher:
    """One thread, so that a broker that is down or slow never delays a request; after a failure it pauses."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="publisher")
        self._pause_until = 0.0

    def submit(self, row_id: int, task: str = TASK) -> None:
        self._thread.submit(self._publish, row_id, task)

    def _publish(self, row_id: int, task: str) -> None:
        if time.monotonic() < self._pause_until:
            return
        try:
            current_app.send_task(task, args=(row_id,), retry=False, expires=HINT_SECONDS, ignore_result=True)
        except Exception as problem:  # noqa: BLE001  whatever the broker's client raises, the sweep will send it
            self._pause_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("The broker takes no tasks (%s); messages wait for the sweep.", type(problem).__name__)


_publisher = _Publisher()


def publish_soon(row_id: int, *, task: str = TASK) -> None:
    """Publish from another thread and come back at once. The task knows the row's id only (checklist 21)."""
    _publisher.submit(row_id, task)
