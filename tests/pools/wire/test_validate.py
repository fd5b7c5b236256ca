"""Input against its shape: what passes, and Cognito's words for what does not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pools.core.errors import CognitoError, InvalidParameterException, SerializationException
from pools.wire import model, validate
from pools.wire.model import Operation
from tests.support import inputs

OPERATIONS = [(service, name) for service in model.SERVICES for name in sorted(model.service(service).operations)]

RUBBISH: list[Any] = [
    "",
    "x" * 1_000_000,
    "é ü",
    -1,
    2**31,
    1.5,
    True,
    None,
    [],
    [None],
    [[]],
    {},
    {"": {}},
    {"a": "b"},
]


def clean(name: str, body: Any, service: str = "cognito-idp") -> dict[str, Any]:
    return validate.clean(model.service(service).operations[name], body)


def refusal(name: str, body: Any) -> str:
    with pytest.raises(InvalidParameterException) as caught:
        clean(name, body)
    return caught.value.message


def test_a_good_input_passes_unchanged() -> None:
    body = {"UserPoolId": "us-east-1_abc", "Username": "alice", "UserAttributes": [{"Name": "email", "Value": "a@b"}]}

    assert clean("AdminCreateUser", body) == body


def test_unknown_members_and_nulls_are_left_out() -> None:
    body = {
        "UserPoolId": "us-east-1_abc",
        "Username": "alice",
        "Surprise": {"a": 1},
        "TemporaryPassword": None,
        "UserAttributes": [{"Name": "email", "Value": None, "Other": 1}],
        "ClientMetadata": {"a": "b", "c": None},
    }

    assert clean("AdminCreateUser", body) == {
        "UserPoolId": "us-east-1_abc",
        "Username": "alice",
        "UserAttributes": [{"Name": "email"}],
        "ClientMetadata": {"a": "b"},
    }


def test_the_callers_object_is_not_changed() -> None:
    body = {"MaxResults": 10, "Other": 1}

    clean("ListUserPools", body)

    assert body == {"MaxResults": 10, "Other": 1}


def test_a_missing_member_is_null() -> None:
    assert refusal("ListUserPools", {}) == (
        "1 validation error detected: Value null at 'maxResults' failed to satisfy constraint: Member must not be null"
    )


def test_an_enum_tells_its_values() -> None:
    message = refusal("InitiateAuth", {"AuthFlow": "X", "ClientId": "abc"})

    assert message.startswith(
        "1 validation error detected: Value 'X' at 'authFlow' failed to satisfy constraint: "
        "Member must satisfy enum value set: [USER_SRP_AUTH, "
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    message = refusal("CreateGroup", {"GroupName": "a b", "UserPoolId": "us-east-1_abc", "Precedence": -1})

    assert message == (
        "2 validation errors detected: "
        r"Value 'a b' at 'groupName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+; "
        "Value '-1' at 'precedence' failed to satisfy constraint: Member must have value greater than or equal to 0"
    )


def test_a_nested_member_is_named_by_its_path() -> None:
    message = refusal("CreateUserPool", {"PoolName": "a", "Policies": {"PasswordPolicy": {"MinimumLength": 5}}})

    assert message == (
        "1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy "
        "constraint: Member must have value greater than or equal to 6"
    )


def test_a_structure_in_a_list_is_counted_from_one() -> None:
    body = {"UserPoolId": "us-east-1_abc", "Username": "a", "UserAttributes": [{"Name": "email"}, {"Value": "x"}]}

    assert "Value null at 'userAttributes.2.member.name' failed" in refusal("AdminCreateUser", body)


def test_plain_values_in_a_list_are_told_together() -> None:
    message = refusal("CreateUserPool", {"PoolName": "a", "AutoVerifiedAttributes": ["email", "fax"]})

    assert message == (
        "1 validation error detected: Value '[email, fax]' at 'autoVerifiedAttributes' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must satisfy enum value set: [phone_number, email]]"
    )


def test_what_is_sensitive_is_not_echoed() -> None:
    body = {
        "ClientId": "",
        "Username": "bad name",
        "Password": " secret",
        "SecretHash": "bad hash",
        "UserAttributes": [{"Name": "email", "Value": "v" * 3000}],
    }

    message = refusal("SignUp", body)

    assert message.startswith("6 validation errors detected: Value at 'clientId' failed to satisfy constraint: ")
    assert not [text for text in (" secret", "bad", "vvv") if f"'{text}" in message]


def test_sensitive_values_in_maps_are_not_echoed() -> None:
    body = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "abc", "AuthParameters": {"PASSWORD": "p" * 200_000}}

    message = refusal("InitiateAuth", body)

    assert "Value at 'authParameters.PASSWORD.member' failed to satisfy constraint: Map value must satisfy" in message
    assert "ppp" not in message


@pytest.mark.parametrize("limit", [1, 60])
def test_a_number_at_the_limit_passes(limit: int) -> None:
    assert clean("ListUserPools", {"MaxResults": limit}) == {"MaxResults": limit}


@pytest.mark.parametrize("limit", [-1, 0, 61])
def test_a_number_beyond_the_limit_does_not(limit: int) -> None:
    assert f"Value '{limit}' at 'maxResults'" in refusal("ListUserPools", {"MaxResults": limit})


@pytest.mark.parametrize("length", [0, 129])
def test_lengths_are_exact(length: int) -> None:
    assert "Member must have length" in refusal("CreateUserPool", {"PoolName": "a" * length})


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("PoolName", 1, "NUMBER_VALUE can not be converted to a String"),
        ("PoolName", True, "TRUE_VALUE can not be converted to a String"),
        ("PoolName", ["a"], "START_ARRAY can not be converted to a String"),
        ("Policies", "x", "STRING_VALUE can not be converted to a structure"),
        ("Policies", [], "START_ARRAY can not be converted to a structure"),
        ("AliasAttributes", "email", "STRING_VALUE can not be converted to a list"),
        ("AliasAttributes", [1], "NUMBER_VALUE can not be converted to a String"),
        ("UserPoolTags", [], "START_ARRAY can not be converted to a map"),
        ("UserPoolTags", {"a": 1}, "NUMBER_VALUE can not be converted to a String"),
        ("Schema", [1], "NUMBER_VALUE can not be converted to a structure"),
        ("Schema", [{"Mutable": "true"}], "STRING_VALUE can not be converted to a Boolean"),
        ("Schema", [{"Mutable": 1}], "NUMBER_VALUE can not be converted to a Boolean"),
        ("Policies", {"PasswordPolicy": {"MinimumLength": "8"}}, "STRING_VALUE can not be converted to an Integer"),
        ("Policies", {"PasswordPolicy": {"MinimumLength": True}}, "TRUE_VALUE can not be converted to an Integer"),
        ("Policies", {"PasswordPolicy": {"MinimumLength": 8.5}}, "NUMBER_VALUE can not be converted to an Integer"),
        ("Policies", {"PasswordPolicy": {"MinimumLength": 10**30}}, "NUMBER_VALUE is out of range for an Integer"),
    ],
)
def test_a_wrong_json_type_is_a_serialization_error(member: str, value: Any, message: str) -> None:
    with pytest.raises(SerializationException) as caught:
        clean("CreateUserPool", {"PoolName": "a", member: value})

    assert caught.value.message == message


@pytest.mark.parametrize("body", [[], "text", 1, None, True])
def test_a_body_that_is_no_object_is_a_serialization_error(body: Any) -> None:
    with pytest.raises(SerializationException):
        clean("ListUserPools", body)


def test_a_whole_number_may_be_written_as_a_fraction() -> None:
    assert clean("ListUserPools", {"MaxResults": 10.0}) == {"MaxResults": 10}


def test_a_blob_arrives_as_bytes() -> None:
    body = {"UserPoolId": "us-east-1_abc", "ImageFile": "iVBORw=="}

    assert clean("SetUICustomization", body)["ImageFile"] == b"\x89PNG"


def test_a_blob_that_is_no_base64_is_a_serialization_error() -> None:
    with pytest.raises(SerializationException, match="base64"):
        clean("SetUICustomization", {"UserPoolId": "us-east-1_abc", "ImageFile": "é!"})


def test_a_document_is_kept_as_it_is() -> None:
    body = {"AccessToken": "a", "Credential": {"id": "x", "list": [1, None, {"deep": True}]}}

    assert clean("CompleteWebAuthnRegistration", body) == body


def test_a_document_nested_too_deeply_is_refused() -> None:
    deep: Any = "bottom"
    for _ in range(100):
        deep = [deep]

    with pytest.raises(SerializationException, match="too deeply"):
        clean("CompleteWebAuthnRegistration", {"AccessToken": "a", "Credential": deep})


def test_an_endless_list_of_faults_stays_readable() -> None:
    body = {"UserPoolId": "us-east-1_abc", "Username": "a", "UserAttributes": [{}] * 50_000}

    assert refusal("AdminCreateUser", body).startswith("100 validation errors detected: ")


def test_a_huge_value_is_cut_in_the_message() -> None:
    assert len(refusal("CreateUserPool", {"PoolName": "x" * 1_000_000})) < 3000


@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_no_input_upsets_an_operation(service: str, name: str) -> None:
    # checklist 67: every operation of both models, each member in turn and all together.
    operation = model.service(service).operations[name]
    members = model.service(service).shapes[operation.input_shape or ""]["members"]
    together = [dict.fromkeys(members, rubbish) for rubbish in RUBBISH]
    in_turn = [{member: rubbish} for member in members for rubbish in RUBBISH]

    codes = {code_of(operation, body) for body in [*RUBBISH, *together, *in_turn]}

    assert codes <= {"", "InvalidParameterException", "SerializationException"}


def code_of(operation: Operation, body: Any) -> str:
    began = time.perf_counter()
    try:
        validate.clean(operation, body)
    except CognitoError as error:
        return error.code
    finally:
        assert time.perf_counter() - began < 1
    return ""


@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_the_smallest_input_of_every_operation_passes(service: str, name: str) -> None:
    operation = model.service(service).operations[name]
    smallest = inputs.smallest(operation, {})

    assert validate.clean(operation, smallest) == smallest
