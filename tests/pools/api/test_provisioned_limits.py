"""GetProvisionedLimit and UpdateProvisionedLimit through boto3, and what a limit does to calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from pools import provisioned_limits
from pools.models import AppClient, ProvisionedLimit, UserPool
from tests.support import boto, refusal
from tests.support.clock import Clock
from tests.support.limits import Limit, limiter

pytestmark = pytest.mark.django_db

NO_LIMIT = 2_147_483_647


@pytest.fixture
def limit(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Limit:
    """In a second that does not end."""
    clock.stop()
    return limiter(settings, tmp_path, monkeypatch)


def of(category: str) -> dict[str, Any]:
    return {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}}


def update(idp: Any, category: str, value: int) -> Any:
    return idp.update_provisioned_limit(LimitDefinition=of(category), RequestedLimitValue=value)["Limit"]


def get(idp: Any, category: str) -> Any:
    return idp.get_provisioned_limit(LimitDefinition=of(category))["Limit"]


def test_there_is_no_limit_until_somebody_sets_one(cognito_idp: Any) -> None:
    assert get(cognito_idp, "UserAuthentication") == {
        "LimitDefinition": of("UserAuthentication"),
        "ProvisionedLimitValue": NO_LIMIT,
        "FreeLimitValue": NO_LIMIT,
    }


def test_what_was_set_is_told_of_its_category_alone(cognito_idp: Any) -> None:
    answer = update(cognito_idp, "UserCreation", 50)

    assert answer["ProvisionedLimitValue"] == 50
    assert answer == get(cognito_idp, "UserCreation")
    assert get(cognito_idp, "UserToken")["ProvisionedLimitValue"] == NO_LIMIT


def test_a_limit_is_changed_and_lifted(cognito_idp: Any) -> None:
    update(cognito_idp, "UserCreation", 50)
    update(cognito_idp, "UserCreation", 60)
    assert ProvisionedLimit.objects.get().requests_per_second == 60

    assert update(cognito_idp, "UserCreation", NO_LIMIT)["ProvisionedLimitValue"] == NO_LIMIT
    assert not ProvisionedLimit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_limit_is_published_when_it_is_set(cognito_idp: Any, limit: Limit) -> None:
    limit("UserList", 1000)
    update(cognito_idp, "UserCreation", 1)

    sign_up = {"ClientId": "a" * 26, "Username": "ann", "Password": "Passw0rd!"}
    answers = [refusal.of(lambda: cognito_idp.sign_up(**sign_up))[0] for _ in range(2)]

    assert answers == ["ResourceNotFoundException", "TooManyRequestsException"]


@pytest.mark.parametrize("value", [0, -1, -(2**31)])
def test_less_than_one_request_is_no_limit(cognito_idp: Any, value: int) -> None:
    assert refusal.of(lambda: update(cognito_idp, "UserCreation", value))[0] == "InvalidParameterException"
    assert not ProvisionedLimit.objects.exists()


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ({"LimitClass": "API_CATEGORY", "Attributes": {}}, "InvalidParameterException"),
        ({"LimitClass": "ELSE", "Attributes": {"Category": "UserRead"}}, "InvalidParameterException"),
        ({"LimitClass": "API_CATEGORY", "Attributes": {"category": "UserRead"}}, "InvalidParameterException"),
        (
            {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead", "UserPoolId": "a_b"}},
            "InvalidParameterException",
        ),
        (of("Userread"), "ResourceNotFoundException"),
        (of(""), "ResourceNotFoundException"),
        (of("x" * 10_000), "ResourceNotFoundException"),
    ],
)
def test_a_definition_that_names_no_category_is_refused(cognito_idp: Any, definition: Any, code: str) -> None:
    assert refusal.of(lambda: cognito_idp.get_provisioned_limit(LimitDefinition=definition))[0] == code
    call = {"LimitDefinition": definition, "RequestedLimitValue": 5}
    assert refusal.of(lambda: cognito_idp.update_provisioned_limit(**call))[0] == code


def test_calls_beyond_a_limit_are_refused_in_the_models_words(
    cognito_idp: Any, client: AppClient, limit: Limit
) -> None:
    limit("UserPoolRead", 1)
    call = {"UserPoolId": client.pool_id}
    cognito_idp.describe_user_pool(**call)

    assert refusal.of(lambda: cognito_idp.describe_user_pool(**call)) == ("TooManyRequestsException", "Rate exceeded")


def test_an_operation_that_declares_no_such_error_is_throttled(cognito_idp: Any, pool: UserPool, limit: Limit) -> None:
    limit("UserPoolResourceRead", 1)
    cognito_idp.get_signing_certificate(UserPoolId=pool.id)

    call = {"UserPoolId": pool.id}
    assert refusal.of(lambda: cognito_idp.get_signing_certificate(**call)) == ("ThrottlingException", "Rate exceeded")


def test_who_cannot_sign_uses_up_nobodys_share(cognito_idp: Any, pool: UserPool, limit: Limit) -> None:
    limit("UserPoolRead", 1)
    stranger = boto.unsigned_client("cognito-idp")
    call = {"UserPoolId": pool.id}
    for _ in range(3):
        assert refusal.of(lambda: stranger.describe_user_pool(**call))[0] == "MissingAuthenticationTokenException"

    assert cognito_idp.describe_user_pool(**call)["UserPool"]["Id"] == pool.id


def test_limits_can_be_lifted_however_many_calls_there_are(cognito_idp: Any, limit: Limit) -> None:
    limit("UserPoolUpdate", 1)
    limit("UserPoolResourceUpdate", 1)

    for _ in range(5):
        update(cognito_idp, "UserPoolUpdate", NO_LIMIT)

    assert get(cognito_idp, "UserPoolUpdate")["ProvisionedLimitValue"] == NO_LIMIT


def test_identity_pools_have_no_limits_of_user_pools(limit: Limit) -> None:
    limit("UserPoolResourceUpdate", 1)
    target = "AWSCognitoIdentityService.TagResource"

    answers = [boto.answer({"x-amz-target": target}, b"{}").status for _ in range(3)]

    assert set(answers) == {400}


def test_a_call_costs_no_query_more_while_nothing_is_limited(
    cognito_idp: Any, pool: UserPool, limit: Limit, settings: Settings
) -> None:
    with CaptureQueriesContext(connection) as before:
        cognito_idp.describe_user_pool(UserPoolId=pool.id)
    limit("UserPoolRead", 1000)
    with CaptureQueriesContext(connection) as limited:
        cognito_idp.describe_user_pool(UserPoolId=pool.id)

    assert not [query for query in before if "provisionedlimit" in query["sql"] or "requestcount" in query["sql"]]
    assert len(limited) - len(before) == (0 if settings.REDIS_URL else 1)


def test_limits_outlive_the_cache(cognito_idp: Any, limit: Limit) -> None:
    limit("UserCreation", 7)
    provisioned_limits.publish()

    assert get(cognito_idp, "UserCreation")["ProvisionedLimitValue"] == 7
