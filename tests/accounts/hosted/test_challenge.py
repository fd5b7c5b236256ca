"""`/challenge`: a temporary password is replaced on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts import users
from accounts.models import User
from accounts.models.user import UserStatus
from accounts.users import Invitation
from pools.models import AppClient
from tests.accounts.conftest import make_client, make_pool
from tests.support import oauth, people
from tests.support.clock import Clock

TEMPORARY = "Temp-0rary!"
NAMED = [{"Name": "given_name", "AttributeDataType": "String", "Required": True, "Mutable": True}]


def page_of(client: AppClient) -> str:
    return oauth.address(client.pool, "challenge", oauth.request(client))


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def ivy(app: AppClient, web: Client) -> User:
    """Invited, and at the challenge page."""
    user = people.invited(app.pool, "ivy", temporary_password=TEMPORARY)
    oauth.sign_in(web, app, "ivy", TEMPORARY)
    return user


def test_a_new_password_signs_in(web: Client, app: AppClient, ivy: User) -> None:
    # checklist 35
    response = web.post(page_of(app), {"password": people.PASSWORD})

    ivy.refresh_from_db()
    assert response.status_code == 303
    assert response.headers["Location"].startswith(f"{oauth.CALLBACK}?code=")
    assert ivy.status == UserStatus.CONFIRMED
    assert "cognito" in response.cookies


def test_the_temporary_password_alone_gives_no_session(web: Client, app: AppClient, ivy: User) -> None:
    # checklist 43
    assert "cognito" not in web.cookies
    assert "/login?" in oauth.authorize(web, app).headers["Location"]


def test_a_weak_password_is_refused_and_the_page_stays_usable(web: Client, app: AppClient, ivy: User) -> None:
    refused = web.post(page_of(app), {"password": "short"})
    accepted = web.post(page_of(app), {"password": people.PASSWORD})

    assert "Use at least 8 characters." in text(refused)
    assert accepted.status_code == 303


def test_the_answer_works_once(web: Client, app: AppClient, ivy: User) -> None:
    # checklist 43
    kept = web.cookies["page-data"].value
    web.post(page_of(app), {"password": people.PASSWORD})
    web.cookies["page-data"] = kept

    response = web.post(page_of(app), {"password": "Evil-h0rse!"})

    assert response.headers["Location"] == oauth.address(app.pool, "login", oauth.request(app))


def test_too_late_means_start_again(web: Client, app: AppClient, ivy: User, clock: Clock) -> None:
    clock.advance(minutes=16)

    response = web.post(page_of(app), {"password": people.PASSWORD})

    assert "This page was open too long. Start again." in text(web.get(response.headers["Location"]))


def test_another_client_cannot_answer(web: Client, app: AppClient, ivy: User) -> None:
    # checklist 43
    other = make_client(app.pool, "other app", **oauth.SETTINGS)

    response = web.post(page_of(other), {"password": people.PASSWORD})

    assert response.headers["Location"] == oauth.address(app.pool, "login", oauth.request(other))


def test_without_a_challenge_there_is_nothing_to_answer(web: Client, app: AppClient) -> None:
    assert "/login?" in web.get(page_of(app)).headers["Location"]


def test_missing_required_attributes_are_asked_for(web: Client, db: None) -> None:
    app = make_client(make_pool("named", Schema=NAMED), "app", **oauth.SETTINGS)
    user = users.admin_create(
        app.pool,
        username="ivy",
        attributes={},
        temporary_password=TEMPORARY,
        invitation=Invitation(action="SUPPRESS"),
    )
    asked = web.get(oauth.sign_in(web, app, "ivy", TEMPORARY).headers["Location"])

    response = web.post(page_of(app), {"password": people.PASSWORD, "attribute:given_name": "Ivy"})

    user.refresh_from_db()
    assert "First name" in text(asked)
    assert response.headers["Location"].startswith(oauth.CALLBACK)
    assert user.given_name == "Ivy"
