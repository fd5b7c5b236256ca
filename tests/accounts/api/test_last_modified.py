"""LastModifiedDate moves with every change of what it stands beside, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from pools.models import AppClient, UserPool
from tests.support import builders, people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

OF_USERS: dict[str, dict[str, Any]] = {
    "admin_update_user_attributes": {"UserAttributes": [{"Name": "name", "Value": "Alice"}]},
    "admin_delete_user_attributes": {"UserAttributeNames": ["name"]},
    "admin_disable_user": {},
    "admin_enable_user": {},
    "admin_set_user_password": {"Password": "Another-1!", "Permanent": True},
    "admin_reset_user_password": {},
}


def of_user(idp: Any, pool: UserPool, name: str = "alice") -> datetime:
    moment: datetime = idp.admin_get_user(UserPoolId=pool.id, Username=name)["UserLastModifiedDate"]
    return moment


@pytest.mark.parametrize("operation", OF_USERS)
def test_a_change_of_a_user_moves_it(
    cognito_idp: Any, pool: UserPool, alice: User, clock: Clock, operation: str
) -> None:
    before = of_user(cognito_idp, pool)
    clock.advance(minutes=5)
    getattr(cognito_idp, operation)(UserPoolId=pool.id, Username="alice", **OF_USERS[operation])

    assert (of_user(cognito_idp, pool) - before).total_seconds() >= 300


def test_looking_at_a_user_does_not_move_it(cognito_idp: Any, pool: UserPool, alice: User, clock: Clock) -> None:
    before = of_user(cognito_idp, pool)
    clock.advance(minutes=5)
    cognito_idp.list_users(UserPoolId=pool.id)

    assert of_user(cognito_idp, pool) == before


def test_who_loses_an_alias_by_force_was_changed_too(cognito_idp: Any, clock: Clock) -> None:
    pool = builders.pool("aliases", AliasAttributes=["email"])
    people.confirmed(pool, "alice")
    before = of_user(cognito_idp, pool)
    clock.advance(minutes=5)
    cognito_idp.admin_create_user(
        UserPoolId=pool.id,
        Username="bob",
        UserAttributes=[{"Name": "email", "Value": "alice@example.com"}, {"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
        ForceAliasCreation=True,
    )

    assert (of_user(cognito_idp, pool) - before).total_seconds() >= 300


def of_pool(idp: Any, client: AppClient) -> datetime:
    moment: datetime = idp.describe_user_pool(UserPoolId=client.pool.id)["UserPool"]["LastModifiedDate"]
    return moment


def of_client(idp: Any, client: AppClient) -> datetime:
    answer = idp.describe_user_pool_client(UserPoolId=client.pool.id, ClientId=client.id)
    moment: datetime = answer["UserPoolClient"]["LastModifiedDate"]
    return moment


@pytest.mark.parametrize(
    ("moment", "operation", "given"),
    [
        (of_pool, "update_user_pool", {}),
        (of_pool, "add_custom_attributes", {"CustomAttributes": [{"Name": "x", "AttributeDataType": "String"}]}),
        (of_client, "update_user_pool_client", {}),
    ],
)
def test_a_change_of_a_pool_or_a_client_moves_its_own(
    cognito_idp: Any,
    client: AppClient,
    clock: Clock,
    moment: Callable[[Any, AppClient], datetime],
    operation: str,
    given: dict[str, Any],
) -> None:
    before = moment(cognito_idp, client)
    clock.advance(minutes=5)
    names = {"ClientId": client.id} if moment is of_client else {}
    getattr(cognito_idp, operation)(UserPoolId=client.pool.id, **names, **given)

    assert (moment(cognito_idp, client) - before).total_seconds() >= 300
