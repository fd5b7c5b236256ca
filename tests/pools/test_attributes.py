"""The values that attributes take, and which client reads or writes them."""

from __future__ import annotations

from typing import Any

import pytest

from pools import attributes, user_pools
from pools.core.errors import InvalidParameterException, LimitExceededException, NotAuthorizedException
from pools.models import AppClient, UserPool
from tests.support import builders

CUSTOM = [
    {"Name": "city", "AttributeDataType": "String", "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "9"}},
    {"Name": "age", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "150"}},
    {"Name": "member", "AttributeDataType": "Boolean"},
    {"Name": "since", "AttributeDataType": "DateTime"},
    {"Name": "born", "AttributeDataType": "String", "Mutable": False},
    {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": True},
    {"Name": "name", "AttributeDataType": "String", "Required": True},
    {"Name": "email", "AttributeDataType": "String", "Required": True},
]


@pytest.fixture
def rich_pool(db: None) -> UserPool:
    """Its users have attributes of every type; name and email are required."""
    return builders.pool(Schema=CUSTOM)


def refusal(pool: UserPool, values: dict[str, str], *, creating: bool = False) -> str:
    with pytest.raises(InvalidParameterException) as refused:
        attributes.validate(pool, values, creating=creating)
    return refused.value.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "alice@example.com"),
        ("email", "alice+tag@sub.example.co.uk"),
        ("email", "\u00fcnal@b\u00fccher.example"),
        ("phone_number", "+14155550100"),
        ("birthdate", "1990-01-31"),
        ("updated_at", "1700000000"),
        ("name", "x" * 2048),
        ("custom:city", "Rome"),
        ("custom:age", "0"),
        ("custom:age", "150"),
        ("custom:member", "TRUE"),
        ("custom:since", "2024-02-29T12:00:00Z"),
        ("custom:since", "1700000000"),
        ("dev:custom:note", "anything"),
    ],
)
def test_a_fitting_value_is_accepted(rich_pool: UserPool, name: str, value: str) -> None:
    attributes.validate(rich_pool, {name: value}, creating=False)


@pytest.mark.parametrize("value", ["alice", "@example.com", "alice@", "a b@example.com", "a@b@example.com", "a@b..c"])
def test_what_is_no_address_is_refused(pool: UserPool, value: str) -> None:
    assert refusal(pool, {"email": value}) == "Invalid email address format."


