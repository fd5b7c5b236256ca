"""Where a benchmark runs: a database, a data folder and a port of its own, all gone afterwards."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from django.core.management.base import CommandError

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
DATABASE = "poolhouse_bench"
WEB_WORKERS = "2"
# What may be tried out with a benchmark; everything else of the caller's environment stays outside.
SETTINGS_KEPT = frozenset({"POOLHOUSE_ARGON2", "POOLHOUSE_HASH_CONCURRENCY", "POOLHOUSE_WEB_THREADS"})


@contextmanager
def prepared(database_url: str) -> Iterator[dict[str, str]]:
    """The environment for the processes of one benchmark; `database_url` names the PostgreSQL server to use."""
    with database(database_url or LOCAL_POSTGRES) as url, tempfile.TemporaryDirectory(prefix=f"{DATABASE}-") as data:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("POOLHOUSE_") or name in SETTINGS_KEPT
        }
        yield {
            **kept,
            "DATABASE_URL": url,
            "REDIS_URL": "",
            "POOLHOUSE_DATA": data,
            "POOLHOUSE_WEB_WORKERS": WEB_WORKERS,
            "PORT": str(free_port()),
            # The environment is the caller's, who has set it up already.
            "NO_BOOTSTRAP": "1",
        }


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """A new, empty database. One left by a benchmark that was killed is replaced, one in use is not."""
    try:
        execute(server_url, f"DROP DATABASE IF EXISTS {DATABASE}")
        execute(server_url, f"CREATE DATABASE {DATABASE}")
    except psycopg.errors.ObjectInUse:
        raise CommandError(f"Another benchmark is using the database {DATABASE}.") from None
    except psycopg.OperationalError as problem:
        raise CommandError(
            f"PostgreSQL is not reachable ({str(problem).strip().splitlines()[0]}). Start one (apt-get install "
            "postgresql), or set DATABASE_URL to a server on which databases may be created."
        ) from None
    try:
        yield urlsplit(server_url)._replace(path=f"/{DATABASE}").geturl()
    finally:
        execute(server_url, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def execute(server_url: str, statement: str) -> None:
    with psycopg.connect(server_url, autocommit=True, connect_timeout=5) as connection:
        connection.execute(statement.encode())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
