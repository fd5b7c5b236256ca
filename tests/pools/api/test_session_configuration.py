"""SetUserPoolSessionConfiguration, SetUserPoolClientSessionConfiguration and what they answer, through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from pools import app_clients, session_configuration, user_pools
from pools.models import AppClient, UserPool
from tests.support import builders, refusal

NOT_TRACKED = ("OperationNotEnabledException", session_configuration.NOT_TRACKED)
UNAVAILABLE = "FeatureUnavailableInTierException"

pytestmark = pytest.mark.django_db


def configure(idp: Any, pool: UserPool, tracking: str = "ENABLED", most: int = 5) -> dict[str, Any]:
    return answered(
        idp.set_user_pool_session_configuration(
            UserPoolId=pool.id, UserSessionTracking=tracking, TokenSession={"MaxPerUser": most}
        )
    )


def configured(idp: Any, pool: UserPool) -> dict[str, Any]:
    return answered(idp.get_user_pool_session_configuration(UserPoolId=pool.id))


def limit(idp: Any, client: AppClient, minutes: int = 30, *, pool: UserPool | None = None) -> dict[str, Any]:
    named = {"UserPoolId": (pool or client.pool).id, "ClientId": client.id}
    return answered(idp.set_user_pool_client_session_configuration(**named, SSOSession={"MaxValidityMinutes": minutes}))


def limited(idp: Any, client: AppClient) -> dict[str, Any]:
    named = {"UserPoolId": client.pool.id, "ClientId": client.id}
    return answered(idp.get_user_pool_client_session_configuration(**named))


def change_to_lite(idp: Any, pool: UserPool) -> None:
    idp.update_user_pool(UserPoolId=pool.id, UserPoolTier="LITE")


def answered(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


@pytest.fixture
def lite(db: None) -> UserPool:
    return builders.pool("lite", UserPoolTier="LITE")


def test_a_pool_that_was_never_configured_tracks_nothing(cognito_idp: Any, pool: UserPool) -> None:
    assert configured(cognito_idp, pool) == {
        "UserPoolId": pool.id,
        "UserSessionTracking": "DISABLED",
        "TokenSession": {"MaxPerUser": 20},
    }


def test_what_is_set_is_answered_and_kept(cognito_idp: Any, pool: UserPool) -> None:
    answer = configure(cognito_idp, pool, "ENABLED", 7)
    assert answer == {
        "UserPoolId": pool.id,
        "UserSessionTracking": "ENABLED",
        "TokenSession": {"MaxPerUser": 7},
    }
    assert configured(cognito_idp, pool) == answer


def test_a_second_setting_replaces_the_first(cognito_idp: Any, pool: UserPool) -> None:
    configure(cognito_idp, pool, "ENABLED", 7)
    configure(cognito_idp, pool, "DISABLED", 100)
    found = configured(cognito_idp, pool)
    assert (found["UserSessionTracking"], found["TokenSession"]) == ("DISABLED", {"MaxPerUser": 100})


@pytest.mark.parametrize("most", [0, 101, -1])
def test_a_user_has_one_to_a_hundred_sessions(cognito_idp: Any, pool: UserPool, most: int) -> None:
    assert refusal.of(lambda: configure(cognito_idp, pool, most=most))[0] == "InvalidParameterException"
    assert configured(cognito_idp, pool)["UserSessionTracking"] == "DISABLED"


@pytest.mark.parametrize("missing", ["UserSessionTracking", "TokenSession"])
def test_every_member_must_be_given(cognito_idp: Any, pool: UserPool, missing: str) -> None:
    given = {"UserPoolId": pool.id, "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 5}}
    del given[missing]
    code, _ = refusal.of(lambda: cognito_idp.set_user_pool_session_configuration(**given))
    assert code == "InvalidParameterException"


def test_the_lite_plan_does_not_track_sessions(cognito_idp: Any, lite: UserPool) -> None:
    client = builders.client(lite)
    assert refusal.of(lambda: configure(cognito_idp, lite))[0] == UNAVAILABLE
    assert refusal.of(lambda: limit(cognito_idp, client))[0] == UNAVAILABLE
    assert configured(cognito_idp, lite)["UserSessionTracking"] == "DISABLED"


def test_a_pool_that_tracks_does_not_change_to_the_lite_plan(cognito_idp: Any, pool: UserPool) -> None:
    configure(cognito_idp, pool)
    assert refusal.of(lambda: change_to_lite(cognito_idp, pool))[0] == "TierChangeNotAllowedException"
    configure(cognito_idp, pool, "DISABLED")
    change_to_lite(cognito_idp, pool)
    assert user_pools.get(pool.id).tier == "LITE"


def test_updating_the_pool_leaves_tracking_as_it_is(cognito_idp: Any, pool: UserPool) -> None:
    before = configure(cognito_idp, pool)
    cognito_idp.update_user_pool(UserPoolId=pool.id, AutoVerifiedAttributes=["email"])
    assert configured(cognito_idp, pool) == before


@pytest.mark.parametrize("operation", ["set", "get"])
def test_a_pool_elsewhere_is_not_found(cognito_idp: Any, db: None, operation: str) -> None:
    elsewhere = builders.pool("elsewhere", region="eu-west-1")
    call = {"set": configure, "get": configured}[operation]
    assert refusal.of(lambda: call(cognito_idp, elsewhere))[0] == "ResourceNotFoundException"


def test_a_client_that_was_never_configured_reuses_a_sign_in_for_an_hour(cognito_idp: Any, client: AppClient) -> None:
    assert limited(cognito_idp, client) == {
        "UserPoolId": client.pool.id,
        "ClientId": client.id,
        "SSOSession": {"MaxValidityMinutes": 60},
    }


@pytest.mark.parametrize("minutes", [0, 30, 129_600])
def test_what_is_set_for_a_client_is_answered_and_kept(
    cognito_idp: Any, pool: UserPool, client: AppClient, minutes: int
) -> None:
    configure(cognito_idp, pool)
    answer = limit(cognito_idp, client, minutes)
    assert answer["SSOSession"] == {"MaxValidityMinutes": minutes}
    assert limited(cognito_idp, client) == answer


@pytest.mark.parametrize("minutes", [-1, 129_601])
def test_a_sign_in_is_reused_for_ninety_days_at_most(
    cognito_idp: Any, pool: UserPool, client: AppClient, minutes: int
) -> None:
    configure(cognito_idp, pool)
    assert refusal.of(lambda: limit(cognito_idp, client, minutes))[0] == "InvalidParameterException"


def test_a_client_is_not_configured_while_its_pool_tracks_nothing(cognito_idp: Any, client: AppClient) -> None:
    assert refusal.of(lambda: limit(cognito_idp, client)) == NOT_TRACKED
    assert limited(cognito_idp, client)["SSOSession"] == {"MaxValidityMinutes": 60}


def test_turning_tracking_off_lets_a_clients_setting_sleep(cognito_idp: Any, pool: UserPool, client: AppClient) -> None:
    configure(cognito_idp, pool)
    limit(cognito_idp, client, 5)
    configure(cognito_idp, pool, "DISABLED")
    asleep = app_clients.find(client.id).single_sign_on_validity
    configure(cognito_idp, pool)
    awake = app_clients.find(client.id).single_sign_on_validity
    assert (asleep.total_seconds(), awake.total_seconds()) == (3600, 300)


def test_updating_the_client_leaves_its_setting_as_it_is(cognito_idp: Any, pool: UserPool, client: AppClient) -> None:
    configure(cognito_idp, pool)
    before = limit(cognito_idp, client, 5)
    cognito_idp.update_user_pool_client(UserPoolId=pool.id, ClientId=client.id, ClientName="other")
    assert limited(cognito_idp, client) == before


def test_a_client_of_another_pool_is_not_found(
    cognito_idp: Any, pool: UserPool, client: AppClient, other_pool: UserPool
) -> None:  # checklist 52
    configure(cognito_idp, pool)
    configure(cognito_idp, other_pool)
    code, _ = refusal.of(lambda: limit(cognito_idp, client, pool=other_pool))
    assert code == "ResourceNotFoundException"


def test_a_browsers_session_lives_for_the_client_that_reuses_it_longest(pool: UserPool, client: AppClient) -> None:
    session_configuration.set_for_pool(pool, tracking=True, max_per_user=20)
    default = session_configuration.longest_reuse(pool)
    session_configuration.set_for_client(app_clients.find(client.id), max_validity_minutes=90)
    session_configuration.set_for_client(app_clients.find(builders.client(pool).id), max_validity_minutes=0)
    longest = session_configuration.longest_reuse(pool)
    assert (default.total_seconds(), longest.total_seconds()) == (3600, 5400)
