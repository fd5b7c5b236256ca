"""CreateGroup, GetGroup, UpdateGroup, DeleteGroup, ListGroups through boto3."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pools import groups
from pools.models import UserPool
from tests.support import refusal

ROLE = "arn:aws:iam::000000000000:role/admins"

pytestmark = pytest.mark.django_db


def made(idp: Any, pool: UserPool, name: str = "admins", **more: Any) -> dict[str, Any]:
    return dict(idp.create_group(UserPoolId=pool.id, GroupName=name, **more)["Group"])


def found(idp: Any, pool: UserPool, name: str = "admins") -> dict[str, Any]:
    return dict(idp.get_group(UserPoolId=pool.id, GroupName=name)["Group"])


def test_a_group_has_what_it_was_given(cognito_idp: Any, pool: UserPool) -> None:
    group = made(cognito_idp, pool, Description="Those who may", RoleArn=ROLE, Precedence=0)
    assert found(cognito_idp, pool) == group
    assert group["CreationDate"] == group["LastModifiedDate"]
    del group["CreationDate"], group["LastModifiedDate"]
    assert group == {
        "GroupName": "admins",
        "UserPoolId": pool.id,
        "Description": "Those who may",
        "RoleArn": ROLE,
        "Precedence": 0,
    }


def test_what_was_not_given_is_left_out(cognito_idp: Any, pool: UserPool) -> None:
    assert set(made(cognito_idp, pool)) == {"GroupName", "UserPoolId", "CreationDate", "LastModifiedDate"}


def test_a_name_is_given_once_in_a_pool(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    made(cognito_idp, pool)
    made(cognito_idp, other_pool)
    assert refusal.of(lambda: made(cognito_idp, pool)) == (
        "GroupExistsException",
        "A group with the name already exists",
    )


@pytest.mark.parametrize("name", ["two words", "x" * 129, ""])
def test_a_name_that_cannot_be_is_refused(cognito_idp: Any, pool: UserPool, name: str) -> None:
    assert refusal.of(lambda: made(cognito_idp, pool, name))[0] == "InvalidParameterException"


def test_names_differ_by_case_and_hold_any_letter(cognito_idp: Any, pool: UserPool) -> None:
    names = ["Admins", "admins", "\u00c4rzte", "a/b%c'd\"e\\f"]
    assert [made(cognito_idp, pool, name)["GroupName"] for name in names] == names
    assert found(cognito_idp, pool, names[3])["GroupName"] == names[3]


def test_an_update_changes_what_it_is_given(cognito_idp: Any, pool: UserPool) -> None:
    made(cognito_idp, pool, Description="Those who may", Precedence=5)
    answer = cognito_idp.update_group(UserPoolId=pool.id, GroupName="admins", Precedence=0, RoleArn=ROLE)["Group"]
    assert (answer["Description"], answer["Precedence"], answer["RoleArn"]) == ("Those who may", 0, ROLE)
    assert found(cognito_idp, pool) == answer


def test_an_operator_takes_the_precedence_away(pool: UserPool) -> None:
    group = groups.create(pool, name="admins", precedence=5)
    groups.update(group, forget_precedence=True)
    assert groups.get(pool, "admins").precedence is None


def test_a_deleted_group_is_gone(cognito_idp: Any, pool: UserPool) -> None:
    made(cognito_idp, pool)
    cognito_idp.delete_group(UserPoolId=pool.id, GroupName="admins")
    assert refusal.of(lambda: found(cognito_idp, pool)) == ("ResourceNotFoundException", "Group not found.")


@pytest.mark.parametrize("operation", ["get_group", "update_group", "delete_group"])
def test_another_pools_group_is_not_found(
    cognito_idp: Any, pool: UserPool, other_pool: UserPool, operation: str
) -> None:
    made(cognito_idp, other_pool)
    call = getattr(cognito_idp, operation)
    assert refusal.of(lambda: call(UserPoolId=pool.id, GroupName="admins"))[0] == "ResourceNotFoundException"


def test_groups_come_in_pages_by_name(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    made(cognito_idp, other_pool, "theirs")
    for name in ("c", "a", "b"):
        made(cognito_idp, pool, name)
    first = cognito_idp.list_groups(UserPoolId=pool.id, Limit=2)
    second = cognito_idp.list_groups(UserPoolId=pool.id, Limit=2, NextToken=first["NextToken"])
    assert [group["GroupName"] for group in first["Groups"] + second["Groups"]] == ["a", "b", "c"]
    assert "NextToken" not in second


def test_a_longer_list_costs_the_same(cognito_idp: Any, pool: UserPool) -> None:
    made(cognito_idp, pool, "a")
    with CaptureQueriesContext(connection) as short:
        cognito_idp.list_groups(UserPoolId=pool.id)
    made(cognito_idp, pool, "b")
    with CaptureQueriesContext(connection) as longer:
        cognito_idp.list_groups(UserPoolId=pool.id)
    assert len(longer) == len(short) <= 3


def test_another_pools_page_is_refused(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:  # checklist 69
    made(cognito_idp, pool, "a")
    made(cognito_idp, pool, "b")
    token = cognito_idp.list_groups(UserPoolId=pool.id, Limit=1)["NextToken"]
    code, _ = refusal.of(lambda: cognito_idp.list_groups(UserPoolId=other_pool.id, Limit=1, NextToken=token))
    assert code == "InvalidParameterException"


def test_a_name_that_no_database_takes_is_not_found(cognito_idp: Any, pool: UserPool) -> None:
    code, _ = refusal.of(lambda: found(cognito_idp, pool, "nul\0byte"))
    assert code in {"SerializationException", "InvalidParameterException"}
