"""CreateUserPoolClient and its sisters through boto3."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pools.models import UserPool
from tests.support import builders, refusal

CALLBACK = builders.CALLBACK
OAUTH = builders.LOGIN_PAGES
ALLOW_SRP = "ALLOW_USER_SRP_AUTH"
REFRESHING = "ALLOW_REFRESH_TOKEN_AUTH"
MISSING_OAUTH = (
    "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
)
MIXED_FLOWS = (
    "ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY, USER_PASSWORD_AUTH can not be used together with flows that start with "
    "ALLOW_."
)

pytestmark = pytest.mark.django_db


def made(idp: Any, pool: UserPool, **settings: Any) -> dict[str, Any]:
    answer = idp.create_user_pool_client(UserPoolId=pool.id, ClientName="web", **settings)
    return dict(answer["UserPoolClient"])


def described(idp: Any, client: dict[str, Any]) -> dict[str, Any]:
    named = {"UserPoolId": client["UserPoolId"], "ClientId": client["ClientId"]}
    return dict(idp.describe_user_pool_client(**named)["UserPoolClient"])


def updated(idp: Any, client: dict[str, Any], **settings: Any) -> dict[str, Any]:
    named = {"UserPoolId": client["UserPoolId"], "ClientId": client["ClientId"]}
    return dict(idp.update_user_pool_client(**named, **settings)["UserPoolClient"])


def test_a_new_client_has_cognitos_defaults(cognito_idp: Any, pool: UserPool) -> None:
    client = made(cognito_idp, pool)
    del client["CreationDate"], client["LastModifiedDate"]
    assert re.fullmatch(r"[0-9a-z]{26}", client["ClientId"])
    assert client == {
        "UserPoolId": pool.id,
        "ClientName": "web",
        "ClientId": client["ClientId"],
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AuthSessionValidity": 3,
        "EnableTokenRevocation": True,
        "EnablePropagateAdditionalUserContextData": False,
        "AllowedOAuthFlowsUserPoolClient": False,
    }


def test_a_description_shows_the_secret(cognito_idp: Any, pool: UserPool) -> None:
    client = made(cognito_idp, pool, GenerateSecret=True)
    assert len(client["ClientSecret"]) == 52
    assert described(cognito_idp, client) == client


def test_a_secret_can_be_brought_along(cognito_idp: Any, pool: UserPool) -> None:
    assert made(cognito_idp, pool, ClientSecret="a" * 24)["ClientSecret"] == "a" * 24


def test_every_setting_comes_back_as_it_was_given(cognito_idp: Any, pool: UserPool) -> None:
    given: dict[str, Any] = {
        **OAUTH,
        "AccessTokenValidity": 10,
        "IdTokenValidity": 1,
        "RefreshTokenValidity": 90,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "days", "RefreshToken": "days"},
        "ReadAttributes": ["email", "email_verified"],
        "WriteAttributes": ["email"],
        "ExplicitAuthFlows": [ALLOW_SRP, "ALLOW_USER_AUTH"],
        "LogoutURLs": ["myapp://bye"],
        "DefaultRedirectURI": CALLBACK,
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": False,
        "AuthSessionValidity": 15,
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
    }
    client = made(cognito_idp, pool, **given)
    assert {name: client[name] for name in given} == given


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        (
            {"ExplicitAuthFlows": ["USER_PASSWORD_AUTH", ALLOW_SRP]},
            "InvalidParameterException",
            MIXED_FLOWS,
        ),
        (
            {"RefreshTokenRotation": {"Feature": "ENABLED"}, "ExplicitAuthFlows": [ALLOW_SRP, REFRESHING]},
            "InvalidParameterException",
            "Refresh token rotation can not be enabled while ALLOW_REFRESH_TOKEN_AUTH is among ExplicitAuthFlows.",
        ),
        (
            {"RefreshTokenRotation": {"Feature": "ENABLED"}},
            "InvalidParameterException",
            "Refresh token rotation can not be enabled while ALLOW_REFRESH_TOKEN_AUTH is among ExplicitAuthFlows.",
        ),
        ({"AllowedOAuthFlowsUserPoolClient": True}, "InvalidParameterException", MISSING_OAUTH),
        ({**OAUTH, "AllowedOAuthScopes": []}, "InvalidParameterException", MISSING_OAUTH),
        (
            {**OAUTH, "CallbackURLs": []},
            "InvalidParameterException",
            "CallbackURLs can not be empty when code or implicit flow is selected.",
        ),
        (
            {"AllowedOAuthFlows": ["client_credentials", "code"], "CallbackURLs": [CALLBACK], "GenerateSecret": True},
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        (
            {"AllowedOAuthFlows": ["client_credentials"]},
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        (
            {"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["openid"], "GenerateSecret": True},
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected with scopes other than those of resource servers.",
        ),
        (
            {**OAUTH, "AllowedOAuthScopes": ["openid", "orders/read"]},
            "ScopeDoesNotExistException",
            "Invalid scope requested: orders/read",
        ),
        (
            {**OAUTH, "AllowedOAuthScopes": ["email"]},
            "InvalidParameterException",
            "The scopes email, phone and profile can only be selected along with openid.",
        ),
        (
            {**OAUTH, "CallbackURLs": ["http://app.example.com/"]},
            "InvalidParameterException",
            "http://app.example.com/ cannot use the HTTP protocol.",
        ),
        (
            {"LogoutURLs": ["javascript:alert(1)"]},
            "InvalidParameterException",
            "javascript:alert(1) cannot use the scheme javascript.",
        ),
        (
            {**OAUTH, "DefaultRedirectURI": f"{CALLBACK}/"},
            "InvalidParameterException",
            "DefaultRedirectURI must be in the list of CallbackURLs.",
        ),
        (
            {"ReadAttributes": ["custom:none"]},
            "InvalidParameterException",
            "Invalid read attributes specified while creating a client",
        ),
        (
            {"WriteAttributes": ["custom:none"]},
            "InvalidParameterException",
            "Invalid write attributes specified while creating a client",
        ),
        (
            {"WriteAttributes": ["nickname", "email_verified"]},
            "InvalidParameterException",
            "Invalid write attributes specified while creating a client",
        ),
        (
            {"WriteAttributes": ["sub"]},
            "InvalidParameterException",
            "Invalid write attributes specified while creating a client",
        ),
        (
            {"EnablePropagateAdditionalUserContextData": True},
            "InvalidParameterException",
            "EnablePropagateAdditionalUserContextData can only be enabled for clients with a client secret.",
        ),
        (
            {"GenerateSecret": True, "ClientSecret": "a" * 24},
            "InvalidParameterException",
            "GenerateSecret and ClientSecret cannot be given together.",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    cognito_idp: Any, pool: UserPool, settings: dict[str, Any], error: str, message: str
) -> None:
    assert refusal.of(lambda: made(cognito_idp, pool, **settings)) == (error, message)


@pytest.mark.parametrize(
    "settings",
    [
        {"AccessTokenValidity": 4, "TokenValidityUnits": {"AccessToken": "minutes"}},
        {"AccessTokenValidity": 25},
        {"IdTokenValidity": 299, "TokenValidityUnits": {"IdToken": "seconds"}},
        {"IdTokenValidity": 2, "TokenValidityUnits": {"IdToken": "days"}},
        {"RefreshTokenValidity": 59, "TokenValidityUnits": {"RefreshToken": "minutes"}},
        {"RefreshTokenValidity": 3651},
        {
            "RefreshTokenValidity": 1,
            "AccessTokenValidity": 2,
            "TokenValidityUnits": {"RefreshToken": "hours", "AccessToken": "hours"},
        },
    ],
)
def test_a_token_life_out_of_range_is_refused(cognito_idp: Any, pool: UserPool, settings: dict[str, Any]) -> None:
    code, message = refusal.of(lambda: made(cognito_idp, pool, **settings))
    assert code == "InvalidParameterException"
    assert message.startswith("Invalid range for token validity.")


@pytest.mark.parametrize(
    "settings",
    [
        {"AccessTokenValidity": 5, "TokenValidityUnits": {"AccessToken": "minutes"}},
        {"AccessTokenValidity": 24, "IdTokenValidity": 24, "RefreshTokenValidity": 1},
        {"RefreshTokenValidity": 60, "TokenValidityUnits": {"RefreshToken": "minutes"}},
        {"RefreshTokenValidity": 3650},
    ],
)
def test_a_token_life_at_the_edge_is_accepted(cognito_idp: Any, pool: UserPool, settings: dict[str, Any]) -> None:
    client = made(cognito_idp, pool, **settings)
    assert {name: client[name] for name in settings} == settings


@pytest.mark.parametrize("life", [{"RefreshTokenValidity": 0}, {}])
def test_no_refresh_life_is_thirty_days_whatever_the_unit(
    cognito_idp: Any, pool: UserPool, life: dict[str, int]
) -> None:
    units = {"AccessToken": "minutes", "RefreshToken": "minutes"}
    client = made(cognito_idp, pool, **life, TokenValidityUnits=units)
    assert (client["RefreshTokenValidity"], client["TokenValidityUnits"]) == (30, {"AccessToken": "minutes"})


def test_lives_that_are_left_out_are_not_shown(cognito_idp: Any, pool: UserPool) -> None:
    client = made(cognito_idp, pool, IdTokenValidity=2)
    assert "AccessTokenValidity" not in client
    assert (client["IdTokenValidity"], client["TokenValidityUnits"]) == (2, {})


@pytest.mark.parametrize("seconds", [-1, 61])
def test_a_grace_time_out_of_range_is_refused(cognito_idp: Any, pool: UserPool, seconds: int) -> None:
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": seconds}
    refused = refusal.of(lambda: made(cognito_idp, pool, RefreshTokenRotation=rotation, ExplicitAuthFlows=[ALLOW_SRP]))
    assert refused[0] == "InvalidParameterException"


@pytest.mark.parametrize("seconds", [0, 60])
def test_a_grace_time_at_the_edge_is_accepted(cognito_idp: Any, pool: UserPool, seconds: int) -> None:
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": seconds}
    client = made(cognito_idp, pool, RefreshTokenRotation=rotation, ExplicitAuthFlows=[ALLOW_SRP])
    assert client["RefreshTokenRotation"] == rotation


def test_a_provider_that_the_pool_has_not_is_refused(cognito_idp: Any, pool: UserPool) -> None:
    refused = refusal.of(lambda: made(cognito_idp, pool, SupportedIdentityProviders=["COGNITO", "Google"]))
    assert refused == (
        "InvalidParameterException",
        f"The provider Google does not exist for User Pool {pool.id}.",
    )


def test_a_client_must_be_able_to_write_what_is_required(cognito_idp: Any) -> None:
    pool = builders.pool(Schema=[{"Name": "email", "AttributeDataType": "String", "Required": True}])
    assert refusal.of(lambda: made(cognito_idp, pool, WriteAttributes=["name"])) == (
        "InvalidParameterException",
        "Invalid write attributes specified while creating a client",
    )
    assert made(cognito_idp, pool, WriteAttributes=["name", "oidc:email"])["WriteAttributes"] == ["name", "oidc:email"]


def test_an_update_resets_what_it_leaves_out(cognito_idp: Any, pool: UserPool) -> None:
    client = made(cognito_idp, pool, **OAUTH, GenerateSecret=True, AuthSessionValidity=9, ReadAttributes=["email"])
    answer = updated(cognito_idp, client, ExplicitAuthFlows=[ALLOW_SRP])
    assert answer == described(cognito_idp, client)
    assert answer["ExplicitAuthFlows"] == [ALLOW_SRP]
    assert (answer["AuthSessionValidity"], answer["AllowedOAuthFlowsUserPoolClient"]) == (3, False)
    assert not {"CallbackURLs", "AllowedOAuthScopes", "ReadAttributes"} & set(answer)


def test_an_update_keeps_secret_and_name(cognito_idp: Any, pool: UserPool) -> None:
    client = made(cognito_idp, pool, GenerateSecret=True)
    answer = updated(cognito_idp, client)
    assert (answer["ClientSecret"], answer["ClientName"]) == (client["ClientSecret"], "web")


def test_an_update_renames(cognito_idp: Any, pool: UserPool) -> None:
    assert updated(cognito_idp, made(cognito_idp, pool), ClientName="new")["ClientName"] == "new"


def test_a_refused_update_changes_nothing(cognito_idp: Any, pool: UserPool) -> None:
    client = made(cognito_idp, pool, **OAUTH)
    assert refusal.of(lambda: updated(cognito_idp, client, WriteAttributes=["sub"])) == (
        "InvalidParameterException",
        "Invalid write attributes specified while updating a client",
    )
    assert described(cognito_idp, client) == client


def test_lists_show_little_and_come_in_pages(cognito_idp: Any, pool: UserPool) -> None:
    ids = [made(cognito_idp, pool, GenerateSecret=True)["ClientId"] for _ in range(3)]
    first = cognito_idp.list_user_pool_clients(UserPoolId=pool.id, MaxResults=2)
    second = cognito_idp.list_user_pool_clients(UserPoolId=pool.id, MaxResults=2, NextToken=first["NextToken"])
    assert [row["ClientId"] for row in first["UserPoolClients"] + second["UserPoolClients"]] == ids
    assert set(first["UserPoolClients"][0]) == {"ClientId", "UserPoolId", "ClientName"}
    assert "NextToken" not in second


def test_a_longer_list_costs_the_same(cognito_idp: Any, pool: UserPool) -> None:
    made(cognito_idp, pool)
    with CaptureQueriesContext(connection) as short:
        cognito_idp.list_user_pool_clients(UserPoolId=pool.id)
    made(cognito_idp, pool)
    with CaptureQueriesContext(connection) as longer:
        cognito_idp.list_user_pool_clients(UserPoolId=pool.id)
    assert len(longer) == len(short) <= 3


def test_no_client_registered_itself(cognito_idp: Any, pool: UserPool) -> None:
    made(cognito_idp, pool)
    assert cognito_idp.list_user_pool_clients(UserPoolId=pool.id, ClientType="DCR")["UserPoolClients"] == []
    assert len(cognito_idp.list_user_pool_clients(UserPoolId=pool.id, ClientType="REGULAR")["UserPoolClients"]) == 1


def test_another_pools_page_is_refused(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:  # checklist 69
    made(cognito_idp, pool)
    made(cognito_idp, pool)
    token = cognito_idp.list_user_pool_clients(UserPoolId=pool.id, MaxResults=1)["NextToken"]
    code, _ = refusal.of(
        lambda: cognito_idp.list_user_pool_clients(UserPoolId=other_pool.id, MaxResults=1, NextToken=token)
    )
    assert code == "InvalidParameterException"


def test_a_deleted_client_is_gone(cognito_idp: Any, pool: UserPool) -> None:
    client = made(cognito_idp, pool)
    cognito_idp.delete_user_pool_client(UserPoolId=pool.id, ClientId=client["ClientId"])
    assert refusal.of(lambda: described(cognito_idp, client)) == (
        "ResourceNotFoundException",
        f"User pool client {client['ClientId']} does not exist.",
    )


def test_a_client_is_found_in_its_own_pool_only(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    client = made(cognito_idp, pool)
    code, _ = refusal.of(lambda: described(cognito_idp, {**client, "UserPoolId": other_pool.id}))
    assert code == "ResourceNotFoundException"
