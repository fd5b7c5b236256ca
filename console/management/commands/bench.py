"""`manage.py bench`: what each operation costs, on a database, data folder and port made for the occasion."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser, ArgumentTypeError
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from console import processes
from console.bench import place

STOP_WITHIN = 30.0


class Command(BaseCommand):
    """Prepares the place, runs the benchmark in it as a process of its own, and takes the place away."""

    help = "Run the benchmark on PostgreSQL (DATABASE_URL's server, else a local one)."
    # Nothing of the caller's own installation is used.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--users", type=sizes, default="1000,100000", help="users of each pool: 1000,100000")
        parser.add_argument(
            "--crowd",
            type=size,
            default=100_000,
            help="users among whom ListUsers looks by filter: 1000000 takes a minute",
        )
        parser.add_argument("--seconds", type=float, default=3.0, help="time for each row of the table")
        parser.add_argument("--only", default="", help="operations whose name contains this")
        parser.add_argument("--json", action="store_true", help="print JSON instead of the table")

    def handle(self, *args: Any, users: str, crowd: int, seconds: float, only: str, json: bool, **options: Any) -> None:  # noqa: ARG002
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)
        chosen = [
            "--users",
            users,
            "--crowd",
            str(crowd),
            "--seconds",
            str(seconds),
            "--only",
            only,
            *(["--json"] if json else []),
        ]
        with place.prepared(os.environ.get("DATABASE_URL", "")) as environment:
            code = run([sys.executable, "-m", "console.bench", *chosen], environment)
        sys.exit(code)


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run to the end; whatever ends us ends it first, and it ends its server."""
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=settings.BASE_DIR,
        # Ctrl-C reaches it only through us.
        start_new_session=True,
        preexec_fn=processes.end_with_parent,  # noqa: PLW1509  this process has one thread only
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 130
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()


def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  a signal handler's signature
    sys.exit(128 + number)


def size(word: str) -> int:
    return int(sizes(word))


def sizes(word: str) -> str:
    numbers = word.replace("_", "").split(",")
    if not all(number.isdecimal() and int(number) > 0 for number in numbers):
        raise ArgumentTypeError("give numbers of users, such as 1000,100000")
    return ",".join(numbers)
