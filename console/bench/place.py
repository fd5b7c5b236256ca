"""Where a benchmark runs: a database, a data folder and a port of its own, all gone afterwards."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import psycopg
from django.core.management.base import CommandError
from psycopg.sql import SQL, Identifier

from pools.core import clock

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
PREFIX = "poolhouse_bench_"
LEFT_BEHIND_AFTER = 3600
WEB_WORKERS = "2"
# What may be tried out with a benchmark; everything else of the caller's environment stays outside.
SETTINGS_KEPT = frozenset(
    {"POOLHOUSE_ARGON2", "POOLHOUSE_HASH_CONCURRENCY", "POOLHOUSE_HASH_QUEUE", "POOLHOUSE_WEB_THREADS"}
)


@contextmanager
def prepared(database_url: str) -> Iterator[dict[str, str]]:
    """The environment for the processes of one benchmark; `database_url` names the PostgreSQL server to use."""
    with database(database_url or LOCAL_POSTGRES) as url, tempfile.TemporaryDirectory(prefix=PREFIX) as data:
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
    """A new, empty database; any that a killed benchmark left behind goes now."""
    name = f"{PREFIX}{clock.timestamp()}_{secrets.token_hex(4)}"
    try:
        with connected(server_url) as connection:
            drop_left_behind(connection)
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    except psycopg.Error as problem:
        raise CommandError(
            f"No database can be made on PostgreSQL ({str(problem).strip().splitlines()[0]}). Start one (apt-get install "
            "postgresql), or set DATABASE_URL to a server on which databases may be created."
        ) from None
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        with connected(server_url) as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def drop_left_behind(connection: psycopg.Connection) -> None:
    """Benchmarks take minutes, so what is an hour old and in nobody's use was left behind."""
    found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
    for (name,) in found.fetchall():
        if clock.timestamp() - int(name.split("_")[2]) > LEFT_BEHIND_AFTER:
            with suppress(psycopg.errors.ObjectInUse):
                connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))


def connected(server_url: str) -> psycopg.Connection:
    return psycopg.connect(server_url, autocommit=True, connect_timeout=5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
