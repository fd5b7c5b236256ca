"""AddCustomAttributes through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from pools.models import UserPool
from tests.support import builders, people, refusal

pytestmark = pytest.mark.django_db


def add(idp: Any, pool: UserPool, *attributes: dict[str, Any]) -> None:
    idp.add_custom_attributes(UserPoolId=pool.id, CustomAttributes=list(attributes))


def described(idp: Any, pool: UserPool) -> dict[str, dict[str, Any]]:
    shapes = idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]["SchemaAttributes"]
    return {shape["Name"]: shape for shape in shapes}


def test_a_custom_attribute_gets_its_prefix_and_its_limits(cognito_idp: Any, pool: UserPool) -> None:
    limits = {"MinLength": "2", "MaxLength": "8"}
    add(cognito_idp, pool, {"Name": "plan", "AttributeDataType": "String", "StringAttributeConstraints": limits})
    plan = described(cognito_idp, pool)["custom:plan"]
    assert (plan["AttributeDataType"], plan["StringAttributeConstraints"], plan["Required"]) == (
        "String",
        limits,
        False,
    )


def test_users_can_be_given_it_at_once(cognito_idp: Any, pool: UserPool) -> None:
    people.confirmed(pool, "alice")
    add(cognito_idp, pool, {"Name": "plan", "AttributeDataType": "String", "Mutable": True})
    values = [{"Name": "custom:plan", "Value": "gold"}]
    cognito_idp.admin_update_user_attributes(UserPoolId=pool.id, Username="alice", UserAttributes=values)
    found = cognito_idp.admin_get_user(UserPoolId=pool.id, Username="alice")["UserAttributes"]
    assert {"Name": "custom:plan", "Value": "gold"} in found


def test_a_developers_attribute_is_named_so(cognito_idp: Any, pool: UserPool) -> None:
    add(cognito_idp, pool, {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": True})
    assert "dev:custom:note" in described(cognito_idp, pool)


def test_a_name_is_given_once(cognito_idp: Any, pool: UserPool) -> None:
    add(cognito_idp, pool, {"Name": "plan", "AttributeDataType": "String"})
    again = {"Name": "plan", "AttributeDataType": "Number"}
    assert refusal.of(lambda: add(cognito_idp, pool, again)) == (
        "InvalidParameterException",
        "custom:plan: Existing attribute already has name custom:plan.",
    )
    assert described(cognito_idp, pool)["custom:plan"]["AttributeDataType"] == "String"


def test_of_several_attributes_all_or_none_are_added(cognito_idp: Any, pool: UserPool) -> None:
    good, bad = {"Name": "good", "AttributeDataType": "String"}, {"Name": "bad", "AttributeDataType": "String"}
    assert refusal.of(lambda: add(cognito_idp, pool, good, {**bad, "Required": True})) == (
        "InvalidParameterException",
        "Required custom attributes are not supported currently.",
    )
    assert "custom:good" not in described(cognito_idp, pool)


def test_an_attribute_without_a_name_is_refused(cognito_idp: Any, pool: UserPool) -> None:
    assert refusal.of(lambda: add(cognito_idp, pool, {"AttributeDataType": "String"})) == (
        "InvalidParameterException",
        "An attribute of the schema has no name.",
    )


def test_a_pool_has_fifty_of_them_at_most(cognito_idp: Any, pool: UserPool) -> None:
    batches = [
        [{"Name": f"a{start + number}", "AttributeDataType": "String"} for number in range(25)] for start in (0, 25)
    ]
    add(cognito_idp, pool, *batches[0])
    add(cognito_idp, pool, *batches[1])
    more = {"Name": "more", "AttributeDataType": "String"}
    assert refusal.of(lambda: add(cognito_idp, pool, more))[0] == "InvalidParameterException"


def test_a_pool_of_another_region_is_not_found(cognito_idp: Any, db: None) -> None:
    foreign_pool = builders.pool("elsewhere", region="eu-west-1")
    plan = {"Name": "plan", "AttributeDataType": "String"}
    assert refusal.of(lambda: add(cognito_idp, foreign_pool, plan))[0] == "ResourceNotFoundException"
