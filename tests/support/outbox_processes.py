"""Child processes that share an outbox, on a database that is thrown away."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Children:
    """Starts processes in one environment."""

    environment: dict[str, str]

    def start(self, *command: str) -> subprocess.Popen[str]:
        """A Python process in a group of its own."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def step(self, *arguments: str) -> subprocess.Popen[str]:
        return self.start("-m", "tests.support.outbox_steps", *arguments)

    def run(self, *arguments: str) -> tuple[int, list[str]]:
        """A step's exit code and the lines it printed."""
        process = self.step(*arguments)
        lines = process.communicate(timeout=60)[0].splitlines()
        return process.returncode, lines


def children(folder: Path, **variables: str) -> Children:
    """Their environment is ours, without what names a database or a broker."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return Children({**inherited, "POOLHOUSE_DATA": str(folder), **variables})


@contextmanager
def postgres_database(server_url: str, name: str) -> Iterator[str]:
    """The URL of a new database, dropped when the block ends."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
