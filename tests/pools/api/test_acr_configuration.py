"""AcrConfiguration: what a pool calls its levels of authentication, when it is created and when it is changed."""

from __future__ import annotations

from typing import Any

import pytest

from pools.models import UserPool
from tests.support import refusal

pytestmark = pytest.mark.django_db

BAD = [
    {"Level1": {"AcrValue": ""}},
    {"Level1": {"AcrValue": "x" * 65}},
    {"Level1": {"AcrValue": "a b"}},
    {"Level1": {"AcrValue": 'a"b'}},
    {"Level1": {"AcrValue": "a\\b"}},
    {"Level1": {"AcrValue": "ä"}},
    {"Level1": {}},
    {"Level5": {"AcrValue": "x"}},
    {"Level1": {"AcrValue": "same"}, "Level2": {"AcrValue": "same"}},
    {"Level1": {"AcrValue": "urn:cognito:loa:2"}},
    {"Level1": {"AcrValue": "urn:cognito:loa:2"}, "Level2": {"AcrValue": "other"}},
]
GOOD = [
    {"Level1": {"AcrValue": "x" * 64}},
    {"Level2": {"AcrValue": "urn:cognito:loa:2"}},
    {"Level1": {"AcrValue": "bronze"}, "Level2": {"AcrValue": "silver"}, "Level4": {"AcrValue": "!#[]~"}},
]


@pytest.mark.parametrize("names", GOOD)
def test_a_pool_gives_its_names_back(cognito_idp: Any, names: dict[str, Any]) -> None:
    pool = cognito_idp.create_user_pool(PoolName="people", AcrConfiguration=names)["UserPool"]
    assert pool["AcrConfiguration"] == names


@pytest.mark.parametrize("names", BAD)
def test_names_that_cannot_be_told_apart_or_written_are_refused(cognito_idp: Any, names: dict[str, Any]) -> None:
    refused = refusal.of(lambda: cognito_idp.create_user_pool(PoolName="people", AcrConfiguration=names))
    assert refused[0] == "InvalidParameterException"
    assert not UserPool.objects.exists()


@pytest.mark.parametrize("names", BAD)
def test_a_change_is_held_to_the_same(cognito_idp: Any, pool: UserPool, names: dict[str, Any]) -> None:
    refused = refusal.of(lambda: cognito_idp.update_user_pool(UserPoolId=pool.id, AcrConfiguration=names))
    assert refused[0] == "InvalidParameterException"
    assert "AcrConfiguration" not in UserPool.objects.get().settings
