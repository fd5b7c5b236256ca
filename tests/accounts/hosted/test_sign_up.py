"""`/signup`, `/confirm`, `/confirmUser`, `/resendcode`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import User
from accounts.models.user import UserStatus
from pools.models import AppClient, OutboxMessage
from tests.accounts.conftest import make_client, make_pool
from tests.support import oauth, people

WITH_NAME = [{"Name": "given_name", "AttributeDataType": "String", "Required": True, "Mutable": True}]


@pytest.fixture
def mail_app(db: None) -> AppClient:
    """Of a pool whose users sign in by e-mail address."""
    pool = make_pool("mail", UsernameAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    return make_client(pool, "app", **oauth.SETTINGS)


def at(client: AppClient, page: str) -> str:
    return oauth.address(client.pool, page, oauth.request(client))


def sign_up(web: Client, client: AppClient, **values: str) -> Any:
    return web.post(at(client, "signup"), {"username": "mary@example.com", "password": people.PASSWORD, **values})


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_form_asks_for_what_the_pool_requires(web: Client, db: None) -> None:
    app = make_client(make_pool("named", Schema=WITH_NAME), "app", **oauth.SETTINGS)

    page = text(web.get(at(app, "signup")))

    assert 'name="attribute:given_name" autocomplete="given-name"' in page
    assert 'type="email" name="attribute:email" autocomplete="email"' in page, "where else would the code go"
    assert 'autocomplete="new-password"' in page
    assert 'passwordrules="minlength: 8;' in page
    assert "At least 8 characters" in page


def test_a_sign_up_is_confirmed_by_the_code_and_leads_to_the_sign_in_page(web: Client, mail_app: AppClient) -> None:
    sent = sign_up(web, mail_app)
    code = people.last_code("mary@example.com")
    asking = text(web.get(sent.headers["Location"]))

    confirmed = web.post(at(mail_app, "confirm"), {"code": f"{code[:3]} {code[3:]}"})

    assert "m***@e***" in asking
    assert confirmed.headers["Location"] == at(mail_app, "login")
    assert User.objects.get().status == UserStatus.CONFIRMED
    assert "Your account is confirmed." in text(web.get(confirmed.headers["Location"]))


def test_a_weak_password_is_refused_with_what_is_missing(web: Client, mail_app: AppClient) -> None:
    mail_app.pool.settings["Policies"] = {"PasswordPolicy": {"MinimumLength": 10, "RequireNumbers": True}}
    mail_app.pool.save()

    page = text(sign_up(web, mail_app, password="weak"))

    assert "Use at least 10 characters. Add a number." in page
    assert 'value="mary@example.com"' in page
    assert "weak" not in page


def test_a_taken_address_looks_like_a_new_one_where_existence_is_hidden(web: Client, mail_app: AppClient) -> None:
    # checklist 29
    people.confirmed(mail_app.pool, "mary")

    response = sign_up(web, mail_app)
    page = text(web.get(response.headers["Location"]))

    assert "m***@e***" in page
    assert not OutboxMessage.objects.exists()
    assert User.objects.count() == 1


def test_a_taken_user_name_is_said_to_be_taken(web: Client, app: AppClient, alice: User) -> None:
    page = text(sign_up(web, app, username="alice", **{"attribute:email": "a@example.com"}))

    assert "An account with this name exists." in page


def test_a_wrong_code_is_refused_and_not_shown_again(web: Client, mail_app: AppClient) -> None:
    sign_up(web, mail_app)

    page = text(web.post(at(mail_app, "confirm"), {"code": "000000"}))

    assert "That code isn&#x27;t right. Check it and try again." in page
    assert "000000" not in page


def test_another_code_is_sent_on_request(web: Client, mail_app: AppClient) -> None:
    sign_up(web, mail_app)

    response = web.post(at(mail_app, "resendcode"))

    assert response.headers["Location"] == at(mail_app, "confirm")
    assert "Sent again to m***@e***." in text(web.get(response.headers["Location"]))
    assert OutboxMessage.objects.count() == 2


def test_a_get_sends_no_code(web: Client, mail_app: AppClient) -> None:
    # checklist 42
    sign_up(web, mail_app)

    assert web.get(at(mail_app, "resendcode")).status_code == 405
    assert OutboxMessage.objects.count() == 1


def link(client: AppClient, code: str) -> str:
    values = {"client_id": client.id, "user_name": "mary@example.com", "confirmation_code": code}
    return oauth.address(client.pool, "confirmUser", urlencode(values))


def test_opening_the_link_of_the_mail_confirms_nothing(web: Client, mail_app: AppClient) -> None:
    # checklist 42
    sign_up(web, mail_app)

    page = text(Client(headers={"host": "localhost"}).get(link(mail_app, people.last_code("mary@example.com"))))

    assert "Confirm account" in page
    assert User.objects.get().status == UserStatus.UNCONFIRMED


def test_pressing_the_button_behind_the_link_confirms(web: Client, mail_app: AppClient) -> None:
    sign_up(web, mail_app)
    elsewhere = Client(headers={"host": "localhost"})

    page = text(elsewhere.post(link(mail_app, people.last_code("mary@example.com"))))

    assert "Your registration has been confirmed." in page
    assert User.objects.get().status == UserStatus.CONFIRMED


def test_a_used_link_says_so(web: Client, mail_app: AppClient) -> None:
    sign_up(web, mail_app)
    address = link(mail_app, people.last_code("mary@example.com"))
    web.post(address)

    page = text(web.post(address))

    assert 'role="alert"' in page
    assert "has been confirmed" not in page


def test_without_a_sign_up_there_is_nothing_to_confirm(web: Client, mail_app: AppClient) -> None:
    assert web.get(at(mail_app, "confirm")).headers["Location"] == at(mail_app, "login")


def test_a_phone_number_is_stored_as_e164(web: Client, db: None) -> None:
    pool = make_pool("phones", UsernameAttributes=["phone_number"], AutoVerifiedAttributes=["phone_number"])
    app = make_client(pool, "app", **oauth.SETTINGS)

    sign_up(web, app, username="+1 (415) 555-0100")

    assert User.objects.get().phone_number == "+14155550100"


@pytest.mark.parametrize("name", ["user_name", "confirmation_code", "client_id"])
def test_a_link_that_was_tampered_with_leads_to_the_error_page(web: Client, mail_app: AppClient, name: str) -> None:
    # checklist 18
    values = {"client_id": mail_app.id, "user_name": "mary", "confirmation_code": "123456", name: "a\0\u202eb"}

    response = web.post(oauth.address(mail_app.pool, "confirmUser", urlencode(values)))

    assert "/error?error=invalid_" in response.headers["Location"]