@pytest.mark.parametrize("value", ["4155550100", "+1 415 555 0100", "+", "+1415555010012345", "+1415555O100"])
def test_what_is_no_phone_number_is_refused(pool: UserPool, value: str) -> None:
    assert refusal(pool, {"phone_number": value}) == "Invalid phone number format."


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("name", "x" * 2049, "user.name: String attributes cannot have a length of more than 2048"),
        ("birthdate", "1990-1-31", "user.birthdate: String attributes cannot have a length of less than 10"),
        ("custom:city", "X", "user.custom:city: String attributes cannot have a length of less than 2"),
        ("custom:city", "X" * 10, "user.custom:city: String attributes cannot have a length of more than 9"),
        ("custom:born", "x" * 2049, "user.custom:born: Attribute cannot be updated.\n"),
        (
            "dev:custom:note",
            "x" * 2049,
            "user.dev:custom:note: String attributes cannot have a length of more than 2048",
        ),
        ("custom:age", "151", "user.custom:age: Number attributes cannot have a value of more than 150"),
        ("custom:age", "-1", "user.custom:age: Number attributes cannot have a value of less than 0"),
        ("custom:age", "ten", "Attributes did not conform to the schema: custom:age: Number is expected\n"),
        ("custom:age", "\u0661", "Attributes did not conform to the schema: custom:age: Number is expected\n"),
        ("custom:member", "yes", "Attributes did not conform to the schema: custom:member: Boolean is expected\n"),
        ("custom:since", "today", "Attributes did not conform to the schema: custom:since: DateTime is expected\n"),
        ("sub", "x", "user.sub: Attribute cannot be updated.\n"),
        (
            "custom:none",
            "x",
            "Attributes did not conform to the schema: Type for attribute {custom:none} could not be determined",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_refused(rich_pool: UserPool, name: str, value: str, message: str) -> None:
    assert refusal(rich_pool, {name: value}) == message


def test_a_new_user_needs_every_required_attribute(rich_pool: UserPool) -> None:
    assert refusal(rich_pool, {"name": "Alice"}, creating=True) == (
        "Attributes did not conform to the schema: email: The attribute is required\n"
    )


def test_every_missing_attribute_is_named_at_once(rich_pool: UserPool) -> None:
    assert refusal(rich_pool, {}, creating=True) == (
        "Attributes did not conform to the schema: name: The attribute is required\nemail: The attribute is required\n"
    )


def test_an_administrator_may_leave_required_attributes_for_later(rich_pool: UserPool) -> None:
    attributes.validate(rich_pool, {"name": "Alice"}, creating=True, complete=False)


def test_a_required_attribute_cannot_be_emptied(rich_pool: UserPool) -> None:
    assert refusal(rich_pool, {"name": ""}) == (
        "Attributes did not conform to the schema: name: The attribute is required\n"
    )


def test_an_immutable_attribute_is_set_with_the_user_only(rich_pool: UserPool) -> None:
    attributes.validate(rich_pool, {"custom:born": "Rome"}, creating=True, complete=False)
    assert refusal(rich_pool, {"custom:born": "Oslo"}) == "user.custom:born: Attribute cannot be updated.\n"


def test_a_client_reads_everything_unless_told_otherwise(rich_pool: UserPool) -> None:
    client = builders.client(rich_pool)
    assert attributes.readable(client) == frozenset(rich_pool.schema_attributes)


def test_a_client_writes_everything_but_what_only_administrators_write(rich_pool: UserPool) -> None:  # checklist 68
    client = builders.client(rich_pool)
    closed = set(rich_pool.schema_attributes) - attributes.writable(client)
    assert closed == {"sub", "email_verified", "phone_number_verified", "dev:custom:note"}


def test_a_client_reads_and_writes_what_it_was_given(rich_pool: UserPool) -> None:
    client = builders.client(
        rich_pool, ReadAttributes=["email", "custom:city"], WriteAttributes=["name", "email", "custom:city"]
    )
    assert attributes.readable(client) == {"email", "custom:city"}
    assert attributes.writable(client) == {"name", "email", "custom:city"}


def test_a_scope_stands_for_its_attributes(pool: UserPool) -> None:
    client = builders.client(pool, ReadAttributes=["oidc:phone", "nickname"], WriteAttributes=["oidc:email"])
    assert attributes.readable(client) == {"phone_number", "phone_number_verified", "nickname"}
    assert attributes.writable(client) == {"email"}


@pytest.mark.parametrize("name", ["sub", "email_verified", "phone_number_verified", "dev:custom:note"])
def test_nobody_writes_what_is_an_administrators(rich_pool: UserPool, name: str) -> None:  # checklist 68
    with pytest.raises(NotAuthorizedException, match="A client attempted to write unauthorized attribute"):
        attributes.require_writable(builders.client(rich_pool), [name])


def test_a_client_writes_nothing_but_its_own(client: AppClient) -> None:
    client.settings = {**client.settings, "WriteAttributes": ["nickname"]}
    attributes.require_writable(client, ["nickname"])
    with pytest.raises(NotAuthorizedException):
        attributes.require_writable(client, ["nickname", "email"])


def test_custom_attributes_are_added(pool: UserPool) -> None:
    attributes.add_custom(pool, [{"Name": "late", "AttributeDataType": "Number"}])
    assert pool.schema_attributes["custom:late"].data_type == "Number"
    assert user_pools.get(pool.id).schema == pool.schema


def test_a_custom_attribute_is_added_once(rich_pool: UserPool) -> None:
    with pytest.raises(InvalidParameterException, match=r"Existing attribute already has name custom:city\."):
        attributes.add_custom(rich_pool, [{"Name": "city", "AttributeDataType": "Number"}])


def test_a_pool_has_at_most_fifty_custom_attributes(pool: UserPool) -> None:
    many: list[dict[str, Any]] = [{"Name": f"a{number}", "AttributeDataType": "String"} for number in range(51)]
    attributes.add_custom(pool, many[:50])
    with pytest.raises(LimitExceededException):
        attributes.add_custom(pool, many[50:])
