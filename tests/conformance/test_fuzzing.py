"""That fuzzing and judging find what they are for: faults planted into operations, and answers that are none."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from console.endpoint import Answer
from pools import user_pools
from pools.core.errors import InvalidParameterException, UsernameExistsException
from pools.wire import model, registry
from pools.wire.call import Call
from tests.conformance import fuzzing, judging
from tests.conformance.fuzzing import Broken
from tests.conformance.scene import Scene

OPERATIONS = model.service("cognito-idp").operations
TAG = OPERATIONS["TagResource"]
GROUP = {"GroupName": "staff", "UserPoolId": "us-east-1_x", "CreationDate": 1.5}


def planted(monkeypatch: pytest.MonkeyPatch, function: Any) -> None:
    monkeypatch.setitem(registry._functions, ("cognito-idp", "TagResource"), function)


def found(scene: Scene) -> str:
    with pytest.raises(Broken) as raised:
        fuzzing.fuzz(scene, TAG, examples=40)
    return str(raised.value)


def fault(call: Call) -> None:
    raise ZeroDivisionError("planted")


def undeclared(call: Call) -> None:
    raise UsernameExistsException("User already exists")


def half_made(call: Call) -> None:
    pool = user_pools.get(call.input["ResourceArn"].rpartition("/")[2])
    user_pools.update(pool, settings={})
    raise InvalidParameterException("Not quite.")


def surprising(call: Call) -> dict[str, Any]:
    return {"Surprise": 1}


def slow(call: Call) -> dict[str, Any]:
    ends = time.thread_time() + 0.2
    while time.thread_time() < ends:
        pass
    return {}


def test_a_fault_is_found_with_its_traceback(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, fault)

    told = found(scene)

    assert told.startswith("TagResource with ")
    assert "500 InternalErrorException" in told
    assert "ZeroDivisionError: planted" in told


@pytest.mark.parametrize(
    ("function", "complaint"),
    [
        (undeclared, "UsernameExistsException is not declared"),
        (half_made, "refused, and DescribeUserPool answers something else"),
        (surprising, "500 InternalErrorException"),
    ],
)
def test_so_is_whatever_else_is_wrong(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, function: Any, complaint: str
) -> None:
    planted(monkeypatch, function)

    assert complaint in found(scene)


def test_so_is_a_call_that_takes_too_long(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, slow)
    monkeypatch.setattr(fuzzing, "SLOWEST_SECONDS", 0.1)

    assert "it took 0." in found(scene)


@pytest.mark.once
@pytest.mark.parametrize(
    ("group", "complaint"),
    [
        ({**GROUP, "Surprise": 1}, "Surprise is no member"),
        ({**GROUP, "GroupName": 7}, "GroupName is a int and should be a string"),
        ({**GROUP, "GroupName": ""}, "GroupName is '', which is too small or too large"),
        ({**GROUP, "Precedence": True}, "Precedence is a bool and should be a integer"),
        ({**GROUP, "CreationDate": "2026-01-01"}, "CreationDate is a str and should be a timestamp"),
        ({**GROUP, "Description": None}, "Description is a NoneType and should be a string"),
    ],
)
def test_an_answer_that_is_not_the_models_is_complained_of(group: Any, complaint: str) -> None:
    answer = Answer(200, [], json.dumps({"Group": group}).encode())

    complaints = judging.complaints(OPERATIONS["GetGroup"], answer)

    assert complaint in complaints[0]


@pytest.mark.once
def test_a_missing_member_and_a_name_that_is_not_in_the_enum_are_complained_of() -> None:
    content = {"ConfiguredUserAuthFactors": ["TELEPATHY"]}

    complaints = judging.complaints(OPERATIONS["GetUserAuthFactors"], Answer(200, [], json.dumps(content).encode()))

    assert complaints[0] == "GetUserAuthFactorsResponse.Username is missing"
    assert "is 'TELEPATHY', which is none of" in complaints[1]


@pytest.mark.once
@pytest.mark.parametrize(
    ("status", "body", "complaint"),
    [
        (400, b"oops", "the answer is no JSON: b'oops'"),
        (400, b"[]", "the answer is no JSON object"),
        (400, b'{"__type":"GroupExistsException","message":"x"}', "GroupExistsException is not declared"),
        (400, b'{"__type":"NotAuthorizedException","message":""}', "NotAuthorizedException says nothing"),
        (500, b'{"__type":"InternalErrorException","message":"x"}', "500 InternalErrorException"),
        (200, b'{"Group":{"CreationDate":1e30}}', "botocore cannot read it"),
    ],
)
def test_so_is_a_refusal_that_is_none(status: int, body: bytes, complaint: str) -> None:
    assert complaint in judging.complaints(OPERATIONS["GetGroup"], Answer(status, [], body))[0]


@pytest.mark.once
def test_a_good_answer_and_a_declared_refusal_are_not() -> None:
    refused = b'{"__type":"ResourceNotFoundException","message":"Group not found."}'

    assert judging.complaints(OPERATIONS["GetGroup"], Answer(200, [], json.dumps({"Group": GROUP}).encode())) == []
    assert judging.complaints(OPERATIONS["GetGroup"], Answer(400, [], refused)) == []
