"""Clients that registered themselves are let in by the person, who is warned."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuthorizationCode, User
from pools import app_clients
from pools.models import AppClient, UserPool
from tests.support import oauth, people

# checklist 26


@pytest.fixture
def app(pool: UserPool) -> AppClient:
    return app_clients.create(pool, name="Chat tool", settings=oauth.SETTINGS, registered=True)


@pytest.fixture
def asked(web: Client, app: AppClient, alice: User) -> HttpResponse:
    """The page, after alice signed in."""
    response = oauth.sign_in(web, app, "alice", people.PASSWORD)
    return web.get(response.headers["Location"])  # type: ignore[return-value]


def reply(web: Client, app: AppClient, answer: str) -> HttpResponse:
    page: Any = web.post(oauth.address(app.pool, "consent", oauth.request(app)), {"answer": answer})
    return page  # type: ignore[no-any-return]


def test_the_person_is_told_who_asks_for_what_and_that_nobody_checked(asked: HttpResponse, app: AppClient) -> None:
    text = asked.content.decode()

    assert "Chat tool" in text
    assert "See your email address" in text
    assert "Nobody has checked who runs this application" in text
    assert "app.example.com" in text
    assert not AuthorizationCode.objects.exists()


def test_by_allowing_it_the_application_gets_its_code(web: Client, app: AppClient, asked: HttpResponse) -> None:
    response = reply(web, app, "allow")

    assert response.status_code == 303
    assert "code" in oauth.answer(response)


@pytest.mark.parametrize("answer", ["deny", "", "Allow"])
def test_anything_else_is_a_no(web: Client, app: AppClient, asked: HttpResponse, answer: str) -> None:
    assert oauth.answer(reply(web, app, answer))["error"] == "access_denied"
    assert not AuthorizationCode.objects.exists()


def test_who_is_signed_in_already_is_asked_as_well(web: Client, app: AppClient, asked: HttpResponse) -> None:
    reply(web, app, "allow")

    assert oauth.authorize(web, app).headers["Location"].startswith(oauth.address(app.pool, "consent"))


def test_without_a_page_there_is_no_consent(web: Client, app: AppClient, asked: HttpResponse) -> None:
    assert oauth.answer(oauth.authorize(web, app, prompt="none"))["error"] == "consent_required"


def test_nobody_consents_who_was_not_asked(web: Client, app: AppClient, alice: User) -> None:
    response = reply(web, app, "allow")

    assert response.headers["Location"].startswith(oauth.address(app.pool, "login"))


def test_consent_to_one_is_none_to_another(web: Client, app: AppClient, asked: HttpResponse, pool: UserPool) -> None:
    other = app_clients.create(pool, name="Other tool", settings=oauth.SETTINGS, registered=True)

    response = reply(web, other, "allow")

    assert response.headers["Location"].startswith(oauth.address(pool, "login"))


def test_signed_out_meanwhile_is_not_signed_in(web: Client, app: AppClient, asked: HttpResponse) -> None:
    web.cookies.pop("cognito")

    assert reply(web, app, "allow").headers["Location"].startswith(oauth.address(app.pool, "login"))


def test_a_form_of_another_site_consents_to_nothing(app: AppClient, alice: User) -> None:
    # checklist 50
    web = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)

    assert reply(web, app, "allow").status_code == 403
