"""`manage.py test`: the whole suite, on the embedded default and on PostgreSQL with Redis where they are."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

CLIENTS = Path("tests/clients")
LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
NO_TEST_MATCHED = 5


class Command(BaseCommand):
    """Hands everything it does not know itself to pytest."""

    help = "Run the tests: manage.py test [--no-skips] [--only sqlite|postgres] [pytest arguments]"

    def run_from_argv(self, argv: list[str]) -> None:
        parser = argparse.ArgumentParser(prog="manage.py test", description=self.help, add_help=False)
        parser.add_argument("--no-skips", action="store_true")
        parser.add_argument("--only", choices=["sqlite", "postgres"])
        known, pytest_arguments = parser.parse_known_args(argv[2:])
        if known.no_skips:
            os.environ["POOLHOUSE_NO_SKIPS"] = "1"
        os.chdir(settings.BASE_DIR)
        install_clients()
        runs = [run for run in (on_sqlite(), on_postgres()) if run and known.only in {None, run["name"]}]
        sys.exit(worst([run_pytest(run, pytest_arguments) for run in runs]))


def install_clients() -> None:
    """The JavaScript clients that tests sign in with; tests that need them say so when this could not be done."""
    npm = shutil.which("npm")
    installed = CLIENTS / "node_modules" / ".package-lock.json"
    lock = CLIENTS / "package-lock.json"
    if npm is None or not lock.exists():
        return
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    subprocess.run([npm, "ci", "--prefix", str(CLIENTS), "--no-audit", "--no-fund", "--ignore-scripts"], check=False)


def on_sqlite() -> dict[str, str]:
    return {"name": "sqlite", "title": "SQLite and the filesystem broker", "DATABASE_URL": "", "REDIS_URL": ""}


def on_postgres() -> dict[str, str] | None:
    database = os.environ.get("DATABASE_URL") or (LOCAL_POSTGRES if listens(LOCAL_POSTGRES) else "")
    redis = os.environ.get("REDIS_URL") or (LOCAL_REDIS if listens(LOCAL_REDIS) else "")
    if not database:
        say("PostgreSQL is not there, so the suite runs on SQLite only: apt-get install postgresql redis-server")
        return None
    title = f"PostgreSQL and {'Redis' if redis else 'the filesystem broker (apt-get install redis-server)'}"
    return {"name": "postgres", "title": title, "DATABASE_URL": database, "REDIS_URL": redis}


def listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=1).close()
    except OSError:
        return False
    return True


def run_pytest(run: dict[str, str], arguments: list[str]) -> int:
    say(f"Testing on {run['title']}.")
    environment = {**os.environ, "DATABASE_URL": run["DATABASE_URL"], "REDIS_URL": run["REDIS_URL"]}
    # What a shell has set for a running Poolhouse must not reach its tests.
    for name in ("POOLHOUSE_DATA", "POOLHOUSE_URL", "PORT"):
        environment.pop(name, None)
    # What does not touch the database need not be tested on each.
    once = [] if run["name"] == "sqlite" else ["-m", "not once"]
    # The whole suite is spread over the cores; a selection is run in the order that was asked for.
    spread = [] if arguments else ["-n", "auto", "--dist", "loadfile"]
    command = [sys.executable, "-m", "pytest", *once, *spread, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def worst(codes: list[int]) -> int:
    """A selection of tests may leave one database with none; that is no failure unless none ran at all."""
    counted = [code for code in codes if code != NO_TEST_MATCHED]
    return max(counted, default=NO_TEST_MATCHED)


def say(line: str) -> None:
    print(f"\n== {line}", flush=True)
