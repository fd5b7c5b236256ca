"""From the outbox to its sender: files, SMTP, SES and SNS, and what is written down of it (checklist 41)."""

from __future__ import annotations

import base64
import email
import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pytest_django.fixtures import Settings

from pools.core import clock
from pools.delivery import courier, lease, outbox
from pools.delivery.content import Content
from pools.models import OutboxMessage, UserPool
from pools.models.outbox import MessageState
from tests.pools.delivery.conftest import prepare
from tests.support.aws_sink import AwsSink, aws_sink
from tests.support.mail_sink import MailSink

SES = {
    "EmailSendingAccount": "DEVELOPER",
    "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
    "ReplyToEmailAddress": "help@example.com",
    "ConfigurationSet": "tracked",
}


@pytest.fixture
def aws(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsSink]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with aws_sink() as served:
        settings.POOLHOUSE_AWS_ENDPOINT_URL = served.url
        yield served


def queue(pool: UserPool, medium: str = "EMAIL") -> OutboxMessage:
    to = "+15551234567" if medium == "SMS" else "alice@example.com"
    return outbox.enqueue(pool, prepare(pool, medium=medium, to=to), user_sub="")


def delivered(pool: UserPool, medium: str = "EMAIL") -> OutboxMessage:
    row = queue(pool, medium)
    courier.deliver(row.pk)
    row.refresh_from_db()
    return row


def test_without_a_sender_a_mail_becomes_a_file(pool: UserPool, data: Path) -> None:
    row = delivered(pool)

    (file,) = (data / "outbox" / pool.id).iterdir()
    mail = email.message_from_bytes(file.read_bytes())
    assert row.state == MessageState.SENT
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert mail["To"] == "alice@example.com"
    assert "123456" in file.read_text()
    assert "123456" in Content.of(row).text


def test_without_a_sender_an_sms_becomes_a_file(pool: UserPool, data: Path) -> None:
    delivered(pool, "SMS")

    (file,) = (data / "outbox" / pool.id).iterdir()
    assert file.suffix == ".txt"
    assert file.read_text() == "To: +15551234567\n\nYour verification code is 123456. \n"


def test_a_mail_goes_out_by_smtp(pool: UserPool, sink: MailSink) -> None:
    row = delivered(pool)

    (mail,) = sink.mails
    assert sink.envelopes == [["alice@example.com"]]
    assert (mail["To"], mail["Subject"]) == ("alice@example.com", "Your verification code")
    assert mail["Message-ID"] == f"<outbox-{row.pk}.{pool.id}@localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_once_a_real_sender_has_it_the_code_leaves_the_table(pool: UserPool, sink: MailSink) -> None:
    row = delivered(pool)

    assert (row.state, bytes(row.content)) == (MessageState.SENT, b"")
    masked = "Your verification code is ******. "
    assert Content.of(row) == Content(text=masked, html=masked, subject="Your verification code")


def test_told_twice_it_goes_out_once(pool: UserPool, sink: MailSink) -> None:
    """Checklist 75: tasks come twice, late and out of order."""
    row = delivered(pool)

    courier.deliver(row.pk)
    courier.deliver(row.pk + 1)

    assert len(sink.mails) == 1


def test_a_refusal_is_written_down_and_tried_again_later(pool: UserPool, sink: MailSink) -> None:
    sink.refusal = "451 come back later"

    row = delivered(pool)

    assert (row.state, row.attempts, row.lease_by) == (MessageState.FAILED, 1, "")
    assert "come back later" in row.error
    assert timedelta(seconds=0.5) < row.not_before - clock.now() < timedelta(seconds=2.1)
    assert Content.of(row).text == "Your verification code is 123456. "


def test_after_twelve_attempts_it_is_given_up(pool: UserPool, sink: MailSink) -> None:
    sink.refusal = "550 never"
    row = queue(pool)
    OutboxMessage.objects.update(attempts=11)

    courier.deliver(row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (MessageState.DEAD, 12)
    assert lease.take(row.pk) is None


def test_a_message_that_cannot_be_opened_does_not_stop_the_others(
    pool: UserPool, sink: MailSink, settings: Settings
) -> None:
    kept = settings.POOLHOUSE_VAULT_KEYS
    settings.POOLHOUSE_VAULT_KEYS = [b"x" * 32]
    lost = queue(pool)
    settings.POOLHOUSE_VAULT_KEYS = kept
    queue(pool)

    while courier.deliver_next():
        pass

    assert OutboxMessage.objects.defer("content").get(pk=lost.pk).state == MessageState.FAILED
    assert len(sink.mails) == 1


def test_a_senders_name_cannot_gain_headers(pool: UserPool, sink: MailSink) -> None:
    """Checklist 39."""
    pool.settings["EmailConfiguration"] = {"From": "Ours <a@example.com>\nBcc: eve@example.com"}
    pool.save()

    row = delivered(pool)

    assert row.state == MessageState.FAILED
    assert sink.mails == []


def test_a_pools_own_ses_identity_sends_its_mail(pool: UserPool, aws: AwsSink) -> None:
    pool.settings["EmailConfiguration"] = SES
    pool.save()

    row = delivered(pool)

    request = json.loads(aws.bodies[0])
    mail = email.message_from_bytes(base64.b64decode(request["Content"]["Raw"]["Data"]))
    assert row.state == MessageState.SENT
    assert request["FromEmailAddress"] == "no-reply@example.com"
    assert request["FromEmailAddressIdentityArn"] == SES["SourceArn"]
    assert request["Destination"] == {"ToAddresses": ["alice@example.com"]}
    assert request["ConfigurationSetName"] == "tracked"
    assert (mail["Reply-To"], mail["From"]) == ("help@example.com", "no-reply@example.com")


def test_sns_sends_an_sms(pool: UserPool, aws: AwsSink, settings: Settings) -> None:
    settings.POOLHOUSE_SMS_SENDER = "sns"
    pool.settings["SmsConfiguration"] = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
    pool.save()

    row = delivered(pool, "SMS")

    request = parse_qs(aws.bodies[0].decode())
    assert (row.state, bytes(row.content)) == (MessageState.SENT, b"")
    assert request["PhoneNumber"] == ["+15551234567"]
    assert request["Message"] == ["Your verification code is 123456. "]


def test_an_error_of_aws_is_written_down(pool: UserPool, aws: AwsSink) -> None:
    aws.status = 403
    pool.settings["EmailConfiguration"] = SES
    pool.save()

    row = delivered(pool)

    assert row.state == MessageState.FAILED
    assert row.error.startswith("ClientError")
