"""`/logout`."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from accounts.models import HostedSession, User
from pools.models import AppClient
from tests.support import oauth, people


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
