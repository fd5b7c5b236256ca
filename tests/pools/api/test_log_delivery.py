"""SetLogDeliveryConfiguration and GetLogDeliveryConfiguration through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from pools.core import clock
from pools.models import LogDelivery, LogEvent, UserPool
from tests.support import builders, refusal

pytestmark = pytest.mark.django_db

GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/people"
STREAM = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/people"
BUCKET = "arn:aws:s3:::people-logs"

ERRORS = {
    "EventSource": "userNotification",
    "LogLevel": "ERROR",
    "CloudWatchLogsConfiguration": {"LogGroupArn": GROUP},
}
EVENTS = {"EventSource": "userAuthEvents", "LogLevel": "INFO"}
TO_GROUP = {**EVENTS, "CloudWatchLogsConfiguration": {"LogGroupArn": GROUP}}
TO_BUCKET = {**EVENTS, "S3Configuration": {"BucketArn": BUCKET}}
TO_STREAM = {**EVENTS, "FirehoseConfiguration": {"StreamArn": STREAM}}


@pytest.fixture
def plus(db: None) -> UserPool:
    return builders.pool("plus", UserPoolTier="PLUS")


def configure(idp: Any, pool: UserPool, *configurations: Any) -> Any:
    call = {"UserPoolId": pool.id, "LogConfigurations": list(configurations)}
    return idp.set_log_delivery_configuration(**call)["LogDeliveryConfiguration"]


def configured(idp: Any, pool: UserPool) -> Any:
    return idp.get_log_delivery_configuration(UserPoolId=pool.id)["LogDeliveryConfiguration"]


def test_a_pool_delivers_no_logs_until_it_is_told(cognito_idp: Any, pool: UserPool) -> None:
    assert configured(cognito_idp, pool) == {"UserPoolId": pool.id, "LogConfigurations": []}


@pytest.mark.parametrize("events", [TO_GROUP, TO_BUCKET, TO_STREAM])
def test_what_was_set_is_told(cognito_idp: Any, plus: UserPool, events: Any) -> None:
    answer = configure(cognito_idp, plus, ERRORS, events)

    assert answer == {"UserPoolId": plus.id, "LogConfigurations": [ERRORS, events]}
    assert configured(cognito_idp, plus) == answer


def test_another_configuration_replaces_the_whole_and_drops_what_waits_of_the_rest(
    cognito_idp: Any, plus: UserPool
) -> None:
    configure(cognito_idp, plus, ERRORS, TO_GROUP)
    for source in ("userNotification", "userAuthEvents"):
        LogEvent.objects.create(pool=plus, event_source=source, body="{}", happened_at=clock.now())

    configure(cognito_idp, plus, TO_STREAM)

    assert configured(cognito_idp, plus)["LogConfigurations"] == [TO_STREAM]
    assert LogDelivery.objects.get().event_source == LogEvent.objects.get().event_source == "userAuthEvents"


def test_nothing_is_logged_any_more_when_nothing_is_configured(cognito_idp: Any, pool: UserPool) -> None:
    configure(cognito_idp, pool, ERRORS)
    configure(cognito_idp, pool)

    assert configured(cognito_idp, pool)["LogConfigurations"] == []
    assert not LogDelivery.objects.exists()


def test_an_update_of_the_pool_leaves_its_logs(cognito_idp: Any, pool: UserPool) -> None:
    configure(cognito_idp, pool, ERRORS)
    cognito_idp.update_user_pool(UserPoolId=pool.id)

    assert configured(cognito_idp, pool)["LogConfigurations"] == [ERRORS]


@pytest.mark.parametrize(
    "configurations",
    [
        [{**ERRORS, "LogLevel": "INFO"}],
        [{**TO_GROUP, "LogLevel": "ERROR"}],
        [{"EventSource": "userNotification", "LogLevel": "ERROR"}],
        [EVENTS],
        [{**TO_GROUP, **TO_BUCKET}],
        [ERRORS, ERRORS],
        [TO_GROUP, TO_STREAM],
        [{"EventSource": "userNotification", "LogLevel": "ERROR", "S3Configuration": {"BucketArn": BUCKET}}],
        [{"EventSource": "userNotification", "LogLevel": "ERROR", "FirehoseConfiguration": {"StreamArn": STREAM}}],
        [{**EVENTS, "CloudWatchLogsConfiguration": {}}],
        [{**EVENTS, "CloudWatchLogsConfiguration": {"LogGroupArn": STREAM}}],
        [{**EVENTS, "FirehoseConfiguration": {"StreamArn": GROUP}}],
        [{**EVENTS, "S3Configuration": {"BucketArn": "arn:aws:s3:::UPPER"}}],
        [{**EVENTS, "CloudWatchLogsConfiguration": {"LogGroupArn": "arn:aws:logs:evil.example/:123456789012:x:y"}}],
        [ERRORS, TO_GROUP, TO_GROUP],
        [{**ERRORS, "EventSource": "everything"}],
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    cognito_idp: Any, plus: UserPool, configurations: list[Any]
) -> None:
    configure(cognito_idp, plus, ERRORS)

    assert refusal.of(lambda: configure(cognito_idp, plus, *configurations))[0] == "InvalidParameterException"
    assert configured(cognito_idp, plus)["LogConfigurations"] == [ERRORS]


def test_auth_events_are_for_the_plus_plan(cognito_idp: Any, pool: UserPool) -> None:
    code, message = refusal.of(lambda: configure(cognito_idp, pool, TO_GROUP))

    assert (code, "ESSENTIALS" in message) == ("FeatureUnavailableInTierException", True)


def test_logs_of_a_pool_that_is_not_there_are_not_configured(cognito_idp: Any) -> None:
    call = {"UserPoolId": "us-east-1_Nowhere00", "LogConfigurations": [ERRORS]}
    assert refusal.of(lambda: cognito_idp.set_log_delivery_configuration(**call))[0] == "ResourceNotFoundException"
    del call["LogConfigurations"]
    assert refusal.of(lambda: cognito_idp.get_log_delivery_configuration(**call))[0] == "ResourceNotFoundException"
