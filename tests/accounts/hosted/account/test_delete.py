"""`/account/delete`: for good, and only if it is meant."""

from __future__ import annotations

import pytest

from accounts.models import HostedSession, User, UserSession
from pools.models import OutboxMessage
from tests.support import families, oauth, people
from tests.support.account_desk import AccountDesk, asks_to_sign_in, field_error, problem

pytestmark = pytest.mark.django_db


def test_the_account_is_gone_with_all_that_is_its(desk: AccountDesk, alice: User) -> None:
    families.sign_in(alice, desk.app)

    page = desk.after(desk.send("account/delete", sure="on"))

    assert "Your account was deleted" in page
    assert not User.objects.exists()
    assert not HostedSession.objects.exists()
    assert not UserSession.objects.exists()
    assert asks_to_sign_in(desk.open())
    assert (
        "Incorrect username or password."
        in oauth.sign_in(desk.web, desk.app, "alice", people.PASSWORD).content.decode()
    )


def test_a_last_mail_says_so(desk: AccountDesk) -> None:
    # checklist 45
    desk.send("account/delete", sure="on")

    assert OutboxMessage.objects.get(event="AccountDeleted").recipient == "alice@example.com"


def test_without_the_tick_nothing_happens(desk: AccountDesk) -> None:
    page = desk.send("account/delete").content.decode()

    assert field_error(page, "sure") == "Tick the box if you want to delete your account."
    assert User.objects.exists()


def test_looking_deletes_nothing(desk: AccountDesk) -> None:
    # checklist 42
    desk.look("account/delete", sure="on")

    assert User.objects.exists()


def test_others_stay(desk: AccountDesk) -> None:
    people.confirmed(desk.app.pool, "bob")

    desk.send("account/delete", sure="on")

    assert User.objects.get().username == "bob"


def test_where_the_client_may_not_there_is_no_way_to(desk: AccountDesk) -> None:
    desk.app.settings |= {"AllowedOAuthScopes": ["openid", "email"]}
    desk.app.save()

    page = desk.after(desk.send("account/delete", sure="on"))

    assert problem(page) == "That isn't part of your account here."
    assert "Delete your account" not in page
    assert User.objects.exists()
