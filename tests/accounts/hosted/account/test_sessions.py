"""`/account/sessions`: where somebody is signed in, and an end to it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import session_ids
from accounts.models import AuthorizationCode, HostedSession, User, UserSession
from pools.core import clock as core_clock
from pools.models import AppClient, UserPool
from tests.support import families, oauth, people
from tests.support.account_desk import AccountDesk, asks_to_sign_in, said
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def elsewhere(desk: AccountDesk) -> AccountDesk:
    """Alice in another browser."""
    web = Client(headers={"host": "localhost", "user-agent": FIREFOX})
    return AccountDesk(web, desk.app).sign_in()


def ends(page: str) -> list[str]:
    """Names of the sessions that the page can end."""
    return re.findall(r'name="end" value="([^"]+)"', page)


def many(user: User, client: AppClient, number: int) -> list[UserSession]:
    now = core_clock.now()
    times: dict[str, Any] = {"auth_time": now, "expires_at": now.replace(year=now.year + 1), "last_used_at": now}
    rows = [UserSession(id=uuid4(), pool=user.pool, client=client, user=user, **times) for _ in range(number)]
    return UserSession.objects.bulk_create(rows)


def test_browsers_and_applications_are_listed(desk: AccountDesk, elsewhere: AccountDesk, alice: User) -> None:
    families.sign_in(alice, desk.app)

    page = desk.look("account/sessions")

    assert "Firefox on Windows" in page
    assert page.count("This browser") == 1
    assert "<bdi>app</bdi>" in page
    assert len(ends(page)) == 2


def test_another_browser_is_signed_out_with_its_applications(desk: AccountDesk, elsewhere: AccountDesk) -> None:
    # checklist 49
    code = oauth.answer(oauth.authorize(elsewhere.web, desk.app))["code"]
    oauth.redeem(elsewhere.web, desk.app, code)
    name = next(name for name in ends(desk.look("account/sessions")) if name.startswith("sso"))

    sent = desk.send("account/sessions", end=name)

    assert said(desk.after(sent)) == "The session was ended."
    assert asks_to_sign_in(elsewhere.open())
    assert UserSession.objects.get().revoked_at is not None
    assert "Your account" in desk.look()


def test_an_application_is_signed_out_alone(desk: AccountDesk, alice: User) -> None:
    families.sign_in(alice, desk.app)
    [name] = ends(desk.look("account/sessions"))

    desk.send("account/sessions", end=name)

    assert UserSession.objects.get().revoked_at is not None
    assert "Your account" in desk.look()


def test_ending_it_twice_does_no_harm(desk: AccountDesk, alice: User) -> None:
    families.sign_in(alice, desk.app)
    [name] = ends(desk.look("account/sessions"))
    desk.send("account/sessions", end=name)

    page = desk.after(desk.send("account/sessions", end=name))

    assert said(page) == ""


@pytest.mark.parametrize("name", ["x", "tkn", "sso" + "z" * 25, "tkn" + "0" * 25, "tkn!", "sso-1"])
def test_what_names_no_session_ends_none(desk: AccountDesk, name: str) -> None:
    desk.send("account/sessions", end=name)

    assert HostedSession.objects.get().ended_at is None


def test_somebody_elses_session_cannot_be_ended(desk: AccountDesk) -> None:
    # checklist 4
    bob = people.confirmed(desk.app.pool, "bob")
    families.sign_in(bob, desk.app)
    theirs = UserSession.objects.get(user=bob)

    desk.send("account/sessions", end=session_ids.of_tokens(theirs.id))

    assert UserSession.objects.get(user=bob).revoked_at is None
    assert session_ids.of_tokens(theirs.id) not in desk.look("account/sessions")


def test_all_others_end_at_once(desk: AccountDesk, elsewhere: AccountDesk, alice: User) -> None:
    # checklist 49
    families.sign_in(alice, desk.app)
    oauth.authorize(elsewhere.web, desk.app)

    page = desk.after(desk.send("account/sessions", answer="others"))

    assert said(page) == "You are signed out everywhere else."
    assert asks_to_sign_in(elsewhere.open())
    assert ends(page) == []
    assert not AuthorizationCode.objects.exclude(origin__ended_at=None).exists()


def test_others_of_the_pool_stay_signed_in(desk: AccountDesk, other_pool: UserPool) -> None:
    # checklist 4
    bob = people.confirmed(desk.app.pool, "bob")
    families.sign_in(bob, desk.app)

    desk.send("account/sessions", answer="others")

    assert UserSession.objects.get(user=bob).revoked_at is None


def test_ending_wants_a_recent_sign_in(desk: AccountDesk, alice: User, clock: Clock) -> None:
    # checklist 45
    families.sign_in(alice, desk.app)
    [name] = ends(desk.look("account/sessions"))
    clock.advance(minutes=6)

    sent = desk.send("account/sessions", end=name)

    assert asks_to_sign_in(sent)
    assert UserSession.objects.get().revoked_at is None


def test_sessions_that_ended_are_not_shown(desk: AccountDesk, elsewhere: AccountDesk, alice: User) -> None:
    families.sign_in(alice, desk.app)
    UserSession.objects.update(revoked_at=core_clock.now())
    elsewhere.send("account", answer="sign-out")

    assert ends(desk.look("account/sessions")) == []


def test_many_are_shown_in_pages(desk: AccountDesk, alice: User) -> None:
    rows = many(alice, desk.app, 25)

    first = desk.look("account/sessions")
    address = re.search(r'href="([^"]*applications=[^"]*)"', first)
    assert address
    second = desk.web.get(address[1].replace("&amp;", "&")).content.decode()

    shown = [*ends(first), *ends(second)]
    assert len(ends(first)) == 20
    assert sorted(shown) == sorted(session_ids.of_tokens(row.id) for row in rows)


@pytest.mark.parametrize("marker", ["x", "%00", "AAAA"])
def test_a_marker_that_is_none_shows_the_first_page(desk: AccountDesk, alice: User, marker: str) -> None:
    many(alice, desk.app, 2)

    assert len(ends(desk.look("account/sessions", applications=marker))) == 2


def test_many_cost_no_more_queries(
    desk: AccountDesk, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(alice, desk.app, 15)
    desk.look("account/sessions")

    with django_assert_num_queries(7):
        desk.look("account/sessions")
