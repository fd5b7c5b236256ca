"""The one Celery app, and the worker's sign of life that /readyz looks for."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from celery import Celery, bootsteps
from celery.utils.log import get_task_logger
from django.core.cache import caches

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_SECONDS = 5.0
HEARTBEAT_LIFETIME = 20

logger = get_task_logger(__name__)

app = Celery("poolhouse")
# Also in threads other than this one, from which tasks are published.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["pools.delivery", "accounts.imports", "accounts.redefining", "accounts.exports"])
app.autodiscover_tasks(["console"], related_name="chores")


class Heartbeat(bootsteps.StartStopStep):  # type: ignore[misc]  # celery ships no types
    """A thread of the worker that says every few seconds, where all machines can read it, that it lives."""

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.stopped = threading.Event()

    def start(self, parent: Any) -> None:  # noqa: ARG002  Celery's signature
        threading.Thread(target=self.beat, name="heartbeat", daemon=True).start()

    def stop(self, parent: Any) -> None:  # noqa: ARG002  Celery's signature
        self.stopped.set()

    def beat(self) -> None:
        while not self.stopped.is_set():
            say_alive()
            self.stopped.wait(HEARTBEAT_SECONDS)


app.steps["worker"].add(Heartbeat)
# By name: it needs the models, which Celery loads before it resolves this.
app.steps["worker"].add("pools.delivery.sweep:Sweep")


def say_alive() -> None:
    try:
        caches["shared"].set(HEARTBEAT_KEY, time.time(), timeout=HEARTBEAT_LIFETIME)
    except Exception:  # noqa: BLE001  a cache that is down must not end the thread that will find it up again
        logger.warning("The worker could not say that it lives.")


def worker_is_alive() -> bool:
    """Whether a worker on any machine said so within the last seconds."""
    return caches["shared"].get(HEARTBEAT_KEY) is not None
