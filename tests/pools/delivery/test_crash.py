"""A worker that dies of kill -9 at the two worst moments, on both databases (stack.md 6; checklist 41)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.mail_sink import MailSink, mail_sink
from tests.support.outbox_processes import Children, children, postgres_database

pytestmark = pytest.mark.once


@pytest.fixture
def server() -> Iterator[MailSink]:
    with mail_sink() as served:
        yield served


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def workers(request: pytest.FixtureRequest, tmp_path: Path, server: MailSink) -> Iterator[Children]:
    """Processes over one outbox that holds one message."""
    if request.param == "sqlite":
        yield filled(children(tmp_path, POOLHOUSE_EMAIL_URL=server.url))
        return
    with postgres_database(request.getfixturevalue("postgres_url"), f"poolhouse_crash_{os.getpid()}") as url:
        yield filled(children(tmp_path, POOLHOUSE_EMAIL_URL=server.url, DATABASE_URL=url))


def filled(workers: Children) -> Children:
    assert workers.run("tables") == (0, [])
    assert workers.run("enqueue", "1") == (0, ["user0@example.com"])
    return workers


def test_killed_after_the_claim_it_is_sent_once_by_another(workers: Children, server: MailSink) -> None:
    killed = workers.run("deliver", "claimed")
    after_the_kill = workers.run("states")

    workers.run("deliver", "never")

    assert killed == (-9, [])
    assert after_the_kill == (0, ["sending 1"])
    assert workers.run("states") == (0, ["sent 2"])
    assert list(server.message_ids.values()) == [1]


def test_killed_between_the_senders_yes_and_the_commit_the_copy_is_the_same(
    workers: Children, server: MailSink
) -> None:
    """The documented exception: SMTP has no idempotency key, so here it is at least once."""
    workers.run("deliver", "sent")

    workers.run("deliver", "never")

    assert workers.run("states") == (0, ["sent 2"])
    assert list(server.message_ids.values()) == [2]
    assert server.mails[0].as_string().count("000000") == server.mails[1].as_string().count("000000") > 0
