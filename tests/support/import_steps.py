"""What child processes of tests do with an import: `python -m tests.support.import_steps <step> [argument]`.

They have a database of their own, named by their environment, and may kill themselves on the way.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db import connection

from tests import environment  # noqa: F401  sets Django up, before any model is imported

from accounts.imports import batch, lease, runner, saving  # isort: skip
from accounts.models import ImportJob, User, UserAlias  # isort: skip
from pools.core import clock  # isort: skip
from pools.models import UserPool  # isort: skip
from pools import pool_schema  # isort: skip
from tests.support import imports  # isort: skip

POOL = "us-east-1_Import001"
BATCH = 50


def tables() -> None:
    """Every table straight from its model, and one pool."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    now = clock.now()
    schema = pool_schema.initial([])
    UserPool.objects.create(id=POOL, region="us-east-1", name="imports", schema=schema, created_at=now, updated_at=now)


def start(count: int) -> None:
    """A started job with so many lines; each tenth is bad, and each tenth repeats the one before."""
    pool = UserPool.objects.get(id=POOL)
    lines = [imports.line(pool, f"user{number - (number % 10 == 5)}") for number in range(count)]
    lines[::10] = [line.replace("true", "maybe") for line in lines[::10]]
    imports.started(pool, imports.file_of(pool, *lines))


def run(failpoint: str, after: int) -> None:
    """Go on with the job; die of kill -9 at the batch of this number, where `failpoint` says."""
    vars(batch)["SIZE"] = BATCH
    places: dict[str, tuple[ModuleType, str]] = {"inserted": (saving, "save"), "committed": (batch, "store")}
    if failpoint in places:
        module, name = places[failpoint]
        vars(module)[name] = dying(vars(module)[name], after)
    lease.release_of_the_dead()
    runner.run(ImportJob.objects.get().pk)


def dying(function: Callable[..., Any], after: int) -> Callable[..., Any]:
    calls = 0

    def call(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        answer = function(*args)
        if calls == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return call


def report() -> None:
    """Status and counters, then what is in the tables."""
    job = ImportJob.objects.get()
    print(job.status, job.imported, job.skipped, job.failed)
    print(User.objects.count(), UserAlias.objects.count(), len({entry[20:] for entry in imports.log_of(job)}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["tables"]:
            tables()
        case ["start", count]:
            start(int(count))
        case ["run", failpoint, after]:
            run(failpoint, int(after))
        case ["report"]:
            report()
        case _:
            sys.exit(f"Unknown step {sys.argv[1:]}.")
