"""`manage.py up`: database, first data, then web server and worker under one supervisor."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from console import welcome
from console.supervisor import Child, Supervisor

ADVISORY_LOCK = 0x706F6F6C  # "pool"


class Command(BaseCommand):
    """Starts Poolhouse and stays until it is told to stop."""

    help = "Start Poolhouse: web server and worker, supervised."
    # The checks run below, when the database has its tables.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=["web", "worker"], help="start one of the two, as on several machines")

    def handle(self, *args: Any, only: str | None = None, **options: Any) -> None:  # noqa: ARG002  Django's signature
        with alone_in(settings.POOLHOUSE_DATA / f"up{f'-{only}' if only else ''}.lock"):
            if only != "worker":
                require_free_port()
            call_command("collectstatic", interactive=False, verbosity=0, clear=False)
            told = self.prepare_database()
            connections.close_all()
            text = welcome.banner(told, with_secrets=only is None)
            Supervisor([child for child in (web(), worker()) if only in {None, child.name}]).run(
                is_up=lambda: only == "worker" or port_answers(), announce=lambda: print(text, flush=True)
            )

    def prepare_database(self) -> dict[str, str]:
        """Tables, a look at the keys, first data; one machine at a time when several start together."""
        require_database()
        with one_at_a_time():
            call_command("migrate", interactive=False, verbosity=0)
            self.check(databases=["default"])
            return welcome.prepare()


def web() -> Child:
    # 600 s is the longest idle time-out of a thread that granian takes: each new one opens a database connection.
    options = {
        "interface": "wsgi",
        "host": settings.POOLHOUSE_BIND,
        "port": settings.PORT,
        "workers": settings.POOLHOUSE_WEB_WORKERS,
        "blocking-threads": settings.POOLHOUSE_WEB_THREADS,
        "blocking-threads-idle-timeout": 600,
        "workers-kill-timeout": 10,
        # It would warn of more threads than cores, most of which wait for a hash or for the database.
        "log-level": "error",
    }
    flags = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return Child(
        "web",
        [sys.executable, "-m", "granian", *flags, "--no-ws", "--respawn-failed-workers", "console.wsgi:application"],
    )


def worker() -> Child:
    flags = ["--pool", "threads", "--concurrency", str(settings.POOLHOUSE_WORKER_THREADS), "--loglevel", "WARNING"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    name = ["--hostname", f"poolhouse-{settings.PORT}-{os.getpid()}@%h"]
    # It runs as whoever runs `up`, so Celery need not warn of a superuser in ten lines.
    python = [sys.executable, "-W", "ignore:You're running the worker"]
    return Child(
        "worker", [*python, "-m", "celery", "--app", "console.celery", "--quiet", "worker", *flags, *quiet, *name]
    )


@contextmanager
def alone_in(lock: Path) -> Iterator[None]:
    """Two supervisors over one data folder would each restart what the other stops."""
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(
                f"Poolhouse runs already on {lock.parent}; stop it, or give this one its own POOLHOUSE_DATA and PORT."
            ) from None
        yield


def require_free_port() -> None:
    try:
        family = socket.getaddrinfo(settings.POOLHOUSE_BIND, settings.PORT, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.POOLHOUSE_BIND, settings.PORT))
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise CommandError(
            f"Port {settings.PORT} on {settings.POOLHOUSE_BIND} cannot be used ({reason}); choose another with PORT."
        ) from None


def port_answers() -> bool:
    """The web server listens before its processes are ready; who calls now waits for a moment and is answered."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.POOLHOUSE_BIND, settings.POOLHOUSE_BIND)  # noqa: S104
    try:
        socket.create_connection((host, settings.PORT), timeout=1).close()
    except OSError:
        return False
    return True


def require_database() -> None:
    """Asked past the pool, which would wait for a server to come back and then not say what was wrong."""
    if connection.vendor != "postgresql":
        return
    try:
        psycopg.connect(**connection.get_connection_params()).close()
    except psycopg.Error as problem:
        first_line = str(problem).strip().splitlines()[0]
        raise CommandError(f"The database cannot be reached: {first_line}") from None


@contextmanager
def one_at_a_time() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
