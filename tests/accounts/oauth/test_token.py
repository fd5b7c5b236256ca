"""`/oauth2/token`: codes and refresh tokens for tokens, and every way of getting it wrong."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client

from accounts import sessions
from accounts.models import AuthorizationCode, User, UserSession
from accounts.tokens import verify
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, UserPool
from tests.support import oauth, people
from tests.support.clock import Clock

SCOPE = "openid"


def token_url(client: AppClient) -> str:
    return oauth.address(client.pool, "oauth2/token")


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def secret_of(client: AppClient) -> str:
    return bytes(client.secret).decode()


def refresh(web: Client, client: AppClient, token: str, **changes: str | None) -> Any:
    values: dict[str, str | None] = {"grant_type": "refresh_token", "client_id": client.id, "refresh_token": token}
    return oauth.post_form(web, token_url(client), {**values, **changes})


def test_a_code_gives_all_three_tokens(web: Client, app: AppClient, code: str) -> None:
    response = oauth.redeem(web, app, code)

    tokens = json.loads(response.content)
    assert response.status_code == 200
    assert set(tokens) == {"id_token", "access_token", "refresh_token", "expires_in", "token_type"}
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert verify.access_token(tokens["access_token"], scope=SCOPE).scopes == ["openid", "email"]


def test_the_answer_is_not_cached_and_has_its_length_and_id(web: Client, app: AppClient, code: str) -> None:
    response = oauth.redeem(web, app, code)

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["x-amz-cognito-request-id"]


def test_without_openid_there_is_no_id_token(web: Client, app: AppClient, alice: User) -> None:
    code = oauth.code_for(web, app, "alice", people.PASSWORD, scope="aws.cognito.signin.user.admin")

    tokens = json.loads(oauth.redeem(web, app, code).content)

    assert "id_token" not in tokens
    assert verify.access_token(tokens["access_token"]).user == alice


def test_a_code_works_once_and_its_second_use_kills_the_tokens(web: Client, app: AppClient, code: str) -> None:
    # checklist 14
    tokens = json.loads(oauth.redeem(web, app, code).content)

    again = oauth.redeem(web, app, code)

    assert (again.status_code, json.loads(again.content)) == (400, {"error": "invalid_grant"})
    assert json.loads(refresh(web, app, tokens["refresh_token"]).content) == {"error": "invalid_grant"}
    with pytest.raises(NotAuthorizedException, match="revoked"):
        verify.access_token(tokens["access_token"], scope=SCOPE)


def test_a_second_use_during_the_first_kills_what_the_first_gets(web: Client, app: AppClient, code: str) -> None:
    # checklist 14: as the loser of a race finds the row, used and without a session yet
    AuthorizationCode.objects.update(used_at="2026-01-01T00:00:00Z")

    response = oauth.redeem(web, app, code)

    assert response.status_code == 400
    assert not AuthorizationCode.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": None}, "invalid_grant"),  # checklist 16
        ({"code_verifier": oauth.VERIFIER + "x"}, "invalid_grant"),  # checklist 15
        ({"code_verifier": "short"}, "invalid_request"),
        ({"redirect_uri": "myapp://callback"}, "unauthorized_client"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"code": None}, "invalid_request"),
        ({"code": "another"}, "invalid_grant"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": None}, "invalid_request"),
        ({"client_secret": "unasked"}, "invalid_client"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unauthorized_client"),
    ],
)
def test_a_wrong_request_gets_its_error(
    web: Client, app: AppClient, code: str, changes: dict[str, str | None], error: str
) -> None:
    response = oauth.redeem(web, app, code, **changes)

    assert (response.status_code, json.loads(response.content)["error"]) == (400, error)
    assert not UserSession.objects.exists()


def test_a_verifier_without_a_challenge_is_refused(web: Client, app: AppClient, alice: User) -> None:
    # checklist 16
    code = oauth.code_for(web, app, "alice", people.PASSWORD, code_challenge=None, code_challenge_method=None)

    assert json.loads(oauth.redeem(web, app, code).content) == {"error": "invalid_grant"}


def test_a_code_without_pkce_is_redeemed_without(web: Client, app: AppClient, alice: User) -> None:
    code = oauth.code_for(web, app, "alice", people.PASSWORD, code_challenge=None, code_challenge_method=None)

    assert oauth.redeem(web, app, code, code_verifier=None).status_code == 200


def test_a_wrong_verifier_uses_the_code_up(web: Client, app: AppClient, code: str) -> None:
    oauth.redeem(web, app, code, code_verifier=oauth.VERIFIER + "x")

    assert oauth.redeem(web, app, code).status_code == 400


def test_another_client_cannot_redeem_the_code_nor_spoil_it(
    web: Client, app: AppClient, secret_app: AppClient, code: str
) -> None:
    # checklist 15
    stolen = oauth.redeem(web, secret_app, code, client_secret=secret_of(secret_app))

    assert json.loads(stolen.content) == {"error": "invalid_grant"}
    assert oauth.redeem(web, app, code).status_code == 200


def test_a_code_is_good_for_five_minutes(web: Client, app: AppClient, code: str, clock: Clock) -> None:
    # checklist 15
    clock.advance(minutes=5, seconds=1)

    assert json.loads(oauth.redeem(web, app, code).content) == {"error": "invalid_grant"}


def test_a_code_for_a_user_disabled_meanwhile_is_refused(web: Client, app: AppClient, code: str, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(enabled=False)

    assert json.loads(oauth.redeem(web, app, code).content) == {"error": "invalid_grant"}


def test_scopes_taken_from_the_client_meanwhile_are_not_granted(web: Client, app: AppClient, code: str) -> None:
    # checklist 22
    app.settings["AllowedOAuthScopes"] = ["openid"]
    app.save()

    assert json.loads(oauth.redeem(web, app, code).content) == {"error": "invalid_grant"}


def test_a_scope_whose_attribute_the_client_may_not_read_is_refused(web: Client, app: AppClient, code: str) -> None:
    app.settings["ReadAttributes"] = ["name"]
    app.save()

    assert json.loads(oauth.redeem(web, app, code).content) == {"error": "invalid_grant"}


def test_a_secret_may_come_by_basic_or_in_the_body(web: Client, secret_app: AppClient, alice: User) -> None:
    first = oauth.code_for(web, secret_app, "alice", people.PASSWORD)
    second = oauth.code_for(web, secret_app, "alice", people.PASSWORD)
    form = {"grant_type": "authorization_code", "redirect_uri": oauth.CALLBACK, "code_verifier": oauth.VERIFIER}
    header = basic(secret_app.id, secret_of(secret_app))

    by_header = oauth.post_form(web, token_url(secret_app), {**form, "code": first}, Authorization=header)
    by_body = oauth.redeem(web, secret_app, second, client_secret=secret_of(secret_app))

    assert (by_header.status_code, by_body.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ("Basic !!!", "invalid_request"),
        ("Basic " + base64.b64encode(b"no colon").decode(), "invalid_request"),
        ("Basic " + base64.b64encode(b"\xff\xfe:x").decode(), "invalid_request"),
        ("Bearer abc", "invalid_request"),
        (basic("nobody", "x"), "invalid_client"),
    ],
)
def test_basic_that_proves_nothing_is_refused(web: Client, app: AppClient, header: str, error: str) -> None:
    # checklist 25
    response = oauth.post_form(
        web, token_url(app), {"grant_type": "authorization_code", "code": "x"}, Authorization=header
    )

    assert (response.status_code, json.loads(response.content)["error"]) == (400, error)


def test_a_wrong_secret_is_answered_like_an_unknown_client(web: Client, secret_app: AppClient) -> None:
    # checklist 25
    wrong = oauth.redeem(web, secret_app, "x", client_secret="wrong")
    unknown = oauth.redeem(web, secret_app, "x", client_id="nobody", client_secret="wrong")

    assert wrong.content == unknown.content == b'{"error":"invalid_client"}'


def test_two_credentials_at_once_are_refused(web: Client, secret_app: AppClient) -> None:
    # checklist 25
    secret = secret_of(secret_app)
    form: dict[str, str | None] = {"grant_type": "authorization_code", "code": "x", "client_secret": secret}
    response = oauth.post_form(web, token_url(secret_app), form, Authorization=basic(secret_app.id, secret))

    assert json.loads(response.content)["error"] == "invalid_request"


def test_nothing_is_read_from_the_query(web: Client, secret_app: AppClient) -> None:
    # checklist 25
    url = f"{token_url(secret_app)}?client_secret={secret_of(secret_app)}"
    response = oauth.post_form(web, url, {"grant_type": "authorization_code", "client_id": secret_app.id, "code": "x"})

    assert json.loads(response.content) == {"error": "invalid_client"}


def test_a_repeated_parameter_is_refused(web: Client, app: AppClient) -> None:
    body = f"grant_type=authorization_code&grant_type=authorization_code&client_id={app.id}"
    response = web.post(token_url(app), body, content_type="application/x-www-form-urlencoded")

    assert response.json()["error"] == "invalid_request"


def test_json_is_refused(web: Client, app: AppClient) -> None:
    response = web.post(token_url(app), {"grant_type": "authorization_code"}, content_type="application/json")

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_a_get_is_refused(web: Client, app: AppClient) -> None:
    response = web.get(token_url(app))

    assert (response.status_code, response.json()["error"]) == (405, "invalid_request")


def test_any_origin_may_call_without_credentials(web: Client, app: AppClient) -> None:
    # checklist 27
    preflight = web.options(token_url(app), headers={"Origin": "https://spa.example.com"})

    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in preflight.headers


def test_a_client_of_another_pool_is_unknown(web: Client, app: AppClient, code: str, other_pool: UserPool) -> None:
    # checklist 4
    form = {"grant_type": "authorization_code", "client_id": app.id, "code": code, "redirect_uri": oauth.CALLBACK}
    response = oauth.post_form(web, oauth.address(other_pool, "oauth2/token"), dict(form))

    assert json.loads(response.content) == {"error": "invalid_client"}


def test_an_unknown_pool_is_not_found(web: Client) -> None:
    response = web.post("/us-east-1_Nowhere00/oauth2/token")

    assert (response.status_code, response.json()["error"]) == (404, "invalid_request")


def test_refreshing_renews_id_and_access_token_only(web: Client, app: AppClient, code: str) -> None:
    tokens = json.loads(oauth.redeem(web, app, code).content)

    renewed = json.loads(refresh(web, app, tokens["refresh_token"]).content)

    assert set(renewed) == {"id_token", "access_token", "expires_in", "token_type"}
    assert verify.access_token(renewed["access_token"], scope=SCOPE).scopes == ["openid", "email"]


def test_another_client_cannot_refresh(web: Client, app: AppClient, secret_app: AppClient, code: str) -> None:
    # checklist 4
    tokens = json.loads(oauth.redeem(web, app, code).content)

    stolen = refresh(web, secret_app, tokens["refresh_token"], client_secret=secret_of(secret_app))

    assert json.loads(stolen.content) == {"error": "invalid_grant"}


def test_an_access_token_is_no_refresh_token(web: Client, app: AppClient, code: str) -> None:
    # checklist 5
    tokens = json.loads(oauth.redeem(web, app, code).content)

    assert json.loads(refresh(web, app, tokens["access_token"]).content) == {"error": "invalid_grant"}


def test_signing_out_everywhere_ends_refreshing(web: Client, app: AppClient, code: str, alice: User) -> None:
    # checklist 7
    tokens = json.loads(oauth.redeem(web, app, code).content)
    sessions.sign_out_everywhere(alice)

    assert json.loads(refresh(web, app, tokens["refresh_token"]).content) == {"error": "invalid_grant"}


def test_redeeming_asks_the_database_nine_times(
    web: Client, app: AppClient, alice: User, django_assert_num_queries: Any
) -> None:
    codes = [oauth.code_for(web, app, "alice", people.PASSWORD) for _ in range(2)]
    oauth.redeem(web, app, codes[0])  # From now on the signing keys are known.

    with django_assert_num_queries(9 + 2):  # Two are the beginning and end of a transaction.
        oauth.redeem(web, app, codes[1])


def test_refreshing_asks_the_database_four_times(
    web: Client, app: AppClient, code: str, django_assert_num_queries: Any
) -> None:
    tokens = json.loads(oauth.redeem(web, app, code).content)

    with django_assert_num_queries(4):
        refresh(web, app, tokens["refresh_token"])
