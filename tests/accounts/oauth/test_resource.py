"""`resource` (RFC 8707): whom access tokens are for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from pools.models import AppClient
from tests.support import oauth, people
from tests.support.tokens import claims_of

API = "https://api.example.com/orders"
SCOPE = "openid aws.cognito.signin.user.admin"


def tokens_for(web: Client, app: AppClient, **changes: str) -> dict[str, str]:
    code = oauth.code_for(web, app, "alice", people.PASSWORD, scope=SCOPE, **changes)
    return dict(json.loads(oauth.redeem(web, app, code).content))


@pytest.mark.parametrize("resource", [API, "http://localhost:8000", "myapp://orders"])
def test_the_access_token_is_for_the_resource_and_the_id_token_for_the_client(
    web: Client, app: AppClient, alice: User, resource: str
) -> None:
    tokens = tokens_for(web, app, resource=resource)

    assert claims_of(app.pool, tokens["access_token"])["aud"] == resource
    assert claims_of(app.pool, tokens["id_token"])["aud"] == app.id


def test_without_one_the_access_token_names_no_audience(web: Client, app: AppClient, alice: User) -> None:
    assert "aud" not in claims_of(app.pool, tokens_for(web, app)["access_token"])


def test_refreshing_keeps_it(web: Client, app: AppClient, alice: User) -> None:
    token = tokens_for(web, app, resource=API)["refresh_token"]
    values: dict[str, str | None] = {"grant_type": "refresh_token", "client_id": app.id, "refresh_token": token}

    renewed = json.loads(oauth.post_form(web, oauth.address(app.pool, "oauth2/token"), values).content)

    assert claims_of(app.pool, renewed["access_token"])["aud"] == API


def test_such_a_token_still_opens_what_its_scopes_open_here(
    anonymous_idp: Any, web: Client, app: AppClient, alice: User
) -> None:
    token = tokens_for(web, app, resource=API)["access_token"]

    told = web.get(oauth.address(app.pool, "oauth2/userInfo"), headers={"Authorization": f"Bearer {token}"})

    assert told.status_code == 200
    assert anonymous_idp.get_user(AccessToken=token)["Username"] == "alice"


@pytest.mark.parametrize(
    "resource",
    ["orders", "/orders", "https://", "https://api.example.com/#part", "http://api.example.com", "javascript:1", "a b"],
)
def test_what_is_no_address_of_a_resource_is_refused(web: Client, app: AppClient, resource: str) -> None:
    assert oauth.answer(oauth.authorize(web, app, resource=resource))["error"] == "invalid_request"


def test_two_of_them_are_refused(web: Client, app: AppClient) -> None:
    query = f"{oauth.request(app, resource=API)}&resource=https%3A%2F%2Fother.example.com"

    response = web.get(oauth.address(app.pool, "oauth2/authorize", query))

    assert oauth.answer(response)["error"] == "invalid_request"  # type: ignore[arg-type]
