"""`manage.py fuzz`: a run in a place of its own, and how it says what it found."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

from console.management.commands import fuzz

pytestmark = pytest.mark.once


def run(*options: str) -> tuple[int, str]:
    environment = {**os.environ, "NO_BOOTSTRAP": "1", "DATABASE_URL": ""}
    command = [sys.executable, "manage.py", "fuzz", *options]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_an_operation_is_fuzzed_on_a_database_of_its_own() -> None:
    code, told = run("--operation", "TagResource", "--examples", "5", "--seed", "7")

    assert told == "Fuzzing 1 operations on sqlite, seed 7.\nNothing failed.\n"
    assert code == 0


def test_a_name_that_is_none_is_told() -> None:
    assert run("--operation", "TagResourse") == (2, "TagResourse is no operation that Poolhouse answers.\n")


def test_nothing_of_the_callers_installation_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOLHOUSE_DATA", "/precious")
    monkeypatch.setenv("POOLHOUSE_VAULT_KEYS", "secret")
    monkeypatch.setenv("REDIS_URL", "redis://precious")

    with fuzz.scratch("") as environment:
        kept = {name for name in environment if name.startswith("POOLHOUSE_")}
        used = (environment["DATABASE_URL"], environment["REDIS_URL"])

    assert kept == {"POOLHOUSE_DATA"}
    assert "precious" not in environment["POOLHOUSE_DATA"]
    assert used == ("", "")
