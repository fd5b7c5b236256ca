"""How a trigger's call can fail, and what the caller is told (triggers.md A7; checklist 63)."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from pools.core.errors import (
    CognitoError,
    InvalidLambdaResponseException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
)
from pools.models import UserPool
from pools.triggers import invoke, transport
from tests.support.scripted_triggers import (
    Script,
    ScriptedTriggers,
    lambda_error,
    responding,
    returning,
    slow,
    throwing,
    unchanged,
)

TOO_MUCH = b'{"response": {}, "padding": "' + b"x" * transport.LARGEST_ANSWER + b'"}'


def call(pool: UserPool, arn: str, trigger: str = "PreSignUp") -> dict[str, Any]:
    pool.settings["LambdaConfig"] = {trigger: arn}
    return invoke.call(
        pool,
        trigger,
        source="SignUp",
        user_name="alice",
        client_id="client1",
        request={"userAttributes": {}},
        response={"autoConfirmUser": False},
    )


def refused(pool: UserPool, arn: str, trigger: str = "PreSignUp") -> CognitoError:
    with pytest.raises(CognitoError) as raised:
        call(pool, arn, trigger)
    return raised.value


def test_an_event_returned_unchanged_means_the_default(pool: UserPool, functions: ScriptedTriggers) -> None:
    assert call(pool, functions.on("f", unchanged)) == {"autoConfirmUser": False}


def test_an_alias_of_a_function_is_called(pool: UserPool, functions: ScriptedTriggers) -> None:
    arn = functions.on("f", responding(autoConfirmUser=True))

    assert call(pool, f"{arn}:live") == {"autoConfirmUser": True}


def test_a_function_that_throws_is_quoted(pool: UserPool, functions: ScriptedTriggers) -> None:
    error = refused(pool, functions.on("f", throwing("SPIKE_LOCKED")))

    assert type(error) is UserLambdaValidationException
    assert error.message == "PreSignUp failed with error SPIKE_LOCKED."


def test_a_final_stop_is_doubled(pool: UserPool, functions: ScriptedTriggers) -> None:
    assert refused(pool, functions.on("f", throwing("No."))).message == "PreSignUp failed with error No.."


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("AccessDeniedException", 403),
        ("ResourceNotFoundException", 404),
        ("ResourceConflictException", 409),
        ("TooManyRequestsException", 429),
        ("ServiceException", 500),
    ],
)
def test_an_error_of_lambda_itself_is_named(
    pool: UserPool, functions: ScriptedTriggers, code: str, status: int
) -> None:
    error = refused(pool, functions.on("f", lambda_error(code, status)))

    assert type(error) is UnexpectedLambdaException
    assert error.message == f"PreSignUp invocation failed due to error {code}."
    assert len(functions.received) == 1


def test_a_function_that_is_too_slow_is_tried_three_times(
    pool: UserPool, functions: ScriptedTriggers, impatient: float
) -> None:
    error = refused(pool, functions.on("f", slow(impatient * 2)))

    assert type(error) is UnexpectedLambdaException
    assert error.message == ("PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.")
    assert len(functions.received) == 3


@pytest.mark.parametrize("trigger", ["PostConfirmation", "CustomMessage"])
def test_what_must_not_happen_twice_is_tried_once(
    pool: UserPool, functions: ScriptedTriggers, impatient: float, trigger: str
) -> None:
    refused(pool, functions.on("f", slow(impatient * 2)), trigger)

    assert len(functions.received) == 1


@pytest.mark.parametrize(
    "script",
    [
        returning(None),
        returning("text"),
        returning([]),
        returning({}),
        returning({"response": None}),
        returning({"response": "yes"}),
        returning({"version": "9", "response": {}}),
        returning(b"not JSON"),
        returning(b""),
        returning(b"[" * 200_000),
        returning(TOO_MUCH),
    ],
    ids=[
        "null",
        "text",
        "list",
        "empty",
        "no response",
        "text response",
        "version",
        "no JSON",
        "nothing",
        "deep",
        "6 MB",
    ],
)
def test_an_answer_that_is_no_event_is_unrecognizable(
    pool: UserPool, functions: ScriptedTriggers, script: Script
) -> None:
    error = refused(pool, functions.on("f", script))

    assert type(error) is InvalidLambdaResponseException
    assert error.message == "Unrecognizable lambda output"


def test_more_than_was_asked_for_is_tolerated(pool: UserPool, functions: ScriptedTriggers) -> None:
    arn = functions.on("f", returning({"version": "1", "response": {"more": 1}, "extra": True}))

    assert call(pool, arn) == {"more": 1}


def test_a_service_that_cannot_be_reached_is_said_so(
    pool: UserPool, functions: ScriptedTriggers, settings: Settings
) -> None:
    settings.POOLHOUSE_LAMBDA_ENDPOINT_URL = "http://127.0.0.1:9"

    error = refused(pool, functions.on("f", unchanged))

    assert error.message == "PreSignUp invocation failed due to error ServiceException."


def test_an_arn_of_something_else_is_no_function(pool: UserPool, functions: ScriptedTriggers) -> None:
    error = refused(pool, "arn:aws:sns:us-east-1:000000000000:topic")

    assert error.message == "PreSignUp invocation failed due to error ResourceNotFoundException."
