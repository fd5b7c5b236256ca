"""Replicas of user pools through boto3: what one installation says of them."""

from __future__ import annotations

from typing import Any

import pytest

from pools import user_pools
from pools.models import UserPool
from tests.support import refusal

pytestmark = pytest.mark.django_db

ELSEWHERE = "eu-west-1"


def calls(idp: Any, pool_id: str, region: str = ELSEWHERE) -> dict[str, Any]:
    """The operations that name a replica, ready to be called."""
    named = {"UserPoolId": pool_id, "RegionName": region}
    return {
        "create": lambda: idp.create_user_pool_replica(**named),
        "update": lambda: idp.update_user_pool_replica(**named, Status="INACTIVE"),
        "delete": lambda: idp.delete_user_pool_replica(**named),
    }


def test_a_pool_is_its_own_primary_and_has_no_other(cognito_idp: Any, pool: UserPool) -> None:
    answer = cognito_idp.list_user_pool_replicas(UserPoolId=pool.id)

    primary = {"RegionName": pool.region, "Status": "ACTIVE", "Role": "PRIMARY", "UserPoolArn": user_pools.arn(pool)}
    assert answer["UserPoolReplicas"] == [primary]
    assert "NextToken" not in answer


def test_a_replica_is_not_made_and_the_answer_says_so(cognito_idp: Any, pool: UserPool) -> None:
    code, message = refusal.of(calls(cognito_idp, pool.id)["create"])

    assert (code, "single" in message) == ("OperationNotEnabledException", True)
    assert len(cognito_idp.list_user_pool_replicas(UserPoolId=pool.id)["UserPoolReplicas"]) == 1


@pytest.mark.parametrize("name", ["update", "delete"])
def test_a_replica_that_is_not_there_is_not_found(cognito_idp: Any, pool: UserPool, name: str) -> None:
    assert refusal.of(calls(cognito_idp, pool.id)[name])[0] == "ResourceNotFoundException"


@pytest.mark.parametrize("name", ["create", "update", "delete"])
def test_the_primary_is_no_replica(cognito_idp: Any, pool: UserPool, name: str) -> None:
    assert refusal.of(calls(cognito_idp, pool.id, pool.region)[name])[0] == "InvalidParameterException"
    assert user_pools.get(pool.id) == pool


@pytest.mark.parametrize("name", ["create", "update", "delete"])
@pytest.mark.parametrize("region", ["Ireland", "eu_west_1", "eu-west-1\n", "../../etc", "EU-WEST-1"])
def test_what_is_no_region_is_refused(cognito_idp: Any, pool: UserPool, name: str, region: str) -> None:
    assert refusal.of(calls(cognito_idp, pool.id, region)[name])[0] == "InvalidParameterException"


@pytest.mark.parametrize("name", ["create", "update", "delete"])
def test_replicas_of_a_pool_that_is_not_there_are_not_found(cognito_idp: Any, name: str) -> None:
    assert refusal.of(calls(cognito_idp, "us-east-1_Nowhere00")[name])[0] == "ResourceNotFoundException"


def test_a_pool_of_another_region_is_not_found(cognito_idp: Any) -> None:
    foreign = user_pools.create(region=ELSEWHERE, name="abroad", settings={})
    call = {"UserPoolId": foreign.id}
    assert refusal.of(lambda: cognito_idp.list_user_pool_replicas(**call))[0] == "ResourceNotFoundException"


def test_more_tags_than_a_pool_can_have_are_refused_first(cognito_idp: Any, pool: UserPool) -> None:
    tags = {f"tag{number}": "" for number in range(51)}
    call = {"UserPoolId": pool.id, "RegionName": ELSEWHERE, "UserPoolTags": tags}
    assert refusal.of(lambda: cognito_idp.create_user_pool_replica(**call))[0] == "UserPoolTaggingException"


def test_a_page_token_that_was_never_given_is_refused(cognito_idp: Any, pool: UserPool) -> None:
    call = {"UserPoolId": pool.id, "NextToken": "made-up"}
    assert refusal.of(lambda: cognito_idp.list_user_pool_replicas(**call))[0] == "InvalidParameterException"
