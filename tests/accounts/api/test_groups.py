"""Users in groups through boto3."""

from typing import Any

import pytest

from accounts.models import User
from pools import groups
from pools.models import Group, UserPool
from tests.accounts.api.test_auth import error_of
from tests.support import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def admins(pool: UserPool) -> Group:
    return groups.create(pool, name="admins", precedence=1)


def test_a_user_joins_and_leaves(cognito_idp: Any, pool: UserPool, alice: User, admins: Group) -> None:
    named = {"UserPoolId": pool.id, "Username": "alice"}
    cognito_idp.admin_add_user_to_group(**named, GroupName="admins")
    assert [group["GroupName"] for group in cognito_idp.admin_list_groups_for_user(**named)["Groups"]] == ["admins"]
    cognito_idp.admin_remove_user_from_group(**named, GroupName="admins")
    assert cognito_idp.admin_list_groups_for_user(**named)["Groups"] == []


def test_joining_twice_changes_nothing(cognito_idp: Any, pool: UserPool, alice: User, admins: Group) -> None:
    for _ in range(2):
        cognito_idp.admin_add_user_to_group(UserPoolId=pool.id, Username="alice", GroupName="admins")
    users = cognito_idp.list_users_in_group(UserPoolId=pool.id, GroupName="admins")["Users"]
    assert [user["Username"] for user in users] == ["alice"]


def test_members_come_in_pages(cognito_idp: Any, pool: UserPool, admins: Group) -> None:
    for name in ("ann", "bert", "carl"):
        people.confirmed(pool, name)
        cognito_idp.admin_add_user_to_group(UserPoolId=pool.id, Username=name, GroupName="admins")
    asked = {"UserPoolId": pool.id, "GroupName": "admins", "Limit": 2}
    first = cognito_idp.list_users_in_group(**asked)
    second = cognito_idp.list_users_in_group(**asked, NextToken=first["NextToken"])
    assert [user["Username"] for user in first["Users"] + second["Users"]] == ["ann", "bert", "carl"]
    assert "NextToken" not in second


def test_a_group_of_another_pool_is_not_found(
    cognito_idp: Any, other_pool: UserPool, pool: UserPool, alice: User
) -> None:
    groups.create(other_pool, name="theirs")
    code, _ = error_of(
        lambda: cognito_idp.admin_add_user_to_group(UserPoolId=pool.id, Username="alice", GroupName="theirs")
    )
    assert code == "ResourceNotFoundException"


def test_deleting_a_group_leaves_its_users(cognito_idp: Any, pool: UserPool, alice: User, admins: Group) -> None:
    cognito_idp.admin_add_user_to_group(UserPoolId=pool.id, Username="alice", GroupName="admins")
    cognito_idp.delete_group(UserPoolId=pool.id, GroupName="admins")
    assert cognito_idp.admin_get_user(UserPoolId=pool.id, Username="alice")["Enabled"]
