"""`/forgotPassword` and `/confirmForgotPassword`."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import HostedSession, User
from pools.models import AppClient, OutboxMessage
from tests.support import oauth, people

NEW = "Another-h0rse!"


def at(client: AppClient, page: str) -> str:
    return oauth.address(client.pool, page, oauth.request(client))


def ask(web: Client, client: AppClient, username: str) -> Any:
    return web.post(at(client, "forgotPassword"), {"username": username})


def reset(web: Client, client: AppClient, code: str, password: str = NEW) -> Any:
    return web.post(at(client, "confirmForgotPassword"), {"code": code, "password": password})


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_code_and_a_new_password_lead_back_to_the_sign_in_page(web: Client, app: AppClient, alice: User) -> None:
    ask(web, app, "alice")

    response = reset(web, app, people.last_code("alice@example.com"))

    assert (response.status_code, response.headers["Location"]) == (303, at(app, "login"))
    assert "Your password was changed." in text(web.get(response.headers["Location"]))
    assert "code" in oauth.answer(oauth.sign_in(web, app, "alice", NEW))


def test_resetting_ends_every_browser_session(web: Client, app: AppClient, alice: User) -> None:
    # checklist 7
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    ask(web, app, "alice")

    reset(web, app, people.last_code("alice@example.com"))

    assert HostedSession.objects.get().ended_at
    assert "/login?" in oauth.authorize(web, app).headers["Location"]


def test_an_unknown_name_gets_the_same_page_and_no_mail(web: Client, app: AppClient) -> None:
    # checklist 29
    response = ask(web, app, "mary@example.com")

    assert response.headers["Location"] == at(app, "confirmForgotPassword")
    assert "m***@e***" in text(web.get(response.headers["Location"]))
    assert not OutboxMessage.objects.exists()


def test_a_wrong_code_is_said_beside_the_code(web: Client, app: AppClient, alice: User) -> None:
    ask(web, app, "alice")

    page = text(reset(web, app, "000000"))

    assert 'id="id_code_error"' in page
    assert NEW not in page


def test_a_weak_password_leaves_the_code_usable(web: Client, app: AppClient, alice: User) -> None:
    ask(web, app, "alice")
    code = people.last_code("alice@example.com")

    refused = reset(web, app, code, "short")
    accepted = reset(web, app, code)

    assert "Use at least 8 characters." in text(refused)
    assert accepted.status_code == 303


def test_without_a_request_the_code_page_starts_anew(web: Client, app: AppClient) -> None:
    assert web.get(at(app, "confirmForgotPassword")).headers["Location"] == at(app, "forgotPassword")


def test_the_name_is_there_for_password_managers(web: Client, app: AppClient, alice: User) -> None:
    ask(web, app, "alice")

    page = text(web.get(at(app, "confirmForgotPassword")))

    assert 'autocomplete="username" value="alice" readonly' in page
    assert 'autocomplete="one-time-code"' in page


def test_the_owner_is_told_that_the_password_was_reset(web: Client, app: AppClient, alice: User) -> None:
    # checklist 34
    ask(web, app, "alice")
    reset(web, app, people.last_code("alice@example.com"))

    told = OutboxMessage.objects.get(event="PasswordChanged")
    assert told.recipient == "alice@example.com"
