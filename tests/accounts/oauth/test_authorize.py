"""`/oauth2/authorize`: what is checked, in which order, and who is told."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

from accounts.models import User
from pools import user_pools
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import oauth, people

EVIL = [
    "https://evil.example.com/callback",
    "https://app.example.com.evil.tld/callback",
    "https://app.example.com/callback/",
    "https://app.example.com/callback/more",
    "https://app.example.com/callback?next=evil",
    "https://app.example.com/callback#evil",
    "https://app.example.com@evil.tld/callback",
    "https://evil.tld\\@app.example.com/callback",
    "https://APP.example.com/callback",
    "https://app.example.com./callback",
    "https://app.example.com/%63allback",
    "https://app.example.com/%2563allback",
    "https://user@app.example.com/callback",
    "https://\u0430pp.example.com/callback",
    "http://app.example.com/callback",
    "javascript:alert(1)",
    "data:text/html,hello",
    "//evil.tld",
    " https://app.example.com/callback",
]


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_with_the_same_request(web: Client, app: AppClient) -> None:
    response = oauth.authorize(web, app)

    assert response.status_code == 302
    assert response.headers["Location"] == oauth.address(app.pool, "login", oauth.request(app))


def test_who_is_signed_in_goes_straight_back_with_a_code(web: Client, app: AppClient, alice: User) -> None:
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    response = oauth.authorize(web, app, state="other")

    assert response.headers["Location"].startswith(f"{oauth.CALLBACK}?code=")
    assert oauth.answer(response)["state"] == "other"


@pytest.mark.parametrize("redirect_uri", EVIL)
def test_a_redirect_uri_that_differs_in_anything_stays_with_us(web: Client, app: AppClient, redirect_uri: str) -> None:
    # checklist 13
    response = oauth.authorize(web, app, redirect_uri=redirect_uri)

    assert response.headers["Location"] == oauth.address(
        app.pool, "error", f"error=redirect_mismatch&client_id={app.id}"
    )


@pytest.mark.parametrize("client_id", ["nobody", None, "no\0body", "\u202e", "x" * 5000])
def test_an_unknown_client_stays_with_us(web: Client, app: AppClient, client_id: str | None) -> None:
    response = oauth.authorize(web, app, client_id=client_id)

    assert response.headers["Location"].startswith(oauth.address(app.pool, "error", "error=invalid_client"))


def test_a_client_of_another_pool_stays_with_us(web: Client, app: AppClient, other_pool: UserPool) -> None:
    # checklist 4
    response = web.get(oauth.address(other_pool, "oauth2/authorize", oauth.request(app)))

    assert response.headers["Location"].startswith(oauth.address(other_pool, "error"))


def test_the_default_redirect_stands_in_for_a_missing_one(web: Client, pool: UserPool, alice: User) -> None:
    app = make_client(pool, "one door", **{**oauth.SETTINGS, "DefaultRedirectURI": "myapp://callback"})

    response = oauth.sign_in(web, app, "alice", people.PASSWORD, redirect_uri=None)

    assert response.headers["Location"].startswith("myapp://callback?code=")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "code token"}, "invalid_request"),
        ({"scope": "openid phone"}, "invalid_scope"),
        ({"scope": "openid nothing/known"}, "invalid_scope"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),  # checklist 16
        ({"code_challenge": "short"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "dance"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"identity_provider": "Google"}, "unauthorized_client"),  # checklist 22
        ({"nonce": "n" * 2049}, "invalid_request"),
        ({"login_hint": "l" * 5000}, "invalid_request"),  # checklist 18
        ({"login_hint": "a\u202eb"}, "invalid_request"),
        ({"nonce": "a\0b"}, "invalid_request"),
    ],
)
def test_any_other_fault_is_told_the_application(
    web: Client, app: AppClient, changes: dict[str, str | None], error: str
) -> None:
    response = oauth.authorize(web, app, **changes)

    told = oauth.answer(response)
    assert response.headers["Location"].startswith(f"{oauth.CALLBACK}?")
    assert (told["error"], told["state"], told["iss"]) == (error, "st4te", user_pools.issuer(app.pool))


def test_the_implicit_grant_is_refused_in_the_fragment(web: Client, app: AppClient) -> None:
    response = oauth.authorize(web, app, response_type="token")

    assert response.headers["Location"].startswith(f"{oauth.CALLBACK}#error=unauthorized_client")


def test_a_client_without_oauth_is_refused(web: Client, pool: UserPool) -> None:
    app = make_client(pool, "off", **{**oauth.SETTINGS, "AllowedOAuthFlowsUserPoolClient": False})

    assert oauth.answer(oauth.authorize(web, app))["error"] == "unauthorized_client"


def test_a_repeated_parameter_is_refused(web: Client, app: AppClient) -> None:
    query = oauth.request(app) + "&scope=openid"

    response = web.get(oauth.address(app.pool, "oauth2/authorize", query))

    assert oauth.answer(response)["error"] == "invalid_request"  # type: ignore[arg-type]


def test_a_repeated_redirect_uri_stays_with_us(web: Client, app: AppClient) -> None:
    query = oauth.request(app) + "&redirect_uri=https%3A%2F%2Fevil.tld"

    response = web.get(oauth.address(app.pool, "oauth2/authorize", query))

    assert response.headers["Location"].startswith(oauth.address(app.pool, "error"))


@pytest.mark.parametrize(
    "state", ["<script>alert(1)</script>", '"><img src=x>', "a\r\nSet-Cookie: x=1", "%3D%26 + é", "\u202e\0"]
)
def test_state_comes_back_as_it_was_and_splits_no_header(web: Client, app: AppClient, alice: User, state: str) -> None:
    # checklist 17, 18
    response = oauth.sign_in(web, app, "alice", people.PASSWORD, state=state)

    assert oauth.answer(response)["state"] == state
    assert "\n" not in response.headers["Location"]
    assert "<" not in response.headers["Location"]
    assert "x" not in response.cookies


def test_state_that_is_no_unicode_comes_back_byte_for_byte(web: Client, app: AppClient, alice: User) -> None:
    # checklist 17
    query = oauth.request(app, state=None) + "&state=%FF%fe%C3"

    response = web.post(oauth.address(app.pool, "login", query), {"username": "alice", "password": people.PASSWORD})

    assert "&state=%FF%FE%C3&" in response.headers["Location"]


def test_a_callback_with_a_query_keeps_it(web: Client, app: AppClient, alice: User) -> None:
    response = oauth.sign_in(web, app, "alice", people.PASSWORD, redirect_uri="http://localhost:3000/cb?tenant=1")

    assert response.headers["Location"].startswith("http://localhost:3000/cb?tenant=1&code=")


def test_the_answer_names_the_issuer(web: Client, app: AppClient, alice: User) -> None:
    # checklist 17
    response = oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert oauth.answer(response)["iss"] == user_pools.issuer(app.pool)


def test_prompt_login_asks_again_although_signed_in(web: Client, app: AppClient, alice: User) -> None:
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    response = oauth.authorize(web, app, prompt="login")

    assert "/login?" in response.headers["Location"]


def test_prompt_none_gives_a_code_to_who_is_signed_in(web: Client, app: AppClient, alice: User) -> None:
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert "code" in oauth.answer(oauth.authorize(web, app, prompt="none"))


def test_a_disabled_user_is_not_signed_in_any_more(web: Client, app: AppClient, alice: User) -> None:
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    User.objects.filter(pk=alice.pk).update(enabled=False)

    assert "/login?" in oauth.authorize(web, app).headers["Location"]


def test_client_settings_are_read_again_when_the_form_is_sent(web: Client, app: AppClient, alice: User) -> None:
    # checklist 22
    app.settings["CallbackURLs"] = ["https://elsewhere.example.com/"]
    app.save()

    response = oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert "redirect_mismatch" in unquote(response.headers["Location"])


def test_no_other_origin_may_read_the_answer(web: Client, app: AppClient) -> None:
    # checklist 27
    page = oauth.address(app.pool, "oauth2/authorize", oauth.request(app))
    response = web.get(page, headers={"Origin": "https://evil.tld"})

    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_form_of_the_application_does_as_well_as_a_link(web: Client, app: AppClient, alice: User) -> None:
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    page = oauth.address(app.pool, "oauth2/authorize")

    response = web.post(page, oauth.request(app), content_type="application/x-www-form-urlencoded")

    assert (response.status_code, response.headers["Location"]) == (303, f"{page}?{oauth.request(app)}")
    assert "code" in oauth.answer(web.get(response.headers["Location"]))  # type: ignore[arg-type]


@pytest.mark.parametrize("body", ["state=a%0d%0aSet-Cookie:%20x=1", "state=\r\nX: y", "scope=openid&scope=email"])
def test_a_form_splits_no_header_and_keeps_what_stands_twice(web: Client, app: AppClient, body: str) -> None:
    # checklist 18
    page = oauth.address(app.pool, "oauth2/authorize")

    response = web.post(page, body, content_type="application/x-www-form-urlencoded")

    assert response.headers["Location"].count("scope") == body.count("scope")
    assert "\n" not in response.headers["Location"]


def test_a_form_that_is_too_long_stays_with_us(web: Client, app: AppClient) -> None:
    page = oauth.address(app.pool, "oauth2/authorize")

    response = web.post(page, "a=" + "b" * 20_000, content_type="application/x-www-form-urlencoded")

    assert response.headers["Location"] == oauth.address(app.pool, "error", "error=invalid_request")


@pytest.mark.parametrize("name", ["request", "request_uri"])
def test_request_objects_are_not_read(web: Client, app: AppClient, name: str) -> None:
    response = oauth.authorize(web, app, **{name: "https://app.example.com/request.jwt"})

    assert oauth.answer(response)["error"] == f"{name}_not_supported"


def test_what_pages_need_is_carried_along(web: Client, app: AppClient) -> None:
    carried = {"lang": "de", "resource": "https://api.example.com", "acr_values": "urn:cognito:loa:1", "max_age": "60"}

    response = oauth.authorize(web, app, **carried)

    assert response.headers["Location"] == oauth.address(app.pool, "login", oauth.request(app, **carried))
