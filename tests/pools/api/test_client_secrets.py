"""AddUserPoolClientSecret, ListUserPoolClientSecrets, DeleteUserPoolClientSecret through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.crypto import secret_hash
from pools import app_clients
from pools.models import AppClient, UserPool
from tests.support import builders, people, refusal

pytestmark = pytest.mark.django_db

FLOWS = ["ALLOW_USER_PASSWORD_AUTH"]


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return builders.client(pool, generate_secret=True, ExplicitAuthFlows=FLOWS)


def added(idp: Any, client: AppClient, **more: Any) -> dict[str, Any]:
    answer = idp.add_user_pool_client_secret(UserPoolId=client.pool_id, ClientId=client.id, **more)
    return dict(answer["ClientSecretDescriptor"])


def listed(idp: Any, client: AppClient) -> list[dict[str, Any]]:
    return list(idp.list_user_pool_client_secrets(UserPoolId=client.pool_id, ClientId=client.id)["ClientSecrets"])


def delete(idp: Any, client: AppClient, secret_id: str) -> None:
    idp.delete_user_pool_client_secret(UserPoolId=client.pool_id, ClientId=client.id, ClientSecretId=secret_id)


def sign_in(idp: Any, client: AppClient, secret: str) -> Any:
    parameters = {
        "USERNAME": "alice",
        "PASSWORD": people.PASSWORD,
        "SECRET_HASH": secret_hash.make(secret, "alice", client.id),
    }
    return idp.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)


def test_a_second_secret_is_shown_once(cognito_idp: Any, client: AppClient) -> None:
    secret = added(cognito_idp, client)
    rows = listed(cognito_idp, client)
    assert len(secret["ClientSecretValue"]) == 52
    assert [row["ClientSecretId"] for row in rows][1] == secret["ClientSecretId"]
    assert all("ClientSecretValue" not in row for row in rows)


def test_both_secrets_prove_the_client(cognito_idp: Any, anonymous_idp: Any, client: AppClient) -> None:  # checklist 25
    people.confirmed(client.pool, "alice")
    first = app_clients.secrets(client)[0]
    second = added(cognito_idp, client)["ClientSecretValue"]
    assert "AuthenticationResult" in sign_in(anonymous_idp, client, first)
    assert "AuthenticationResult" in sign_in(anonymous_idp, client, second)


def test_a_deleted_secret_stops_at_once(cognito_idp: Any, anonymous_idp: Any, client: AppClient) -> None:
    # checklist 25
    people.confirmed(client.pool, "alice")
    first = app_clients.secrets(client)[0]
    second = added(cognito_idp, client)["ClientSecretValue"]
    delete(cognito_idp, client, listed(cognito_idp, client)[0]["ClientSecretId"])
    assert refusal.of(lambda: sign_in(anonymous_idp, client, first))[0] == "NotAuthorizedException"
    assert "AuthenticationResult" in sign_in(anonymous_idp, client, second)


def test_a_secret_may_be_brought_along(cognito_idp: Any, client: AppClient) -> None:
    assert added(cognito_idp, client, ClientSecret="s" * 24)["ClientSecretValue"] == "s" * 24


def test_a_third_secret_is_refused(cognito_idp: Any, client: AppClient) -> None:
    added(cognito_idp, client)
    assert refusal.of(lambda: added(cognito_idp, client)) == (
        "LimitExceededException",
        "The client has the maximum number of secrets.",
    )


def test_the_last_secret_stays(cognito_idp: Any, client: AppClient) -> None:
    only = listed(cognito_idp, client)[0]["ClientSecretId"]
    assert refusal.of(lambda: delete(cognito_idp, client, only))[0] == "InvalidParameterException"
    assert len(listed(cognito_idp, client)) == 1


def test_a_secret_that_is_not_there_cannot_be_deleted(cognito_idp: Any, client: AppClient) -> None:
    assert refusal.of(lambda: delete(cognito_idp, client, "nobody"))[0] == "ResourceNotFoundException"


def test_the_same_secret_twice_is_refused(cognito_idp: Any, client: AppClient) -> None:
    present = app_clients.secrets(client)[0]
    assert refusal.of(lambda: added(cognito_idp, client, ClientSecret=present))[0] == "InvalidParameterException"


def test_a_public_client_gets_no_secret(cognito_idp: Any, pool: UserPool) -> None:
    public = builders.client(pool)
    assert refusal.of(lambda: added(cognito_idp, public))[0] == "InvalidParameterException"
    assert listed(cognito_idp, public) == []


def test_an_update_keeps_both_secrets(cognito_idp: Any, client: AppClient) -> None:
    added(cognito_idp, client)
    cognito_idp.update_user_pool_client(UserPoolId=client.pool_id, ClientId=client.id, ClientName="renamed")
    assert len(listed(cognito_idp, client)) == 2


def test_secrets_of_another_pools_client_are_not_found(
    cognito_idp: Any, client: AppClient, other_pool: UserPool
) -> None:
    call = {"UserPoolId": other_pool.id, "ClientId": client.id}
    assert refusal.of(lambda: cognito_idp.list_user_pool_client_secrets(**call))[0] == "ResourceNotFoundException"
