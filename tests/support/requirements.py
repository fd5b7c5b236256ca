"""What some tests need besides Python: where it is, or the reason and the line that installs it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

NODE_MODULES = Path(__file__).resolve().parent.parent / "clients" / "node_modules"
LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379/15"


def skip_or_fail(reason: str) -> NoReturn:
    """Skipping is for a developer's machine; where nothing may be left out it is a failure."""
    if os.environ.get("CI") == "true" or os.environ.get("POOLHOUSE_NO_SKIPS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@cache
def chromium() -> str:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""


@cache
def missing_chromium() -> str:
    return "" if chromium() else "Chromium is missing: apt-get install chromium"


@cache
def missing_node() -> str:
    if not shutil.which("node") or not shutil.which("npm"):
        return "node is missing: apt-get install nodejs npm"
    return "" if NODE_MODULES.is_dir() else "JavaScript clients are missing: npm ci --prefix tests/clients"


@cache
def postgres_url() -> str:
    """A server that lets us make databases: DATABASE_URL, else a local one that asks for no password."""
    url = os.environ.get("DATABASE_URL") or LOCAL_POSTGRES
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return ""
    return url


@cache
def missing_postgres() -> str:
    if postgres_url():
        return ""
    return (
        "PostgreSQL is not reachable: apt-get install postgresql, and set DATABASE_URL=postgres://user:password@host/db"
    )


@cache
def redis_url() -> str:
    url = os.environ.get("REDIS_URL") or LOCAL_REDIS
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 6379), timeout=2).close()
        with redis.Redis.from_url(url, socket_timeout=2) as connection:
            connection.ping()
    except (OSError, redis.RedisError):
        return ""
    return url


@cache
def missing_redis() -> str:
    return "" if redis_url() else "Redis is not reachable: apt-get install redis-server, and set REDIS_URL=redis://host"


MISSING: dict[str, Callable[[], str]] = {
    "browser": missing_chromium,
    "node": missing_node,
    "postgres": missing_postgres,
    "redis": missing_redis,
}
