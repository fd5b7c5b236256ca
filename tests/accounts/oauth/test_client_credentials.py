"""`/oauth2/token` with grant_type=client_credentials."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client

from pools import app_clients, resource_servers
from pools.models import AppClient, ResourceServer, UserPool
from tests.support import machines, oauth, tokens
from tests.support.machines import API, READ, WRITE


@pytest.fixture
def orders(pool: UserPool) -> ResourceServer:
    return machines.orders_api(pool)


@pytest.fixture
def robot(pool: UserPool, orders: ResourceServer) -> AppClient:
    return machines.robot(pool)


def basic(client: AppClient, secret: str | None = None) -> dict[str, str]:
    proof = f"{client.id}:{secret or machines.secret_of(client)}"
    return {"Authorization": "Basic " + base64.b64encode(proof.encode()).decode()}


def ask(web: Client, client: AppClient, **changes: str | None) -> Any:
    values: dict[str, str | None] = {"grant_type": "client_credentials", **changes}
    return oauth.post_form(web, oauth.address(client.pool, "oauth2/token"), values, **basic(client))


def scope_of(client: AppClient, response: Any) -> str | None:
    return tokens.claims_of(client.pool, response.json()["access_token"]).get("scope")


def refused(response: Any) -> tuple[int, str]:
    return response.status_code, json.loads(response.content)["error"]


def test_only_an_access_token_is_given(web: Client, robot: AppClient) -> None:
    response = ask(web, robot)

    assert response.status_code == 200
    assert set(response.json()) == {"access_token", "expires_in", "token_type"}
    assert (response.json()["expires_in"], response.json()["token_type"]) == (3600, "Bearer")
    assert response.headers["Cache-Control"] == "no-store"


def test_it_says_which_application_calls_and_nothing_of_a_user(web: Client, robot: AppClient) -> None:
    claims = tokens.claims_of(robot.pool, ask(web, robot).json()["access_token"])

    assert (claims["sub"], claims["client_id"], claims["token_use"], claims["version"]) == (
        robot.id,
        robot.id,
        "access",
        2,
    )
    assert not {"username", "cognito:groups", "origin_jti", "event_id", "device_key"} & set(claims)


def test_the_secret_may_stand_in_the_body(web: Client, robot: AppClient) -> None:
    values: dict[str, str | None] = {
        "grant_type": "client_credentials",
        "client_id": robot.id,
        "client_secret": machines.secret_of(robot),
    }

    assert oauth.post_form(web, oauth.address(robot.pool, "oauth2/token"), values).status_code == 200


def test_without_scope_it_has_all_of_the_clients(web: Client, robot: AppClient) -> None:
    assert scope_of(robot, ask(web, robot)) == f"{READ} {WRITE}"


def test_with_scope_it_has_those_alone(web: Client, robot: AppClient) -> None:
    # checklist 10
    assert scope_of(robot, ask(web, robot, scope=f"{WRITE} {WRITE}")) == WRITE


def test_a_scope_that_is_gone_is_left_out_in_silence(web: Client, robot: AppClient, orders: ResourceServer) -> None:
    left = [scope for scope in orders.scopes if scope["ScopeName"] == "read"]
    resource_servers.update(orders, name="Orders", scopes=left)

    assert scope_of(robot, ask(web, robot, scope=f"{READ} {WRITE}")) == READ


@pytest.mark.parametrize("scope", ["openid", "aws.cognito.signin.user.admin", f"{API}/none", "x" * 4000, '"', "a/b c"])
def test_a_scope_that_does_not_exist_is_refused(web: Client, robot: AppClient, scope: str) -> None:
    # checklist 10
    assert refused(ask(web, robot, scope=scope)) == (400, "invalid_scope")


def test_a_scope_of_somebody_else_is_refused(web: Client, robot: AppClient) -> None:
    # checklist 10
    assert refused(ask(web, robot, scope=f"{READ} {API}/delete")) == (400, "invalid_grant")


def test_a_client_for_people_may_not(web: Client, secret_app: AppClient) -> None:
    # checklist 22
    assert refused(ask(web, secret_app)) == (400, "unauthorized_client")


def test_a_public_client_may_not(web: Client, app: AppClient) -> None:
    values: dict[str, str | None] = {"grant_type": "client_credentials", "client_id": app.id}

    response = oauth.post_form(web, oauth.address(app.pool, "oauth2/token"), values)

    assert refused(response) == (400, "unauthorized_client")


def test_a_client_of_the_api_alone_may_not(web: Client, orders: ResourceServer) -> None:
    # checklist 22
    client = machines.robot(orders.pool, AllowedOAuthFlowsUserPoolClient=False)

    assert refused(ask(web, client)) == (400, "unauthorized_client")


def test_the_grant_is_looked_at_anew(web: Client, robot: AppClient) -> None:
    # checklist 22
    app_clients.update(robot, settings={"ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"]})

    assert refused(ask(web, robot)) == (400, "unauthorized_client")


@pytest.mark.parametrize("secret", ["wrong", "x" * 52])
def test_a_wrong_secret_is_refused(web: Client, robot: AppClient, secret: str) -> None:
    values: dict[str, str | None] = {"grant_type": "client_credentials"}
    address = oauth.address(robot.pool, "oauth2/token")

    assert refused(oauth.post_form(web, address, values, **basic(robot, secret))) == (400, "invalid_client")


def test_at_another_pool_it_is_unknown(web: Client, robot: AppClient, other_pool: UserPool) -> None:
    # checklist 4
    values: dict[str, str | None] = {"grant_type": "client_credentials"}
    address = oauth.address(other_pool, "oauth2/token")

    assert refused(oauth.post_form(web, address, values, **basic(robot))) == (400, "invalid_client")


def test_user_info_refuses_it(web: Client, robot: AppClient) -> None:
    # checklist 11
    token = ask(web, robot).json()["access_token"]

    response = web.get(oauth.address(robot.pool, "oauth2/userInfo"), headers={"Authorization": f"Bearer {token}"})

    assert refused(response) == (401, "invalid_token")


def test_it_cannot_be_revoked(web: Client, robot: AppClient) -> None:
    values: dict[str, str | None] = {"token": ask(web, robot).json()["access_token"]}

    response = oauth.post_form(web, oauth.address(robot.pool, "oauth2/revoke"), values, **basic(robot))

    assert refused(response) == (400, "unsupported_token_type")


def test_discovery_promises_it(web: Client, pool: UserPool) -> None:
    found = web.get(oauth.address(pool, ".well-known/openid-configuration")).json()

    assert found["grant_types_supported"] == ["authorization_code", "client_credentials", "implicit", "refresh_token"]


def test_a_users_token_leaves_out_a_scope_that_is_gone(web: Client, alice: Any, orders: ResourceServer) -> None:
    settings = {**oauth.SETTINGS, "AllowedOAuthScopes": ["openid", READ, WRITE]}
    app = app_clients.create(orders.pool, name="app", settings=settings)
    code = oauth.code_for(web, app, "alice", "Correct-h0rse!", scope=f"openid {READ} {WRITE}")
    left = [scope for scope in orders.scopes if scope["ScopeName"] == "write"]
    resource_servers.update(orders, name="Orders", scopes=left)

    response = oauth.redeem(web, app, code)

    assert scope_of(app, response) == f"openid {WRITE}"
