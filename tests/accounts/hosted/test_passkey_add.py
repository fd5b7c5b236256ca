"""`/passkeys/add`: an application sends somebody to make a passkey."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuthorizationCode, Passkey, User
from pools.models import AppClient, UserPool
from tests.accounts.hosted.test_offers import options_on
from tests.support import oauth, passkeys, people
from tests.support.authenticator import Authenticator
from tests.support.clock import Clock
from tests.support.hosted_desk import HostedDesk, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(db: None) -> UserPool:
    return passkeys.pool("Northwind")


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return passkeys.client(pool, **oauth.SETTINGS)


@pytest.fixture
def desk(web: Client, client: AppClient) -> HostedDesk:
    return HostedDesk(web, client)


@pytest.fixture
def signed_in(desk: HostedDesk, alice: User) -> HostedDesk:
    desk.name("alice")
    desk.send(password=people.PASSWORD)
    return desk


def address(client: AppClient, redirect_uri: str = oauth.CALLBACK) -> str:
    return oauth.address(client.pool, "passkeys/add", f"client_id={client.id}&redirect_uri={quote(redirect_uri)}")


def send(desk: HostedDesk, **values: str) -> HttpResponse:
    return desk.web.post(address(desk.app), values)  # type: ignore[return-value]


def test_a_passkey_is_made_and_the_browser_goes_back(signed_in: HostedDesk) -> None:
    page = text(signed_in.web.get(address(signed_in.app)))
    made = Authenticator(passkeys.ORIGIN).create(options_on(page))

    response = send(signed_in, credential=json.dumps(made))

    assert "Create a passkey" in page
    assert "Signed in as <b><bdi>alice</bdi></b>" in page
    assert (response.status_code, response.headers["Location"]) == (303, oauth.CALLBACK)
    assert Passkey.objects.get().user.username == "alice"


def test_who_goes_back_without_one_says_so(signed_in: HostedDesk) -> None:
    assert send(signed_in, answer="go-on").headers["Location"] == f"{oauth.CALLBACK}?error=access_denied"


def test_who_is_not_signed_in_signs_in_first(desk: HostedDesk, alice: User) -> None:
    response = desk.web.get(address(desk.app))
    login = response.headers["Location"]
    desk.web.post(login, {"username": "alice"})
    done = desk.web.post(login.replace("/login?", "/challenge?"), {"password": people.PASSWORD})

    assert "/login?" in login
    assert "prompt=login" in login
    assert done.headers["Location"] == address(desk.app).replace("https%3A//", "https%3A%2F%2F").replace(
        "com/callback", "com%2Fcallback"
    )
    assert not AuthorizationCode.objects.exists()
    assert "Create a passkey" in text(desk.web.get(done.headers["Location"]))


def test_a_sign_in_of_long_ago_does_not_do(signed_in: HostedDesk, clock: Clock) -> None:
    # checklist 45
    clock.advance(minutes=6)

    assert "prompt=login" in signed_in.web.get(address(signed_in.app)).headers["Location"]
    assert "prompt=login" in send(signed_in, credential="{}").headers["Location"]


def test_an_unfinished_visit_leaves_nothing_behind_for_the_next_sign_in(desk: HostedDesk, alice: User) -> None:
    desk.web.get(address(desk.app))
    oauth.authorize(desk.web, desk.app)
    desk.name("alice")

    response = desk.send(password=people.PASSWORD)

    assert response.headers["Location"].startswith(f"{oauth.CALLBACK}?code=")


@pytest.mark.parametrize("redirect_uri", ["https://evil.tld/", f"{oauth.CALLBACK}/x", "", "javascript:alert(1)"])
def test_nobody_is_sent_to_an_address_that_is_not_registered(signed_in: HostedDesk, redirect_uri: str) -> None:
    # checklist 13
    response = signed_in.web.get(address(signed_in.app, redirect_uri))

    assert "/error?error=redirect_mismatch" in response.headers["Location"]


def test_an_unknown_client_is_an_error(signed_in: HostedDesk) -> None:
    page = oauth.address(signed_in.app.pool, "passkeys/add", f"client_id=nobody&redirect_uri={oauth.CALLBACK}")

    assert "/error?error=invalid_client" in signed_in.web.get(page).headers["Location"]


def test_where_the_pool_takes_none_the_application_is_told(web: Client, other_pool: UserPool) -> None:
    app = passkeys.client(other_pool, **oauth.SETTINGS)
    people.confirmed(other_pool, "alice")
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    location = web.get(address(app)).headers["Location"]

    assert location.startswith(f"{oauth.CALLBACK}?error=invalid_request&error_description=Sign-in+by+passkey")


def test_with_twenty_passkeys_the_application_is_told(signed_in: HostedDesk) -> None:
    for _ in range(20):
        passkeys.registered(User.objects.get(), signed_in.app)

    assert "error=invalid_request" in signed_in.web.get(address(signed_in.app)).headers["Location"]


def test_another_passkey_of_the_same_authenticator_is_refused(signed_in: HostedDesk) -> None:
    authenticator = Authenticator(passkeys.ORIGIN)
    first = options_on(text(signed_in.web.get(address(signed_in.app))))
    send(signed_in, credential=json.dumps(authenticator.create(first)))
    second = options_on(text(signed_in.web.get(address(signed_in.app))))

    page = text(send(signed_in, credential=json.dumps(authenticator.create(second))))

    assert len(second["excludeCredentials"]) == 1
    assert 'role="alert"' in page
    assert Passkey.objects.count() == 1
