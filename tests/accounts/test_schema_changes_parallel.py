"""A pool's sign-in names change while people sign up, move and are held by others; on PostgreSQL with real parallelism."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest
from django.db import connection, connections, transaction

from accounts import aliases, profile, schema_changes, users
from accounts.models import SchemaChange, User, UserAlias
from accounts.models.schema_change import ChangeStatus
from accounts.redefining import runner, steps
from pools import user_pools
from pools.definitions import Definition
from pools.models import UserPool
from tests.support import builders, people

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 4
EACH = 6


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time; this runs in the suite's PostgreSQL pass")


@pytest.fixture
def crowd(_needs_postgresql: None) -> UserPool:
    pool = builders.pool("crowd")
    for number in range(WRITERS * EACH):
        people.confirmed(pool, f"user{number}")
    return pool


def begun(pool: UserPool) -> SchemaChange:
    """A change that makes e-mail addresses aliases, ready to be built."""
    change = schema_changes.plan(pool, replace(Definition.of(pool), alias_attributes=["email"]))
    runner.run(change.pk)
    return schema_changes.apply(change)


def finished(change: SchemaChange) -> SchemaChange:
    while schema_changes.current(change.pool):
        runner.run(change.pk)
    return schema_changes.get(user_pools.get(change.pool.id), change.pk)


@contextmanager
def held(user: User) -> Iterator[None]:
    """Somebody else has the user's row meanwhile."""
    there, over = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            there.set()
            over.wait()
        connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(hold)
        there.wait()
        try:
            yield
        finally:
            over.set()


def test_a_batch_gives_way_to_who_has_a_users_row_and_is_done_later(crowd: UserPool) -> None:
    change = begun(crowd)
    with held(users.get(crowd, "user3")):
        runner.run(change.pk)
        waiting = schema_changes.get(crowd, change.pk)
        assert (waiting.status, waiting.done, waiting.attempts) == (ChangeStatus.BUILDING, 0, 0)

    assert finished(change).status == ChangeStatus.APPLIED


def test_whoever_signs_up_or_moves_meanwhile_signs_in_by_the_right_address(
    crowd: UserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # checklist 76
    monkeypatch.setattr(steps, "SIZE", 2)
    change = begun(crowd)
    stale = [user_pools.get(crowd.id) for _ in range(WRITERS)]
    for pool in stale:
        pool.coming = {}

    def write(writer: int) -> None:
        for number in range(EACH):
            place = writer * EACH + number
            values = {"email": f"moved{place}@example.com", "email_verified": "true"}
            profile.update(users.get(stale[writer], f"user{place}"), attributes=values)
            people.confirmed(stale[writer], f"new{place}")
        connections.close_all()

    with ThreadPoolExecutor(WRITERS) as threads:
        writers = [threads.submit(write, writer) for writer in range(WRITERS)]
        done = finished(change)
        for writer in writers:
            writer.result()

    pool = user_pools.get(crowd.id)
    assert done.status == ChangeStatus.APPLIED
    assert {row.value for row in UserAlias.objects.filter(attribute="email")} == {
        user.email for user in User.objects.filter(pool=pool)
    }
    assert aliases.find(pool, "moved5@example.com") == users.get(pool, "user5")
    assert aliases.find(pool, "new5@example.com") == users.get(pool, "new5")
    assert aliases.find(pool, "user5@example.com") is None
