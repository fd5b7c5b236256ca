"""`manage.py test` runs the suite on each database that is there and fails when one of the runs does."""

from __future__ import annotations

import socket

import pytest

from console.management.commands import test as command

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("codes", "worst"),
    [([0], 0), ([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([2, 1], 2)],
)
def test_one_failure_fails_all_but_an_empty_selection_does_not(codes: list[int], worst: int) -> None:
    assert command.worst(codes) == worst


def test_without_postgresql_the_embedded_database_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setattr(command, "LOCAL_POSTGRES", f"postgres://postgres@127.0.0.1:{unused.getsockname()[1]}/x")

        assert command.on_postgres() is None


def test_a_database_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/x")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example")

    run = command.on_postgres() or {}

    assert (run["DATABASE_URL"], run["REDIS_URL"]) == ("postgres://db.example/x", "redis://cache.example")
