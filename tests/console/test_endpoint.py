"""The AWS API as bytes: routing, signatures, errors, headers, faults. Operations here are the test's own."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from console import endpoint
from console.models import AccessKey
from pools.core.errors import GroupExistsException, InvalidParameterException
from pools.wire import registry
from pools.wire.call import Call
from tests.support import boto

PREFIX = "AWSCognitoIdentityProviderService."
calls: list[Call] = []


def list_user_pools(call: Call) -> dict[str, Any]:
    calls.append(call)
    return {"UserPools": [{"Id": f"{call.region}_abc"}], "NextToken": None}


def sign_up(call: Call) -> dict[str, Any]:
    calls.append(call)
    return {"UserConfirmed": False, "UserSub": "s"}


def create_group(call: Call) -> dict[str, Any]:
    raise GroupExistsException("A group with the name already exists.")


def describe_user_pool(call: Call) -> dict[str, Any]:
    raise InvalidParameterException("Bad", reason="WHY")


def global_sign_out(call: Call) -> None:
    raise ZeroDivisionError("the secret is 42")


def get_group(call: Call) -> dict[str, Any]:
    raise GroupExistsException("not declared for GetGroup")


def get_derived_token(call: Call) -> dict[str, Any]:
    calls.append(call)
    return {}


OWN = (list_user_pools, sign_up, create_group, describe_user_pool, global_sign_out, get_group, get_derived_token)


@pytest.fixture(autouse=True)
def _own_operations(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_functions", {})
    for function in OWN:
        registry.user_pool_operation(function)
    calls.clear()
    yield
    calls.clear()


def post(target: str, body: bytes = b"{}", **headers: str) -> tuple[endpoint.Answer, Any]:
    found = endpoint.answer(
        method="POST", target=target, headers={"x-amz-target": target, **headers}, body=body, ip="203.0.113.7"
    )
    return found, json.loads(found.body)


SIGN_UP = b'{"ClientId": "abc", "Username": "alice", "Password": "Passw0rd!"}'


def test_a_signed_call_reaches_its_function_with_region_key_and_input(cognito_idp: Any, access_key: AccessKey) -> None:
    found = cognito_idp.list_user_pools(MaxResults=5)

    assert found["UserPools"] == [{"Id": "us-east-1_abc"}]
    [call] = calls
    assert (call.service, call.operation, call.input) == ("cognito-idp", "ListUserPools", {"MaxResults": 5})
    assert call.actor.access_key_id == access_key.access_key_id
    assert call.actor.operator_id == access_key.operator_id
    assert call.actor.ip == boto.IP
    assert call.actor.user_agent.startswith("Boto3/")
    assert call.request_id == found["ResponseMetadata"]["RequestId"]


def test_the_region_is_the_one_signed_for(access_key: AccessKey) -> None:
    client = boto.signed_client("cognito-idp", access_key, region="eu-west-3")

    assert client.list_user_pools(MaxResults=1)["UserPools"] == [{"Id": "eu-west-3_abc"}]


def test_an_unsigned_call_reaches_a_public_operation_without_a_region(anonymous_idp: Any) -> None:
    anonymous_idp.sign_up(ClientId="abc", Username="alice", Password="Passw0rd!")

    assert calls[0].actor.region is None
    assert calls[0].actor.access_key_id is None


def test_an_unsigned_call_has_no_region_to_ask_for(anonymous_idp: Any) -> None:
    anonymous_idp.sign_up(ClientId="abc", Username="alice", Password="Passw0rd!")

    with pytest.raises(LookupError):
        _ = calls[0].region


@pytest.mark.parametrize("authorization", ["Bearer abc", "AWS4-HMAC-SHA256 nonsense", "x"])
def test_a_public_operation_tolerates_any_authorization(authorization: str) -> None:
    found, _ = post(f"{PREFIX}SignUp", SIGN_UP, authorization=authorization)

    assert found.status == 200


def test_an_operation_that_must_be_signed_is_closed_to_others(anonymous_idp: Any) -> None:
    with pytest.raises(ClientError) as caught:
        anonymous_idp.list_user_pools(MaxResults=1)

    assert caught.value.response["Error"]["Code"] == "MissingAuthenticationTokenException"
    assert calls == []


def test_a_signature_is_asked_for_before_the_input_is_looked_at(anonymous_idp: Any) -> None:
    with pytest.raises(ClientError, match="MissingAuthenticationToken"):
        anonymous_idp.list_user_pools(MaxResults=-1)


def test_get_derived_token_may_be_signed_or_not(cognito_idp: Any, anonymous_idp: Any) -> None:
    body = {
        "ClientId": "abc",
        "SubjectToken": "aaa.bbb.ccc",
        "SubjectTokenType": "ACCESS_TOKEN",
    }

    cognito_idp.get_derived_token(**body)
    anonymous_idp.get_derived_token(**body)

    assert [call.actor.region for call in calls] == ["us-east-1", None]


def test_an_error_is_the_typed_exception_of_boto3(cognito_idp: Any) -> None:
    with pytest.raises(cognito_idp.exceptions.GroupExistsException) as caught:
        cognito_idp.create_group(UserPoolId="us-east-1_abc", GroupName="staff")

    assert caught.value.response["Error"]["Message"] == "A group with the name already exists."
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_an_error_has_awss_body_and_headers() -> None:
    found, said = post(f"{PREFIX}SignUp", b'{"ClientId": "abc", "Username": "alice", "SecretHash": " "}')

    headers = dict(found.headers)
    assert said["__type"] == "InvalidParameterException"
    assert said["message"].startswith("1 validation error detected: Value at 'secretHash' failed")
    assert headers["x-amzn-ErrorType"] == "InvalidParameterException:"
    assert headers["Content-Type"] == "application/x-amz-json-1.1"
    assert headers["x-amzn-RequestId"]


def test_a_reason_code_is_told(cognito_idp: Any) -> None:
    with pytest.raises(ClientError) as caught:
        cognito_idp.describe_user_pool(UserPoolId="us-east-1_abc")

    assert caught.value.response["reasonCode"] == "WHY"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (f"{PREFIX}ListUsers", "ListUsers is not supported by Poolhouse yet."),
        (f"{PREFIX}Nonsense", f"There is no operation {PREFIX}Nonsense."),
        ("", "X-Amz-Target is missing."),
        ("é" * 500, f"There is no operation {'é' * 128}."),
    ],
)
def test_what_cannot_be_answered_is_an_unknown_operation(target: str, message: str) -> None:
    found, said = post(target)

    assert found.status == 400
    assert said == {"__type": "UnknownOperationException", "message": message}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"ClientId": NaN}',
        b'{"ClientId": 1}',
        b'{"ClientId": "\xff"}',
        b'{"ClientId": "a", "ClientId": "b"}',
        b'{"ClientId": ' + b"9" * 5000 + b"}",
        b'{"ClientId": "\\u0000"}',
        b'{"ClientId": "\\ud83d"}',
        b'{"ClientId":' * 50_000,
        b'{"ClientId":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
    ids=range(13),
)
def test_a_bad_body_is_a_serialization_error_and_never_a_fault(body: bytes) -> None:
    # checklist 67
    found, said = post(f"{PREFIX}SignUp", body)

    assert (found.status, said["__type"]) == (400, "SerializationException")


def test_an_unknown_member_is_ignored() -> None:
    found, _ = post(f"{PREFIX}SignUp", SIGN_UP.replace(b"}", b', "New": {"a": [1]}}'))

    assert found.status == 200
    assert "New" not in calls[0].input


def test_a_fault_of_ours_is_500_without_detail_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        found, said = post(f"{PREFIX}GlobalSignOut", b'{"AccessToken": "abc"}')

    assert found.status == 500
    assert said == {"__type": "InternalErrorException", "message": "Something went wrong"}
    assert "ZeroDivisionError" in caplog.text
    assert dict(found.headers)["x-amzn-RequestId"] in str(vars(caplog.records[0]))


def test_the_tests_own_clients_fail_on_a_fault(anonymous_idp: Any) -> None:
    with pytest.raises(AssertionError, match="GlobalSignOut failed"):
        anonymous_idp.global_sign_out(AccessToken="abc")


def test_the_tests_own_clients_fail_on_an_error_the_model_does_not_declare(cognito_idp: Any) -> None:
    with pytest.raises(AssertionError, match="answered GroupExistsException, which its model does not declare"):
        cognito_idp.get_group(UserPoolId="us-east-1_abc", GroupName="g")


def test_a_browser_of_another_site_may_call() -> None:
    found = endpoint.answer(
        method="OPTIONS",
        target="",
        headers={"access-control-request-headers": "content-type,x-amz-target,x-amz-user-agent"},
        body=b"",
        ip="",
    )

    headers = dict(found.headers)
    assert (found.status, found.body) == (200, b"")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Access-Control-Allow-Headers"] == "content-type,x-amz-target,x-amz-user-agent"
    assert "POST" in headers["Access-Control-Allow-Methods"]


def test_a_header_cannot_be_smuggled_through_the_preflight() -> None:
    found = endpoint.answer(
        method="OPTIONS", target="", headers={"access-control-request-headers": "a\r\nSet-Cookie: b"}, body=b"", ip=""
    )

    assert not [value for _, value in found.headers if "\r" in value or "\n" in value]


@pytest.mark.parametrize("target", [f"{PREFIX}SignUp", f"{PREFIX}ListUsers"])
def test_every_answer_may_be_read_by_another_site(target: str) -> None:
    found, _ = post(target, SIGN_UP)

    headers = dict(found.headers)
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "x-amzn-ErrorType" in headers["Access-Control-Expose-Headers"]
