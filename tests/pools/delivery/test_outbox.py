"""The outbox: rows that live and die with their transaction, and hints that never delay a request."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection, transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from pools.core import clock
from pools.core.errors import InvalidParameterException
from pools.delivery import courier, outbox, publishing
from pools.models import OutboxMessage, UserPool
from pools.models.outbox import MessageState
from tests.pools.delivery.conftest import prepare
from tests.support import mailbox
from tests.support.mail_sink import MailSink


def test_a_message_is_a_row_that_waits(pool: UserPool) -> None:
    row = outbox.enqueue(pool, prepare(pool), user_sub="sub-1")

    assert (row.state, row.attempts, row.recipient, row.user_sub) == ("queued", 0, "alice@example.com", "sub-1")
    assert mailbox.code("alice@example.com") == "123456"


def test_the_code_is_nowhere_in_clear_in_the_table(pool: UserPool) -> None:
    """Checklist 9 and 21."""
    pool.settings["EmailVerificationSubject"] = "{####} is your code"
    outbox.enqueue(pool, prepare(pool), user_sub="")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pools_outboxmessage")
        stored = b"".join(bytes(x) if isinstance(x, memoryview | bytes) else str(x).encode() for x in cursor.fetchone())

    assert b"123456" not in stored


@pytest.mark.django_db(transaction=True)
def test_a_transaction_rolled_back_leaves_no_message(
    pool: UserPool, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as told, transaction.atomic():
        outbox.enqueue(pool, prepare(pool), user_sub="")
        transaction.set_rollback(True)

    assert not OutboxMessage.objects.exists()
    assert told == []


def test_the_task_knows_the_rows_id_only(
    pool: UserPool,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Checklist 21."""
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_: sent.append((name, args)))

    with django_capture_on_commit_callbacks(execute=True):
        row = outbox.enqueue(pool, prepare(pool), user_sub="")
    publishing._publisher._thread.submit(int).result(5)

    assert sent == [("pools.delivery.tasks.deliver", (row.pk,))]


def test_a_broker_that_hangs_delays_nobody(pool: UserPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checklist 41 and 75: after a failure nothing is published for a while."""
    tried: list[int] = []

    def hang(name: str, args: tuple[int], **options: object) -> None:
        tried.append(args[0])
        time.sleep(0.3)
        raise ConnectionError

    publisher = publishing._Publisher()
    monkeypatch.setattr(current_app, "send_task", hang)
    started = time.monotonic()
    for number in range(50):
        publisher.submit(number)
    took = time.monotonic() - started
    publisher._thread.submit(int).result(5)

    assert took < 0.1
    assert tried == [0]


def test_resending_starts_anew(pool: UserPool, sink: MailSink) -> None:
    row = outbox.enqueue(pool, prepare(pool), user_sub="")
    OutboxMessage.objects.update(state=MessageState.DEAD, attempts=12, error="gone")

    outbox.resend(row)
    courier.deliver(row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == ("sent", 1, "")
    assert len(sink.mails) == 1


def test_what_a_real_sender_took_cannot_be_sent_again(pool: UserPool, sink: MailSink) -> None:
    row = outbox.enqueue(pool, prepare(pool), user_sub="")
    courier.deliver(row.pk)
    row.refresh_from_db()

    with pytest.raises(InvalidParameterException, match="no longer kept"):
        outbox.resend(row)


def test_what_is_being_sent_is_not_sent_beside(pool: UserPool) -> None:
    row = outbox.enqueue(pool, prepare(pool), user_sub="")
    OutboxMessage.objects.update(
        state=MessageState.SENDING, lease_by="another", lease_until=clock.now() + timedelta(minutes=1)
    )

    with pytest.raises(InvalidParameterException, match="being sent"):
        outbox.resend(row)


def test_the_outbox_is_the_mailbox_until_a_sender_is_set_up(pool: UserPool, settings: Settings) -> None:
    assert outbox.is_mailbox(pool, "EMAIL")
    assert outbox.is_mailbox(pool, "SMS")

    settings.POOLHOUSE_EMAIL_URL = "smtp://mail.example.com"
    settings.POOLHOUSE_SMS_SENDER = "sns"
    pool.settings["SmsConfiguration"] = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}

    assert not outbox.is_mailbox(pool, "EMAIL")
    assert not outbox.is_mailbox(pool, "SMS")


def test_a_pool_with_its_own_ses_identity_has_a_sender(pool: UserPool) -> None:
    arn = "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
    pool.settings["EmailConfiguration"] = {"EmailSendingAccount": "DEVELOPER", "SourceArn": arn}

    assert not outbox.is_mailbox(pool, "EMAIL")
