"""`/logout`."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import HostedSession, User
from pools.models import AppClient, UserPool
from tests.support import oauth, people
from tests.support.clock import Clock


def leave(web: Client, client: AppClient, **values: str) -> HttpResponse:
    page = oauth.address(client.pool, "logout", urlencode({"client_id": client.id, **values}))
    return web.get(page)  # type: ignore[return-value]


def test_signing_out_ends_the_session_on_the_server_and_goes_to_the_application(
    web: Client, app: AppClient, alice: User
) -> None:
    # checklist 49
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    kept = web.cookies["cognito"].value

    response = leave(web, app, logout_uri=oauth.GOODBYE)
    web.cookies["cognito"] = kept

    assert (response.status_code, response.headers["Location"]) == (302, oauth.GOODBYE)
    assert HostedSession.objects.get().ended_at
    assert "/login?" in oauth.authorize(web, app).headers["Location"]


def test_state_comes_back(web: Client, app: AppClient) -> None:
    response = leave(web, app, logout_uri=oauth.GOODBYE, state="a b")

    assert response.headers["Location"] == f"{oauth.GOODBYE}?state=a+b"


def test_an_unregistered_address_stays_with_us_and_nobody_is_signed_out(
    web: Client, app: AppClient, alice: User
) -> None:
    # checklist 24
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    response = leave(web, app, logout_uri="https://evil.tld/")

    assert response.headers["Location"].startswith(oauth.address(app.pool, "error", "error=redirect_mismatch"))
    assert HostedSession.objects.get().ended_at is None


def test_a_callback_is_no_sign_out_address(web: Client, app: AppClient) -> None:
    assert "redirect_mismatch" in leave(web, app, logout_uri=oauth.CALLBACK).headers["Location"]


def test_signing_out_may_lead_to_a_new_sign_in(web: Client, app: AppClient, alice: User) -> None:
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    response = web.get(oauth.address(app.pool, "logout", oauth.request(app)))

    assert response.headers["Location"] == oauth.address(app.pool, "login", oauth.request(app))
    assert HostedSession.objects.get().ended_at


def test_without_any_address_there_is_an_error(web: Client, app: AppClient) -> None:
    assert "missing_redirect_uri" in leave(web, app).headers["Location"]


def test_an_unknown_client_cannot_sign_anybody_out(web: Client, app: AppClient, alice: User) -> None:
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    leave(web, app, client_id="nobody", logout_uri=oauth.GOODBYE)

    assert HostedSession.objects.get().ended_at is None


def test_the_session_cookie_does_not_travel_with_images_of_other_sites(
    web: Client, app: AppClient, alice: User
) -> None:
    # checklist 24
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert web.cookies["cognito"]["samesite"] == "Lax"


def id_token(web: Client, app: AppClient, kind: str = "id_token") -> str:
    code = oauth.code_for(web, app, "alice", people.PASSWORD)
    return str(json.loads(oauth.redeem(web, app, code).content)[kind])


def leave_by_openid(web: Client, client: AppClient, **values: str) -> HttpResponse:
    query = urlencode({"post_logout_redirect_uri": oauth.GOODBYE, **values})
    return web.get(oauth.address(client.pool, "logout", query))  # type: ignore[return-value]


def test_openid_connects_own_names_do_as_well(web: Client, app: AppClient, alice: User) -> None:
    hint = id_token(web, app)

    response = leave_by_openid(web, app, id_token_hint=hint, state="s")

    assert response.headers["Location"] == f"{oauth.GOODBYE}?state=s"
    assert HostedSession.objects.get().ended_at


def test_an_old_id_token_still_tells_of_whom_it_speaks(web: Client, app: AppClient, alice: User, clock: Clock) -> None:
    hint = id_token(web, app)
    clock.advance(minutes=500)

    assert leave_by_openid(web, app, id_token_hint=hint).headers["Location"] == oauth.GOODBYE


def test_a_hint_opens_no_other_address(web: Client, app: AppClient, alice: User) -> None:
    # checklist 24
    hint = id_token(web, app)

    response = leave_by_openid(web, app, id_token_hint=hint, post_logout_redirect_uri="https://evil.tld/")

    assert "redirect_mismatch" in response.headers["Location"]
    assert HostedSession.objects.get().ended_at is None


@pytest.mark.parametrize("hint", ["abc", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_what_is_no_id_token_is_no_hint(web: Client, app: AppClient, hint: str) -> None:
    # checklist 1
    assert "invalid_request" in leave_by_openid(web, app, id_token_hint=hint).headers["Location"]


def test_an_access_token_is_no_hint(web: Client, app: AppClient, alice: User) -> None:
    # checklist 5
    hint = id_token(web, app, "access_token")

    assert "invalid_request" in leave_by_openid(web, app, id_token_hint=hint).headers["Location"]


def test_a_hint_of_another_client_is_refused(web: Client, app: AppClient, secret_app: AppClient, alice: User) -> None:
    # checklist 4
    hint = id_token(web, app)

    response = leave_by_openid(web, app, id_token_hint=hint, client_id=secret_app.id)

    assert "invalid_request" in response.headers["Location"]


def test_a_hint_of_another_pool_is_refused(web: Client, app: AppClient, alice: User, other_pool: UserPool) -> None:
    # checklist 4
    hint = id_token(web, app)
    query = urlencode({"post_logout_redirect_uri": oauth.GOODBYE, "id_token_hint": hint})

    response = web.get(oauth.address(other_pool, "logout", query))

    assert response.headers["Location"].startswith(oauth.address(other_pool, "error", "error=invalid_request"))


@pytest.mark.parametrize("name", ["identity_provider", "idp_identifier"])
def test_no_identity_provider_may_be_named(web: Client, app: AppClient, name: str) -> None:
    assert "invalid_request" in leave(web, app, logout_uri=oauth.GOODBYE, **{name: "COGNITO"}).headers["Location"]


def test_an_address_that_stands_twice_is_none(web: Client, app: AppClient) -> None:
    query = urlencode([("client_id", app.id), ("logout_uri", oauth.GOODBYE), ("logout_uri", oauth.GOODBYE)])

    response = web.get(oauth.address(app.pool, "logout", query))

    assert "redirect_mismatch" in response.headers["Location"]
