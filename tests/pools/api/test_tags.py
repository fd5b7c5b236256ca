"""TagResource, UntagResource, ListTagsForResource through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from pools import user_pools
from pools.models import UserPool
from tests.support import builders, refusal

pytestmark = pytest.mark.django_db


def tags_of(idp: Any, pool: UserPool) -> dict[str, str]:
    return dict(idp.list_tags_for_resource(ResourceArn=user_pools.arn(pool))["Tags"])


def tag(idp: Any, pool: UserPool, **tags: str) -> None:
    idp.tag_resource(ResourceArn=user_pools.arn(pool), Tags=tags)


def test_tags_are_added_to_those_there_are(cognito_idp: Any, pool: UserPool) -> None:
    tag(cognito_idp, pool, team="identity", stage="test")
    tag(cognito_idp, pool, stage="live")
    assert tags_of(cognito_idp, pool) == {"team": "identity", "stage": "live"}


def test_tags_are_those_of_the_pools_description(cognito_idp: Any, pool: UserPool) -> None:
    tag(cognito_idp, pool, team="identity")
    described = cognito_idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]
    assert described["UserPoolTags"] == {"team": "identity"}


def test_removing_a_tag_leaves_the_others(cognito_idp: Any, pool: UserPool) -> None:
    tag(cognito_idp, pool, team="identity", stage="test")
    cognito_idp.untag_resource(ResourceArn=user_pools.arn(pool), TagKeys=["stage", "absent"])
    assert tags_of(cognito_idp, pool) == {"team": "identity"}


def test_more_than_fifty_tags_are_refused_and_none_is_set(cognito_idp: Any, pool: UserPool) -> None:
    many = {f"key{number}": "value" for number in range(51)}
    assert refusal.of(lambda: tag(cognito_idp, pool, **many))[0] == "InvalidParameterException"
    assert tags_of(cognito_idp, pool) == {}


def test_a_key_that_aws_keeps_for_itself_is_refused(cognito_idp: Any, pool: UserPool) -> None:
    arn = user_pools.arn(pool)
    call = {"ResourceArn": arn, "Tags": {"aws:team": "identity"}}
    assert refusal.of(lambda: cognito_idp.tag_resource(**call))[0] == "InvalidParameterException"


def test_the_tag_of_the_issuer_changes_the_issuer(cognito_idp: Any, pool: UserPool) -> None:
    cognito_idp.tag_resource(ResourceArn=user_pools.arn(pool), Tags={"poolhouse:issuer": "aws"})
    pool.refresh_from_db()
    assert user_pools.issuer(pool) == f"https://cognito-idp.us-east-1.amazonaws.com/{pool.id}"


@pytest.mark.parametrize(
    ("arn", "error"),
    [
        ("arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_NoSuchPol", "ResourceNotFoundException"),
        ("arn:aws:cognito-idp:us-east-1:000000000000:identitypool/us-east-1:1", "InvalidParameterException"),
        ("arn:aws:lambda:us-east-1:000000000000:function:thing", "InvalidParameterException"),
    ],
)
def test_an_arn_of_nothing_is_refused(cognito_idp: Any, pool: UserPool, arn: str, error: str) -> None:
    assert refusal.of(lambda: cognito_idp.list_tags_for_resource(ResourceArn=arn))[0] == error


def test_an_arn_of_another_account_is_not_found(cognito_idp: Any, pool: UserPool) -> None:
    arn = user_pools.arn(pool).replace("000000000000", "111111111111")
    assert refusal.of(lambda: cognito_idp.list_tags_for_resource(ResourceArn=arn))[0] == "ResourceNotFoundException"


def test_a_pool_of_another_region_is_not_found(cognito_idp: Any, db: None) -> None:
    foreign_pool = builders.pool("elsewhere", region="eu-west-1")
    call = {"ResourceArn": user_pools.arn(foreign_pool)}
    assert refusal.of(lambda: cognito_idp.list_tags_for_resource(**call))[0] == "ResourceNotFoundException"
