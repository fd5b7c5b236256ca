"""Users of an older directory on the hosted pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from pools.models import AppClient
from tests.accounts.hosted.test_recovery import ask, at, reset, text
from tests.accounts.test_user_migration import PASSWORD, directory, handing_over
from tests.support import oauth, people
from tests.support.scripted_triggers import ScriptedTriggers, throwing

NEW = "Another-h0rse!"


@pytest.fixture
def wary(app: AppClient, functions: ScriptedTriggers) -> AppClient:
    """Of a pool where everybody who moves over chooses a new password."""
    functions.attach(app.pool, UserMigration=handing_over(finalUserStatus=None))
    return app


def test_whom_the_directory_knows_is_signed_in(web: Client, app: AppClient, functions: ScriptedTriggers) -> None:
    functions.attach(app.pool, UserMigration=directory)

    response = oauth.sign_in(web, app, "olga", PASSWORD)

    assert "code" in oauth.answer(response)
    assert User.objects.get().status == "CONFIRMED"


def test_whom_the_directory_turns_down_sees_what_a_wrong_password_shows(
    web: Client, app: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    # checklist 29
    functions.attach(app.pool, UserMigration=throwing("<b>Bad password</b>"))

    pages = [text(oauth.sign_in(web, app, name, "wrong")) for name in ("olga", "alice")]

    assert ["Incorrect username or password." in page for page in pages] == [True, True]
    assert ["Bad password" in page for page in pages] == [False, False]


def test_who_needs_a_new_password_is_sent_there_and_can_ask_for_a_code(web: Client, wary: AppClient) -> None:
    response: Any = oauth.sign_in(web, wary, "olga", PASSWORD)

    assert response.headers["Location"] == at(wary, "confirmForgotPassword")
    assert "have one sent" in text(web.get(response.headers["Location"]))
    ask(web, wary, "olga")
    reset(web, wary, people.last_code("olga@example.com"), NEW)
    assert "code" in oauth.answer(oauth.sign_in(web, wary, "olga", NEW))


def test_who_forgot_the_password_moves_over_by_a_code(web: Client, wary: AppClient) -> None:
    ask(web, wary, "olga")
    reset(web, wary, people.last_code("olga@example.com"), NEW)

    assert "code" in oauth.answer(oauth.sign_in(web, wary, "olga", NEW))
