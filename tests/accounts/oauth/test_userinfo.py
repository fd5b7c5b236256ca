"""`/oauth2/userInfo`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts import profile, sessions
from accounts.models import User
from pools.models import AppClient, UserPool
from tests.support import oauth, people


def ask(web: Client, pool: UserPool, token: str) -> Any:
    return web.get(oauth.address(pool, "oauth2/userInfo"), headers={"Authorization": f"Bearer {token}"})


def token_for(web: Client, app: AppClient, kind: str = "access_token", **changes: str) -> str:
    code = oauth.code_for(web, app, "alice", people.PASSWORD, **changes)
    return str(json.loads(oauth.redeem(web, app, code).content)[kind])


def test_it_tells_what_the_scopes_open_with_flags_as_strings(web: Client, app: AppClient, alice: User) -> None:
    profile.update(alice, attributes={"name": "Alice", "updated_at": "1700000000"})

    response = ask(web, app.pool, token_for(web, app, scope="openid email"))

    assert response.json() == {
        "sub": alice.sub,
        "email": "alice@example.com",
        "email_verified": "true",
        "username": "alice",
    }


def test_openid_alone_opens_everything_the_client_may_read(web: Client, app: AppClient, alice: User) -> None:
    profile.update(alice, attributes={"name": "Alice", "updated_at": "1700000000"})

    told = ask(web, app.pool, token_for(web, app, scope="openid")).json()

    assert (told["name"], told["updated_at"], told["email"]) == ("Alice", "1700000000", "alice@example.com")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "token"])
def test_without_a_bearer_token_the_request_is_bad(web: Client, app: AppClient, header: str) -> None:
    response = web.get(oauth.address(app.pool, "oauth2/userInfo"), headers={"Authorization": header})

    assert response.status_code == 400
    assert response.headers["WWW-Authenticate"].endswith(
        'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"'
    )


@pytest.mark.parametrize("token", ["abc", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_what_is_no_token_of_ours_is_refused(web: Client, app: AppClient, token: str) -> None:
    # checklist 1
    response = ask(web, app.pool, token)

    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")


def test_an_id_token_is_refused(web: Client, app: AppClient, alice: User) -> None:
    # checklist 5
    assert ask(web, app.pool, token_for(web, app, "id_token")).status_code == 401


def test_a_token_of_another_pool_is_refused(web: Client, app: AppClient, alice: User, other_pool: UserPool) -> None:
    # checklist 4
    assert ask(web, other_pool, token_for(web, app)).status_code == 401


def test_a_token_without_openid_does_not_suffice(web: Client, app: AppClient, alice: User) -> None:
    token = token_for(web, app, scope="aws.cognito.signin.user.admin")

    response = ask(web, app.pool, token)

    assert (response.status_code, response.json()["error"]) == (403, "insufficient_scope")


def test_after_signing_out_everywhere_the_token_is_dead(web: Client, app: AppClient, alice: User) -> None:
    # checklist 7
    token = token_for(web, app)
    sessions.sign_out_everywhere(alice)

    assert ask(web, app.pool, token).status_code == 401


def test_it_may_be_asked_by_post_from_any_origin(web: Client, app: AppClient, alice: User) -> None:
    # checklist 27
    response = web.post(
        oauth.address(app.pool, "oauth2/userInfo"), headers={"Authorization": f"Bearer {token_for(web, app)}"}
    )

    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (200, "*")
