"""CreateResourceServer and its sisters, and the scopes they give to app clients, through boto3."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pools import resource_servers
from pools.models import AppClient, ResourceServer, UserPool
from tests.support import builders, refusal

API = "https://api.example.com"
READ = {"ScopeName": "read", "ScopeDescription": "Look at orders"}
WRITE = {"ScopeName": "write", "ScopeDescription": "Change orders"}
OAUTH = {**builders.LOGIN_PAGES, "AllowedOAuthScopes": ["openid", f"{API}/read"]}
GONE = ("ResourceNotFoundException", f"Resource server {API} does not exist.")

pytestmark = pytest.mark.django_db


def made(idp: Any, pool: UserPool, identifier: str = API, **more: Any) -> dict[str, Any]:
    settings = {"Name": "Orders", "Scopes": [READ, WRITE], **more}
    return dict(idp.create_resource_server(UserPoolId=pool.id, Identifier=identifier, **settings)["ResourceServer"])


def found(idp: Any, pool: UserPool, identifier: str = API) -> dict[str, Any]:
    return dict(idp.describe_resource_server(UserPoolId=pool.id, Identifier=identifier)["ResourceServer"])


def updated(idp: Any, pool: UserPool, **settings: Any) -> dict[str, Any]:
    return dict(idp.update_resource_server(UserPoolId=pool.id, Identifier=API, **settings)["ResourceServer"])


def client_of(idp: Any, pool: UserPool, **settings: Any) -> dict[str, Any]:
    return dict(idp.create_user_pool_client(UserPoolId=pool.id, ClientName="web", **settings)["UserPoolClient"])


@pytest.fixture
def reading_client(cognito_idp: Any, pool: UserPool) -> AppClient:
    """It was given a scope of the resource server."""
    made(cognito_idp, pool)
    return builders.client(pool, **OAUTH)


def test_a_resource_server_has_what_it_was_given(cognito_idp: Any, pool: UserPool) -> None:
    server = made(cognito_idp, pool)
    assert server == {"UserPoolId": pool.id, "Identifier": API, "Name": "Orders", "Scopes": [READ, WRITE]}
    assert found(cognito_idp, pool) == server


def test_it_may_have_no_scope(cognito_idp: Any, pool: UserPool) -> None:
    assert made(cognito_idp, pool, Scopes=[])["Scopes"] == []


def test_an_identifier_is_given_once_in_a_pool(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    made(cognito_idp, pool)
    made(cognito_idp, other_pool)
    assert refusal.of(lambda: made(cognito_idp, pool, Name="Others")) == (
        "InvalidParameterException",
        f"{API} already exists in user pool {pool.id}.",
    )
    assert found(cognito_idp, pool)["Name"] == "Orders"


@pytest.mark.parametrize("identifier", ["", "two words", 'quo"te', "back\\slash", "x" * 257, "\u00e4rzte"])
def test_an_identifier_that_cannot_be_is_refused(cognito_idp: Any, pool: UserPool, identifier: str) -> None:
    # checklist 10
    assert refusal.of(lambda: made(cognito_idp, pool, identifier))[0] == "InvalidParameterException"


@pytest.mark.parametrize("identifier", ["aws.cognito", "aws.cognito/dcr", "aws.cognito.signin.user.admin"])
def test_nobody_makes_scopes_that_are_cognitos_own(cognito_idp: Any, pool: UserPool, identifier: str) -> None:
    # checklist 10
    assert refusal.of(lambda: made(cognito_idp, pool, identifier))[0] == "InvalidParameterException"
    assert not ResourceServer.objects.exists()


@pytest.mark.parametrize(
    "scopes",
    [
        [{"ScopeName": "a/b", "ScopeDescription": "x"}],
        [{"ScopeName": "a b", "ScopeDescription": "x"}],
        [{"ScopeName": "a"}],
        [READ, WRITE, READ],
        [{"ScopeName": str(number), "ScopeDescription": "x"} for number in range(101)],
    ],
    ids=["slash", "space", "undescribed", "twice", "too many"],
)
def test_scopes_that_cannot_be_are_refused(cognito_idp: Any, pool: UserPool, scopes: list[dict[str, str]]) -> None:
    # checklist 10
    assert refusal.of(lambda: made(cognito_idp, pool, Scopes=scopes))[0] == "InvalidParameterException"
    made(cognito_idp, pool)
    assert refusal.of(lambda: updated(cognito_idp, pool, Name="x", Scopes=scopes))[0] == "InvalidParameterException"
    assert found(cognito_idp, pool)["Scopes"] == [READ, WRITE]


def test_a_hundred_scopes_are_kept(cognito_idp: Any, pool: UserPool) -> None:
    scopes = [{"ScopeName": str(number), "ScopeDescription": "x"} for number in range(100)]
    assert made(cognito_idp, pool, Scopes=scopes)["Scopes"] == scopes


def test_a_pool_has_twenty_five_resource_servers(cognito_idp: Any, pool: UserPool) -> None:
    for number in range(25):
        resource_servers.create(pool, identifier=f"api-{number}", name="x", scopes=[])
    assert refusal.of(lambda: made(cognito_idp, pool))[0] == "LimitExceededException"


def test_an_update_replaces_name_and_scopes(cognito_idp: Any, pool: UserPool) -> None:
    made(cognito_idp, pool)
    answer = updated(cognito_idp, pool, Name="All orders", Scopes=[WRITE])
    assert (answer["Name"], answer["Scopes"]) == ("All orders", [WRITE])
    assert found(cognito_idp, pool) == answer


def test_an_update_without_scopes_takes_them_away(cognito_idp: Any, pool: UserPool) -> None:
    made(cognito_idp, pool)
    assert updated(cognito_idp, pool, Name="Orders")["Scopes"] == []


def test_a_deleted_resource_server_is_gone(cognito_idp: Any, pool: UserPool) -> None:
    made(cognito_idp, pool)
    cognito_idp.delete_resource_server(UserPoolId=pool.id, Identifier=API)
    assert refusal.of(lambda: found(cognito_idp, pool)) == GONE


@pytest.mark.parametrize("operation", ["describe_resource_server", "delete_resource_server"])
def test_one_of_another_pool_is_not_found(
    cognito_idp: Any, pool: UserPool, other_pool: UserPool, operation: str
) -> None:  # checklist 52
    made(cognito_idp, other_pool)
    assert refusal.of(lambda: getattr(cognito_idp, operation)(UserPoolId=pool.id, Identifier=API)) == GONE
    assert refusal.of(lambda: updated(cognito_idp, pool, Name="Mine")) == GONE
    assert found(cognito_idp, other_pool)["Name"] == "Orders"


def test_the_list_is_paged_by_identifier(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    for name in ("c", "a", "b"):
        made(cognito_idp, pool, name)
    made(cognito_idp, other_pool, "d")
    first = cognito_idp.list_resource_servers(UserPoolId=pool.id, MaxResults=2)
    second = cognito_idp.list_resource_servers(UserPoolId=pool.id, MaxResults=2, NextToken=first["NextToken"])
    names = [[server["Identifier"] for server in page["ResourceServers"]] for page in (first, second)]
    assert names == [["a", "b"], ["c"]]
    assert "NextToken" not in second


def test_a_list_costs_as_much_for_many_as_for_few(cognito_idp: Any, pool: UserPool) -> None:
    made(cognito_idp, pool, "a")
    with CaptureQueriesContext(connection) as few:
        cognito_idp.list_resource_servers(UserPoolId=pool.id)
    for name in "bcdefgh":
        resource_servers.create(pool, identifier=name, name="x", scopes=[READ])
    with CaptureQueriesContext(connection) as many:
        cognito_idp.list_resource_servers(UserPoolId=pool.id)
    assert len(many) == len(few)


@pytest.mark.parametrize("size", [0, 51])
def test_a_page_has_one_to_fifty(cognito_idp: Any, pool: UserPool, size: int) -> None:
    code, _ = refusal.of(lambda: cognito_idp.list_resource_servers(UserPoolId=pool.id, MaxResults=size))
    assert code == "InvalidParameterException"


def test_a_client_may_be_given_its_scopes(reading_client: AppClient) -> None:
    assert reading_client.scopes == ["openid", f"{API}/read"]


@pytest.mark.parametrize("scope", [f"{API}/delete", f"{API}/", API, "read", "/read", f"{API}//read", "other/read"])
def test_a_scope_that_no_resource_server_has_does_not_exist(cognito_idp: Any, pool: UserPool, scope: str) -> None:
    # checklist 10
    made(cognito_idp, pool)
    settings = {**OAUTH, "AllowedOAuthScopes": ["openid", scope]}
    assert refusal.of(lambda: client_of(cognito_idp, pool, **settings)) == (
        "ScopeDoesNotExistException",
        f"Invalid scope requested: {scope}",
    )


def test_a_scope_of_another_pool_does_not_exist(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    # checklist 10
    made(cognito_idp, other_pool)
    assert refusal.of(lambda: client_of(cognito_idp, pool, **OAUTH))[0] == "ScopeDoesNotExistException"


def test_a_deleted_resource_servers_scope_stays_listed_but_cannot_be_given_again(
    cognito_idp: Any, pool: UserPool, reading_client: AppClient
) -> None:
    cognito_idp.delete_resource_server(UserPoolId=pool.id, Identifier=API)
    named = {"UserPoolId": pool.id, "ClientId": reading_client.id}
    shown = cognito_idp.describe_user_pool_client(**named)["UserPoolClient"]
    assert shown["AllowedOAuthScopes"] == ["openid", f"{API}/read"]
    assert refusal.of(lambda: cognito_idp.update_user_pool_client(**named, **OAUTH))[0] == "ScopeDoesNotExistException"


def test_identifiers_with_slashes_keep_their_scopes_apart(pool: UserPool) -> None:
    resource_servers.create(pool, identifier="a", name="a", scopes=[READ])
    resource_servers.create(pool, identifier="a/b", name="b", scopes=[WRITE])
    asked = ["a/b/write", "a/b/read", "a/read", "a/write", "openid"]
    assert resource_servers.existing(pool, asked) == ["a/b/write", "a/read"]
