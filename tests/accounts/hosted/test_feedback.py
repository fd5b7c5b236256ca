"""`/signInFeedback`: the links of a mail about an unusual sign-in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuthEvent, User
from pools.models import AppClient, UserPool
from tests.support import guarded, mailbox, oauth

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(db: None) -> UserPool:
    return guarded.pool()


@pytest.fixture
def links(pool: UserPool, app: AppClient, alice: User) -> dict[str, str]:
    """The paths of both links in the mail about a sign-in from elsewhere."""
    guarded.react(pool, notify=True, Medium="NO_ACTION")
    guarded.sign_in(app)
    guarded.sign_in(app, ip=guarded.AWAY)
    found = re.findall(r"https?://[^/]+(/\S+value=(\w+))", mailbox.text("alice@example.com"))
    return {value: path for path, value in found}


def text(response: Any) -> str:
    return str(response.content.decode())


def feedback() -> dict[str, Any] | None:
    said: dict[str, Any] | None = AuthEvent.objects.latest("id").feedback
    return said


def test_opening_a_link_says_nothing(web: Client, links: dict[str, str]) -> None:
    # checklist 42
    page = web.get(links["Invalid"])

    assert "Was this you?" in text(page)
    assert "It was not me" in text(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert feedback() is None


@pytest.mark.parametrize(("value", "shown"), [("Valid", "We know this place"), ("Invalid", "Change your password now")])
def test_pressing_the_button_does(web: Client, links: dict[str, str], value: str, shown: str) -> None:
    page = web.post(links[value])

    said = feedback()
    assert said
    assert (said["FeedbackValue"], said["Provider"]) == (value, "User")
    assert shown in text(page)


def test_another_site_cannot_press_it(links: dict[str, str]) -> None:
    # checklist 50
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})

    assert strict.post(links["Invalid"]).status_code == 403
    assert feedback() is None


@pytest.mark.parametrize("change", [("value=Valid", "value=Maybe"), ("token=", "token=x"), ("username=alice", "u=a")])
def test_an_altered_link_is_no_longer_good(web: Client, links: dict[str, str], change: tuple[str, str]) -> None:
    page = web.post(links["Valid"].replace(*change))

    assert "This link is no longer good." in text(page)
    assert feedback() is None


def test_a_link_shows_nothing_that_stands_in_it(web: Client, pool: UserPool) -> None:
    # checklist 51
    address = oauth.address(pool, "signInFeedback", "username=<script>alert(1)</script>&event_id=a&token=b&value=Valid")

    page = web.post(address)

    assert "script>alert" not in text(page)
    assert "This link is no longer good." in text(page)
