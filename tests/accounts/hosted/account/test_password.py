"""`/account/password`: another password, for who has one."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import credentials
from accounts.models import HostedSession, User, UserSession
from pools.models import OutboxMessage
from tests.support import families, oauth, people
from tests.support.account_desk import AccountDesk, field_error, problem, said
from tests.support.hosted_desk import text

pytestmark = pytest.mark.django_db

NEW = "N3w-and-better!"


def change(desk: AccountDesk, previous: str = people.PASSWORD, proposed: str = NEW, **more: str) -> str:
    """Send the form; what the browser shows then."""
    response = desk.send("account/password", previous=previous, password=proposed, **more)
    return desk.after(response) if response.status_code == 303 else text(response)


def is_password(password: str) -> bool:
    return credentials.matches(password, User.objects.get(username="alice").password)


def test_the_password_is_changed_and_its_owner_told(desk: AccountDesk) -> None:
    # checklist 34, 45
    page = change(desk)

    assert said(page) == "Your password was changed"
    assert is_password(NEW)
    assert OutboxMessage.objects.get(event="PasswordChanged").recipient == "alice@example.com"


def test_without_the_present_one_it_stays(desk: AccountDesk) -> None:
    page = change(desk, previous="wrong")

    assert field_error(page, "previous") == "That isn't your current password."
    assert is_password(people.PASSWORD)
    assert 'value="wrong"' not in page


def test_guesses_are_counted(desk: AccountDesk) -> None:
    # checklist 28
    for _ in range(5):
        change(desk, previous="wrong")

    page = change(desk)

    assert problem(page) == "Too many attempts. Wait a while, then try again."
    assert is_password(people.PASSWORD)


def test_a_weak_one_is_refused_with_what_it_lacks(desk: AccountDesk) -> None:
    page = change(desk, proposed="short")

    assert field_error(page, "password").startswith("Use at least 8 characters.")
    assert is_password(people.PASSWORD)


def test_both_are_asked_for(desk: AccountDesk) -> None:
    page = change(desk, "", "")

    assert field_error(page, "previous") == "Enter your password."
    assert field_error(page, "password") == "Choose a password."


def test_password_managers_find_their_way(desk: AccountDesk) -> None:
    page = desk.look("account/password")

    assert 'autocomplete="username" value="alice"' in page
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="new-password"' in page


def test_everywhere_else_may_be_signed_out(desk: AccountDesk, alice: User) -> None:
    # checklist 49
    elsewhere = AccountDesk(Client(headers={"host": "localhost"}), desk.app).sign_in()
    families.sign_in(alice, desk.app)

    change(desk, others="on")

    assert "Your account" in desk.look()
    assert elsewhere.open().status_code == 302
    assert not UserSession.objects.filter(revoked_at=None).exists()


def test_or_not(desk: AccountDesk, alice: User) -> None:
    AccountDesk(Client(headers={"host": "localhost"}), desk.app).sign_in()

    change(desk)

    assert HostedSession.objects.filter(ended_at=None).count() == 2


def test_what_came_through_this_browser_lives_on(desk: AccountDesk) -> None:
    code = oauth.answer(oauth.authorize(desk.web, desk.app))["code"]
    oauth.redeem(desk.web, desk.app, code)
    desk.sign_in()

    change(desk, others="on")

    assert UserSession.objects.get().revoked_at is None


def test_who_has_none_changes_none(desk: AccountDesk) -> None:
    User.objects.update(password="", status="EXTERNAL_PROVIDER")

    page = change(desk, previous="")

    assert problem(page) == "That isn't part of your account here."
    assert User.objects.get().password == ""
    assert "account/password" not in desk.look()


def test_the_same_form_sent_twice_changes_it_once(desk: AccountDesk) -> None:
    change(desk)

    page = change(desk)

    assert field_error(page, "previous") == "That isn't your current password."
    assert OutboxMessage.objects.filter(event="PasswordChanged").count() == 1
