"""`manage.py fuzz`: hostile input to every operation, on a database and data folder made for the occasion."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.core.management.base import BaseCommand

from console.bench import place
from console.management.commands import bench

PREFIX = "poolhouse-fuzz-"
SEEDS = 1_000_000


class Command(BaseCommand):
    """Prepares the place, runs the tests' own fuzzing in it as a process of its own, and takes the place away."""

    help = "Send hostile input to the API on SQLite, or on a new database of DATABASE_URL's PostgreSQL server."
    # Nothing of the caller's own installation is used.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--operation", default="", help="one operation only: AdminCreateUser")
        parser.add_argument("--examples", type=int, default=100, help="inputs for each operation in a round")
        parser.add_argument("--seconds", type=int, default=0, help="go on for so long, round after round; 0: one round")
        parser.add_argument("--seed", type=int, help="the one that an earlier run told, for the same inputs again")

    def handle(self, *args: Any, operation: str, examples: int, seconds: int, seed: int | None, **options: Any) -> None:  # noqa: ARG002
        number = secrets.randbelow(SEEDS) if seed is None else seed
        chosen = [
            "--operation",
            operation,
            "--examples",
            str(examples),
            "--seconds",
            str(seconds),
            "--seed",
            str(number),
        ]
        with scratch(os.environ.get("DATABASE_URL", "")) as environment:
            code = bench.run([sys.executable, "-m", "tests.conformance", *chosen], environment)
        sys.exit(code)


@contextmanager
def scratch(database_url: str) -> Iterator[dict[str, str]]:
    """The environment of the run: nothing of the product's own, whatever the caller's shell has set."""
    database = place.database(database_url) if database_url else nullcontext("")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POOLHOUSE_")}
    with tempfile.TemporaryDirectory(prefix=PREFIX) as data, database as url:
        own = {"DATABASE_URL": url, "REDIS_URL": "", "POOLHOUSE_DATA": data, "HYPOTHESIS_STORAGE_DIRECTORY": data}
        # The environment is the caller's, who has set it up already.
        yield {**kept, **own, "NO_BOOTSTRAP": "1"}
