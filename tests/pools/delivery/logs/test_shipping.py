"""Logs of pools on their way: to files, CloudWatch Logs, Firehose and S3, once each, and past a target that fails."""

from __future__ import annotations

import json
import logging
import smtplib
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from pools import log_delivery, user_pools
from pools.core import clock as core_clock
from pools.delivery import courier, email, holder, outbox, publishing, retention, tasks
from pools.delivery.logs import events, lease, shipping
from pools.models import LogDelivery, LogEvent, OutboxMessage, UserPool
from tests.pools.api.test_log_delivery import BUCKET, ERRORS, EVENTS, STREAM, TO_GROUP
from tests.pools.delivery.conftest import prepare
from tests.support import builders
from tests.support.aws_logs import AwsLogs, aws_logs
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

GROUP = "/aws/vendedlogs/people"


@pytest.fixture
def pool(db: None) -> UserPool:
    return user_pools.get(log_delivery.configure(builders.pool("plus", UserPoolTier="PLUS"), [ERRORS, TO_GROUP]).id)


@pytest.fixture
def aws(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsLogs]:
    """Logs go to AWS, which has the log group."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    settings.POOLHOUSE_LOG_DELIVERY = "aws"
    with aws_logs() as served:
        served.groups.add(GROUP)
        settings.POOLHOUSE_AWS_ENDPOINT_URL = served.url
        yield served


def write(pool: UserPool, *names: str) -> None:
    for name in names:
        events.write(pool, events.AUTH_EVENTS, {"eventId": name})


def ship(pool: UserPool, source: str = events.AUTH_EVENTS) -> LogDelivery:
    """What a worker does with the hint; the delivery as it stands afterwards."""
    row = LogDelivery.objects.get(pool=pool, event_source=source)
    tasks.ship_logs(row.pk)
    row.refresh_from_db()
    return row


def names(lines: list[dict[str, Any]]) -> list[str]:
    return [line["message"]["eventId"] for line in lines]


def to(pool: UserPool, **target: Any) -> None:
    log_delivery.configure(pool, [{**EVENTS, **target}])


def stream(aws: AwsLogs, pool: UserPool) -> list[dict[str, Any]]:
    return aws.streams[GROUP, f"{pool.id}/userAuthEvents"]


def test_a_line_has_cognitos_shape_and_goes_to_the_log_group(pool: UserPool, aws: AwsLogs, clock: Clock) -> None:
    clock.stop()
    write(pool, "one")

    ship(pool)

    assert stream(aws, pool) == [
        {
            "eventTimestamp": str(int(core_clock.now().timestamp() * 1000)),
            "eventSource": "USER_ACTIVITY",
            "logLevel": "INFO",
            "message": {"eventId": "one"},
            "logSourceId": {"userPoolId": pool.id},
        }
    ]
    assert not LogEvent.objects.exists()


def test_a_stream_that_is_there_is_written_on(pool: UserPool, aws: AwsLogs) -> None:
    for name in ("one", "two"):
        write(pool, name)
        ship(pool)

    assert names(stream(aws, pool)) == ["one", "two"]
    assert aws.calls["CreateLogStream"] == 1


def test_events_of_many_days_go_in_as_many_calls(pool: UserPool, aws: AwsLogs, clock: Clock) -> None:
    for name in ("monday", "tuesday", "wednesday"):
        write(pool, name)
        clock.advance(hours=25)

    ship(pool)

    assert names(stream(aws, pool)) == ["monday", "tuesday", "wednesday"]


def test_more_events_than_a_call_takes_go_in_order(
    pool: UserPool, aws: AwsLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipping, "BATCH", 2)
    write(pool, *"abcde")

    ship(pool)

    assert names(stream(aws, pool)) == list("abcde")


def test_a_stream_of_firehose_gets_again_what_it_did_not_take(pool: UserPool, aws: AwsLogs) -> None:
    to(pool, FirehoseConfiguration={"StreamArn": STREAM})
    aws.untaken = 1
    write(pool, "one", "two")

    ship(pool)

    assert sorted(names(aws.records["people"])) == ["one", "two"]
    assert not LogEvent.objects.exists()


def test_a_stream_that_takes_nothing_is_left_alone_for_a_while(pool: UserPool, aws: AwsLogs) -> None:
    to(pool, FirehoseConfiguration={"StreamArn": STREAM})
    aws.untaken = 1
    write(pool, "one")

    assert ship(pool).error == "NothingTaken"
    assert LogEvent.objects.count() == 1


def test_a_bucket_gets_an_object_that_its_copy_would_replace(pool: UserPool, aws: AwsLogs) -> None:
    to(pool, S3Configuration={"BucketArn": BUCKET})
    write(pool, "one", "two")
    kept = list(LogEvent.objects.all())

    ship(pool)
    LogEvent.objects.bulk_create(kept)
    ship(pool)

    [(path, lines)] = aws.objects.items()
    assert path.startswith(f"/people-logs/AWSLogs/000000000000/cognito-idp/{pool.id}/userAuthEvents/")
    assert names(lines) == ["one", "two"]
    assert aws.calls["PutObject"] == 2


def test_without_aws_logs_are_files_of_lines(pool: UserPool, data: Path) -> None:
    write(pool, "one")
    ship(pool)
    write(pool, "two")
    ship(pool)

    [file] = (data / "logs" / "log-group._aws_vendedlogs_people").iterdir()
    assert file.name == f"{pool.id}.userAuthEvents.{core_clock.now():%Y-%m-%d}.jsonl"
    assert names([json.loads(line) for line in file.read_text().splitlines()]) == ["one", "two"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["..", "../..", "/etc/cron.d", "./.././x"])
def test_no_name_of_a_log_group_leads_out_of_the_folder(pool: UserPool, data: Path, name: str) -> None:
    to(pool, CloudWatchLogsConfiguration={"LogGroupArn": f"arn:aws:logs:us-east-1:123456789012:log-group:{name}"})
    write(pool, "one")

    ship(pool)

    [file] = [path for path in data.rglob("*") if path.is_file()]
    assert file.resolve().parent.parent == (data / "logs").resolve()


def test_old_files_are_forgotten(pool: UserPool, data: Path, clock: Clock) -> None:
    # checklist 75
    write(pool, "one")
    ship(pool)
    clock.advance(days=31)

    retention.forget_old_messages()

    assert not [path for path in data.rglob("*") if path.is_file()]


def test_a_target_that_fails_pauses_loses_nothing_and_is_told(
    pool: UserPool, aws: AwsLogs, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    aws.groups.clear()
    write(pool, "one")

    with caplog.at_level(logging.WARNING):
        row = ship(pool)

    assert (row.attempts, row.error, row.lease_by) == (1, "ResourceNotFoundException", "")
    told = f"The userAuthEvents of {pool.id} could not be delivered at attempt 1 (ResourceNotFoundException)."
    assert caplog.messages == [told]
    calls = sum(aws.calls.values())
    ship(pool)
    assert sum(aws.calls.values()) == calls

    aws.groups.add(GROUP)
    clock.advance(minutes=10)
    assert (ship(pool).attempts, names(stream(aws, pool))) == (0, ["one"])


def test_a_target_that_fails_holds_up_no_other(pool: UserPool, aws: AwsLogs) -> None:
    other = log_delivery.configure(builders.pool("others", UserPoolTier="PLUS"), [])
    to(other, FirehoseConfiguration={"StreamArn": STREAM})
    aws.refused["PutLogEvents"] = "AccessDeniedException"
    write(pool, "one")
    write(other, "two")

    for row in lease.waiting():
        shipping.run(row.pk)

    assert names(aws.records["people"]) == ["two"]
    assert LogEvent.objects.get().pool == pool


def test_nobody_answers(pool: UserPool, aws: AwsLogs, settings: Settings) -> None:
    settings.POOLHOUSE_AWS_ENDPOINT_URL = "http://127.0.0.1:1"
    write(pool, "one")

    assert ship(pool).error == "EndpointConnectionError"
    assert LogEvent.objects.count() == 1


def test_a_new_target_gets_what_waits_at_once(pool: UserPool, aws: AwsLogs) -> None:
    aws.refused["PutLogEvents"] = "AccessDeniedException"
    write(pool, "one")
    ship(pool)

    to(pool, FirehoseConfiguration={"StreamArn": STREAM})
    ship(pool)

    assert names(aws.records["people"]) == ["one"]


def test_two_workers_do_not_deliver_the_same_at_once(pool: UserPool, aws: AwsLogs) -> None:
    write(pool, "one")
    mine = lease.take(LogDelivery.objects.get(event_source=events.AUTH_EVENTS).pk)
    assert mine is not None

    ship(pool)
    assert not aws.calls

    lease.release(mine)
    ship(pool)
    assert names(stream(aws, pool)) == ["one"]


def test_a_worker_that_died_is_not_waited_for(pool: UserPool, aws: AwsLogs, monkeypatch: pytest.MonkeyPatch) -> None:
    write(pool, "one")
    row = LogDelivery.objects.get(event_source=events.AUTH_EVENTS)
    lease.take(row.pk)
    told: list[int] = []
    monkeypatch.setattr(publishing, "publish_soon", lambda pk, **_: told.append(pk))
    monkeypatch.setattr(holder, "is_gone", lambda _name: True)

    shipping.wake()

    assert told == [row.pk]
    ship(pool)
    assert names(stream(aws, pool)) == ["one"]


def test_a_lease_that_ended_is_not_given_back_by_who_had_it(pool: UserPool, clock: Clock) -> None:
    write(pool, "one")
    row = LogDelivery.objects.get(event_source=events.AUTH_EVENTS)
    slow = lease.take(row.pk)
    clock.advance(minutes=3)
    other = lease.take(row.pk)
    assert slow is not None
    assert other is not None

    lease.failed(slow, "too late")

    row.refresh_from_db()
    assert (row.lease_until, row.attempts) == (other.lease_until, 0)


def test_no_more_wait_than_so_many_and_the_newest_are_kept(
    pool: UserPool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 75
    monkeypatch.setattr(shipping, "MOST_WAITING", 2)
    monkeypatch.setattr(publishing, "publish_soon", lambda *_, **__: None)
    write(pool, *"abcd")

    with caplog.at_level(logging.WARNING):
        shipping.wake()
        shipping.wake()

    assert [json.loads(event.body)["message"]["eventId"] for event in LogEvent.objects.order_by("id")] == ["c", "d"]
    assert caplog.messages == [
        f"2 of the oldest events of the userAuthEvents of {pool.id} were dropped: too many wait."
    ]


def test_what_was_written_while_logging_was_given_up_is_forgotten(pool: UserPool) -> None:
    write(pool, "one")
    stale = user_pools.get(pool.id)
    log_delivery.configure(pool, [ERRORS])
    events.write(stale, events.AUTH_EVENTS, {"eventId": "late"})
    events.write(stale, events.NOTIFICATION, {"details": "kept"})

    shipping.forget_strays()

    assert LogEvent.objects.get().event_source == events.NOTIFICATION


def test_nothing_is_asked_or_kept_where_no_log_is_wanted(db: None) -> None:
    silent = builders.pool()

    with CaptureQueriesContext(connection) as queries:
        write(silent, "one")

    assert not queries.captured_queries


def test_a_mail_that_is_not_taken_is_an_error_of_the_log_without_its_code(
    pool: UserPool, aws: AwsLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise smtplib.SMTPDataError(554, b"spam: Your verification code is 123456")

    monkeypatch.setattr(email, "send", refuse)
    monkeypatch.setattr(email, "is_set_up", lambda _pool: True)
    row = outbox.enqueue(pool, prepare(pool), user_sub="1234")

    courier.deliver(row.pk)
    ship(pool, events.NOTIFICATION)

    [line] = aws.streams[GROUP, f"{pool.id}/userNotification"]
    assert (line["eventSource"], line["logLevel"]) == ("USER_NOTIFICATION", "ERROR")
    assert line["message"] == {
        "details": "EMAIL message SignUp of user 1234 failed at attempt 1: SMTPDataError 554",
    }
    assert "123456" not in json.dumps(aws.streams[GROUP, f"{pool.id}/userNotification"])


def test_a_mail_that_is_sent_is_no_error(pool: UserPool) -> None:
    row = outbox.enqueue(pool, prepare(pool), user_sub="")

    courier.deliver(row.pk)

    assert OutboxMessage.objects.get().error == ""
    assert not LogEvent.objects.exists()


def test_a_deleted_pool_takes_its_logs_along(pool: UserPool) -> None:
    write(pool, "one")

    user_pools.delete(pool)

    assert not LogEvent.objects.exists()
    assert not LogDelivery.objects.exists()


def test_pauses_grow_and_have_an_end(pool: UserPool, clock: Clock) -> None:
    clock.stop()
    row = LogDelivery.objects.get(event_source=events.AUTH_EVENTS)
    pauses = []
    for attempts in (0, 3, 5000):
        LogDelivery.objects.filter(pk=row.pk).update(attempts=attempts, not_before=core_clock.now())
        taken = lease.take(row.pk)
        assert taken is not None
        lease.failed(taken, "again")
        row.refresh_from_db()
        pauses.append(row.not_before - core_clock.now())

    assert pauses[0] < pauses[1] < pauses[2] <= timedelta(seconds=lease.LONGEST_PAUSE)
