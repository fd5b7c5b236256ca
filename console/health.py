"""Whether the process lives (/healthz) and whether all that it needs is there (/readyz)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from console import celery

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a view's signature
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Each part with `true` or `false`; why one is not ready stands in the log, not in the answer."""
    ready = {name: passes(name, check) for name, check in CHECKS.items()}
    all_ready = all(ready.values())
    return JsonResponse({"ready": all_ready, **ready}, status=200 if all_ready else 503)


def passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        ready = check()
    except Exception:  # whatever a part that is down raises, it is not ready
        logger.warning("Not ready: %s.", name, exc_info=True)
        return False
    return ready


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def broker() -> bool:
    with celery.app.connection_for_write(connect_timeout=2) as broker_connection:
        broker_connection.ensure_connection(max_retries=1, timeout=2)
        return bool(broker_connection.connected)


def migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database,
    "broker": broker,
    "worker": celery.worker_is_alive,
    "migrations": migrations,
}
