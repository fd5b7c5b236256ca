"""Auth events as lines of a pool's log: what they say, what they cost, and that nobody's failure costs as much."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuthEvent, User
from pools import log_delivery, user_pools
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, LogEvent, UserPool
from tests.accounts.conftest import make_client
from tests.support import guarded, people

pytestmark = pytest.mark.django_db

GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:people"
TO_GROUP = {
    "EventSource": "userAuthEvents",
    "LogLevel": "INFO",
    "CloudWatchLogsConfiguration": {"LogGroupArn": GROUP},
}


@pytest.fixture
def pool(db: None) -> UserPool:
    made = guarded.pool()
    log_delivery.configure(made, [TO_GROUP])
    return user_pools.get(made.id)


def lines() -> list[Any]:
    return [json.loads(row.body) for row in LogEvent.objects.order_by("id")]


def test_a_sign_in_is_a_line(client: AppClient, alice: User) -> None:
    guarded.sign_in(client)

    [line] = lines()
    row = AuthEvent.objects.get()
    assert (line["eventSource"], line["logLevel"]) == ("USER_ACTIVITY", "INFO")
    assert line["message"] == {
        "version": "1",
        "eventId": str(row.event_id),
        "eventType": "SIGN_IN",
        "userSub": str(alice.sub),
        "userName": "alice",
        "userPoolId": client.pool_id,
        "clientId": client.id,
        "creationDate": f"{row.created_at:%a %b %d %H:%M:%S UTC %Y}",
        "eventResponse": "Pass",
        "riskLevel": "",
        "riskDecision": "NoRisk",
        "challenges": ["Password:Success"],
        "deviceName": "Chrome on Windows",
        "ipAddress": guarded.HOME,
        "requestId": "",
        "idpName": "",
        "compromisedCredentialDetected": "false",
        "city": "",
        "country": "",
        "eventFeedbackValue": "",
        "eventFeedbackDate": "",
        "eventFeedbackProvider": "",
        "hasContextData": "true",
    }


def test_a_failure_is_a_line_without_what_was_typed(client: AppClient, alice: User) -> None:
    with pytest.raises(NotAuthorizedException):
        guarded.begin(client, password="Wrong-1234!")

    [line] = lines()
    assert line["message"]["eventResponse"] == "Fail"
    assert "Wrong-1234!" not in json.dumps(line)
    assert people.PASSWORD not in json.dumps(line)


def test_a_line_costs_one_statement(client: AppClient, alice: User) -> None:
    guarded.sign_in(client)
    with CaptureQueriesContext(connection) as logged:
        guarded.sign_in(client)
    client.pool = log_delivery.configure(client.pool, [])
    with CaptureQueriesContext(connection) as silent:
        guarded.sign_in(client)

    assert len(logged) - len(silent) == 1
    assert not lines()


def test_a_name_that_nobody_has_costs_what_alices_does_and_is_not_logged(pool: UserPool, alice: User) -> None:
    # checklist 29
    client = make_client(pool, PreventUserExistenceErrors="ENABLED")
    costs = []
    for username in ("alice", "nobody"):
        with CaptureQueriesContext(connection) as queries, pytest.raises(NotAuthorizedException):
            guarded.begin(client, username=username, password="Wrong-1234!")
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert len(lines()) == 1
