"""Leases: one holder at a time, given back by the living, taken back from the dead."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from pools.core import clock
from pools.delivery import holder, lease, outbox
from pools.delivery.holder import Holder
from pools.models import OutboxMessage, UserPool
from pools.models.outbox import MessageState
from tests.pools.delivery.conftest import prepare


@pytest.fixture
def row(pool: UserPool) -> OutboxMessage:
    return outbox.enqueue(pool, prepare(pool), user_sub="")


def held_by(row: OutboxMessage, name: Holder | str) -> None:
    OutboxMessage.objects.filter(pk=row.pk).update(
        state=MessageState.SENDING, lease_by=str(name), lease_until=clock.now() + timedelta(minutes=1), attempts=1
    )


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_message_is_taken_once(row: OutboxMessage) -> None:
    taken = lease.take(row.pk)

    assert taken is not None
    assert (taken.state, taken.attempts) == (MessageState.SENDING, 1)
    assert lease.take(row.pk) is None
    assert lease.take_next() is None


def test_a_lease_that_ran_out_is_free(row: OutboxMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    lease.take(row.pk)
    monkeypatch.setattr(clock, "OFFSET", lease.LENGTH + timedelta(seconds=1))

    taken = lease.take_next()

    assert taken is not None
    assert taken.attempts == 2


def test_whose_lease_ran_out_changes_nothing_any_more(row: OutboxMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    late = lease.take(row.pk)
    monkeypatch.setattr(clock, "OFFSET", lease.LENGTH + timedelta(seconds=1))
    lease.take(row.pk)
    assert late is not None

    lease.failed(late, ValueError("too late"))

    row.refresh_from_db()
    assert (row.state, row.error) == (MessageState.SENDING, "")


def test_the_oldest_message_is_taken_first(row: OutboxMessage, pool: UserPool) -> None:
    outbox.enqueue(pool, prepare(pool), user_sub="")

    taken = lease.take_next()

    assert taken is not None
    assert taken.pk == row.pk


def test_what_is_not_due_is_left_alone(row: OutboxMessage) -> None:
    OutboxMessage.objects.update(not_before=clock.now() + timedelta(seconds=10))

    assert lease.take_next() is None


def test_a_dead_processs_lease_is_released(row: OutboxMessage) -> None:
    held_by(row, Holder(holder.this_process().node, dead_process(), "run"))

    lease.release_of_the_dead()

    assert lease.take(row.pk) is not None


def test_an_earlier_process_with_our_id_is_dead(row: OutboxMessage) -> None:
    ours = holder.this_process()
    held_by(row, Holder(ours.node, ours.pid, "earlier"))

    assert lease.release_of_the_dead() == 1


@pytest.mark.parametrize("name", ["{node}.1.run", "elsewhere.{dead}.run", "{ours}", "nonsense", "{node}.x.y"])
def test_nobody_else_is_called_dead(row: OutboxMessage, name: str) -> None:
    ours = holder.this_process()
    held_by(row, name.format(node=ours.node, dead=dead_process(), ours=ours))

    assert lease.release_of_the_dead() == 0


def test_a_message_that_kills_who_sends_it_is_given_up(row: OutboxMessage) -> None:
    OutboxMessage.objects.update(state=MessageState.QUEUED, attempts=12)

    lease.release_of_the_dead()

    row.refresh_from_db()
    assert (row.state, row.error) == (MessageState.DEAD, "No attempt came to an end.")


def test_pauses_grow_and_differ() -> None:
    first = [lease._pause(1).total_seconds() for _ in range(20)]
    last = [lease._pause(12).total_seconds() for _ in range(20)]

    assert all(1 <= pause <= 2 for pause in first)
    assert all(150 <= pause <= 300 for pause in last)
    assert len(set(first)) > 1
