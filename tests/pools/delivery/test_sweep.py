"""The sweep: everything is sent from the database though no broker ever said a word, and house is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pools.core import clock
from pools.delivery import outbox, retention, sweep
from pools.delivery.sweep import Chore
from pools.models import OutboxMessage, UserPool
from pools.models.outbox import MessageState
from tests.pools.delivery.conftest import prepare
from tests.support import mailbox
from tests.support.mail_sink import MailSink


def test_all_that_is_due_is_sent(pool: UserPool, sink: MailSink) -> None:
    for _ in range(5):
        outbox.enqueue(pool, prepare(pool), user_sub="")

    mailbox.deliver_all()

    assert len(sink.message_ids) == 5
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_chores_are_done_every_so_often(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(sweep, "_chores", [Chore(lambda: done.append("often"), every=0)])
    sweep.register(lambda: done.append("rarely"), every=1000)

    sweep.once()
    sweep.once()

    assert done == ["often", "rarely", "often"]


def test_a_chore_that_fails_stops_no_other(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(sweep, "_chores", [Chore(lambda: 1 / 0, every=0), Chore(lambda: done.append(1), every=0)])

    sweep.once()

    assert done == [1]


def test_old_messages_are_forgotten(pool: UserPool, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checklist 75: no table grows without limit."""
    outbox.enqueue(pool, prepare(pool), user_sub="")
    mailbox.deliver_all()
    outbox.enqueue(pool, prepare(pool), user_sub="")
    monkeypatch.setattr(clock, "OFFSET", timedelta(days=31))

    assert retention.forget_old_messages() == 1

    assert OutboxMessage.objects.get().state == MessageState.QUEUED
    assert list((data / "outbox" / pool.id).iterdir()) == []
