"""Tags of CreateUserPool that fix ids and secrets for tests, through boto3."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from joserfc import jws
from joserfc.jwk import KeySet
from pytest_django.fixtures import Settings

from pools import app_clients, signing_keys, user_pools
from pools.models import AppClient, FixedClient, UserPool
from tests.support import builders, people, refusal

POOL_ID = "us-east-1_Fixed0001"
CLIENT_ID = "fixedclient00000000000001"
SECRET = "fixed0secret0of0thirty0two0chars"
TAGS = {
    "poolhouse:fixed-id": POOL_ID,
    "poolhouse:client:web app:id": CLIENT_ID,
    "poolhouse:client:web app:secret": SECRET,
    "team": "identity",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def development(settings: Settings) -> None:
    settings.POOLHOUSE_DEVELOPMENT = True


@pytest.fixture
def fixed(cognito_idp: Any, development: None) -> dict[str, Any]:
    return made(cognito_idp)


def made(idp: Any, **tags: str) -> dict[str, Any]:
    answer: dict[str, Any] = idp.create_user_pool(PoolName="fixture", UserPoolTags=tags or TAGS)["UserPool"]
    return answer


def client(idp: Any, name: str = "web app", pool_id: str = POOL_ID, **settings: Any) -> dict[str, Any]:
    answer: dict[str, Any] = idp.create_user_pool_client(UserPoolId=pool_id, ClientName=name, **settings)
    return dict(answer["UserPoolClient"])


def refused(idp: Any, tags: dict[str, str]) -> tuple[str, str]:
    return refusal.of(lambda: idp.create_user_pool(PoolName="fixture", UserPoolTags=tags))


def test_a_pool_gets_the_id_of_its_tag(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    assert fixed["Id"] == POOL_ID
    assert fixed["Arn"].endswith(f":userpool/{POOL_ID}")
    assert cognito_idp.describe_user_pool(UserPoolId=POOL_ID)["UserPool"]["Name"] == "fixture"


def test_a_client_gets_the_id_and_secret_of_its_name(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    web = client(cognito_idp, GenerateSecret=True)
    assert (web["ClientId"], web["ClientSecret"]) == (CLIENT_ID, SECRET)
    assert app_clients.secrets(app_clients.find(CLIENT_ID)) == [SECRET]


def test_a_client_that_asks_for_no_secret_gets_none(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    web = client(cognito_idp)
    assert web["ClientId"] == CLIENT_ID
    assert "ClientSecret" not in web


def test_a_secret_given_in_the_call_wins(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    assert client(cognito_idp, ClientSecret="x" * 24)["ClientSecret"] == "x" * 24


def test_a_client_of_another_name_gets_values_by_chance(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    other = client(cognito_idp, "other", GenerateSecret=True)
    assert other["ClientId"] != CLIENT_ID
    assert other["ClientSecret"] != SECRET


def test_a_client_of_the_same_name_in_another_pool_gets_values_by_chance(cognito_idp: Any, development: None) -> None:
    made(cognito_idp)
    other = builders.pool("other")
    assert client(cognito_idp, pool_id=other.id)["ClientId"] != CLIENT_ID


def test_only_the_secret_may_be_fixed(cognito_idp: Any, development: None) -> None:
    pool = made(cognito_idp, **{"poolhouse:client:web app:secret": SECRET})
    web = client(cognito_idp, pool_id=pool["Id"], GenerateSecret=True)
    assert web["ClientSecret"] == SECRET
    assert pool["Id"] != POOL_ID
    assert len(web["ClientId"]) == 26


def test_tags_show_ids_and_never_a_secret(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    shown = cognito_idp.list_tags_for_resource(ResourceArn=fixed["Arn"])["Tags"]
    assert shown == fixed["UserPoolTags"] == {**TAGS, "poolhouse:client:web app:secret": "******"}
    assert SECRET not in json.dumps(UserPool.objects.values_list("tags", "settings").get())


def test_a_secret_of_a_tag_lies_sealed(fixed: dict[str, Any]) -> None:  # checklist 9
    table = FixedClient._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT secret FROM {table}")
        assert SECRET.encode() not in bytes(cursor.fetchone()[0])


def test_a_pool_id_that_is_taken_is_refused(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    assert refused(cognito_idp, {"poolhouse:fixed-id": POOL_ID}) == (
        "InvalidParameterException",
        f"User pool {POOL_ID} exists already.",
    )
    assert UserPool.objects.count() == 1


def test_a_client_id_that_is_taken_is_refused(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    client(cognito_idp)
    assert refusal.of(lambda: client(cognito_idp)) == (
        "InvalidParameterException",
        f"User pool client {CLIENT_ID} exists already.",
    )
    assert AppClient.objects.count() == 1


def test_a_deleted_client_comes_back_with_its_id(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    client(cognito_idp)
    cognito_idp.delete_user_pool_client(UserPoolId=POOL_ID, ClientId=CLIENT_ID)
    assert client(cognito_idp)["ClientId"] == CLIENT_ID


def test_a_pool_made_anew_signs_with_keys_of_its_own(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    before = signing_keys.current(user_pools.get(POOL_ID), "access").kid
    cognito_idp.delete_user_pool(UserPoolId=POOL_ID)
    made(cognito_idp)
    flows = ["ALLOW_USER_PASSWORD_AUTH"]
    web = client(cognito_idp, "plain", ExplicitAuthFlows=flows)
    people.confirmed(user_pools.get(POOL_ID), "alice")
    tokens = cognito_idp.initiate_auth(
        ClientId=web["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": people.PASSWORD},
    )["AuthenticationResult"]
    keys = KeySet.import_key_set(json.loads(json.dumps(signing_keys.jwks(user_pools.get(POOL_ID)))))
    assert jws.deserialize_compact(tokens["AccessToken"], keys, algorithms=["RS256"]).headers()["kid"] != before


@pytest.mark.parametrize(
    "tags",
    [
        {"poolhouse:fixed-id": "eu-west-1_Fixed0001"},
        {"poolhouse:fixed-id": "us-east-1"},
        {"poolhouse:fixed-id": ""},
        {"poolhouse:fixed-id": "us-east-1_Fixed-0001"},
        {"poolhouse:fixed-id": "us-east-1_Fixed\n"},
        {"poolhouse:fixed-id": "us-east-1_" + "x" * 46},
        {"poolhouse:client:web:id": ""},
        {"poolhouse:client:web:id": "has-hyphens"},
        {"poolhouse:client:web:id": "x" * 129},
        {"poolhouse:client:web:secret": "too short"},
        {"poolhouse:client:web:secret": "******"},
        {"poolhouse:client:web:secret": "x" * 65},
        {"poolhouse:client:web:name": "x"},
        {"poolhouse:client:web": "x"},
        {"poolhouse:client::id": "x"},
        {"poolhouse:client:a:b:id": "x"},
    ],
)
def test_values_that_cognito_would_not_give_are_refused(
    cognito_idp: Any, development: None, tags: dict[str, str]
) -> None:
    code, text = refused(cognito_idp, tags)
    assert (code, next(iter(tags)) in text) == ("InvalidParameterException", True)
    assert not UserPool.objects.exists()


def test_a_refusal_repeats_no_secret(cognito_idp: Any, development: None) -> None:
    assert "not a secret" not in refused(cognito_idp, {"poolhouse:client:web:secret": "not a secret"})[1]


@pytest.mark.parametrize("key", sorted(TAGS.keys() - {"team"}))
def test_in_production_they_are_refused(cognito_idp: Any, key: str) -> None:
    assert refused(cognito_idp, {key: TAGS[key]}) == (
        "InvalidParameterException",
        f"The tag {key} works only where POOLHOUSE_DEVELOPMENT is on.",
    )


def test_what_was_fixed_counts_no_more_when_the_setting_is_off(
    cognito_idp: Any, fixed: dict[str, Any], settings: Settings
) -> None:
    settings.POOLHOUSE_DEVELOPMENT = False
    assert client(cognito_idp)["ClientId"] != CLIENT_ID


def test_tags_set_later_change_nothing(cognito_idp: Any, development: None) -> None:
    pool = builders.pool("plain", UserPoolTags={"team": "identity"})
    cognito_idp.tag_resource(ResourceArn=user_pools.arn(pool), Tags=TAGS)
    cognito_idp.update_user_pool(UserPoolId=pool.id, UserPoolTags=TAGS)
    shown = cognito_idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]
    assert (shown["Id"], shown["UserPoolTags"]["poolhouse:client:web app:secret"]) == (pool.id, "******")
    assert client(cognito_idp, pool_id=pool.id)["ClientId"] != CLIENT_ID


def test_removing_the_tags_takes_nothing_back(cognito_idp: Any, fixed: dict[str, Any]) -> None:
    cognito_idp.untag_resource(ResourceArn=fixed["Arn"], TagKeys=list(TAGS))
    assert client(cognito_idp)["ClientId"] == CLIENT_ID


def test_production_asks_no_query_for_it(cognito_idp: Any, settings: Settings) -> None:
    pool = builders.pool()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client(cognito_idp, pool_id=pool.id)
    assert not [query for query in asked if FixedClient._meta.db_table in query["sql"]]


@pytest.mark.django_db(transaction=True)
def test_of_two_that_take_one_id_at_once_one_is_refused(development: None) -> None:
    ends: list[str] = []

    def make() -> None:
        try:
            ends.append(builders.pool(UserPoolTags={"poolhouse:fixed-id": POOL_ID}).id)
        except Exception as error:  # noqa: BLE001  whatever it is, the assertion names it
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["InvalidParameterException"] * 3 + [POOL_ID]
