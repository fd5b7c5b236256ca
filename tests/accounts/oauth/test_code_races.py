"""One code, fifty workers at once, on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.once]


@pytest.fixture
def database(postgres_url: str) -> Iterator[str]:
    """A database of its own, named by its address."""
    name = f"poolhouse_race_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_code_sent_fifty_times_at_once_gives_one_token_set(database: str) -> None:
    # checklist 14
    environment = {**os.environ, "DATABASE_URL": database, "POOLHOUSE_WEB_THREADS": "24"}
    command = [sys.executable, "-m", "tests.support.code_race"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["answers"] == {"200": 1, "400": 49}
    assert found["sessions"] == 1
    assert found["living"] == 0, "the tokens of a code that was used twice are revoked"
