"""`/account/devices`: remembered ones, and forgetting them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import devices as verbs
from accounts.models import Device, User
from pools.models import AppClient
from tests.support import oauth, people
from tests.support.account_desk import AccountDesk, asks_to_sign_in, problem, said
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

HERE = "account/devices"


@pytest.fixture
def app(tracking_client: AppClient) -> AppClient:
    tracking_client.settings |= oauth.SETTINGS
    tracking_client.save()
    return tracking_client


@pytest.fixture
def alice(app: AppClient) -> User:
    found = User.objects.get(username="alice")
    found.pool = app.pool
    return found


def trust(user: User, number: int = 1) -> list[str]:
    """Keys of so many browsers that the user trusts."""
    return [verbs.trust_browser(user, name=f"Browser {at}", ip="203.0.113.7")[0].key for at in range(number)]


def test_devices_are_listed(desk: AccountDesk, alice: User) -> None:
    trust(alice)

    page = desk.look(HERE)

    assert "<bdi>Browser 0</bdi>" in page
    assert "203.0.113.7" in page
    assert "No second step until" in page


def test_the_browser_that_one_sits_at_is_marked(desk: AccountDesk, alice: User) -> None:
    trust(alice)
    desk.web.cookies["trusted"] = verbs.trust_browser(alice, name="Mine", ip="")[1]

    page = desk.look(HERE)

    assert page.count("This browser") == 1
    assert re.search(r"<bdi>Mine</bdi> <span[^>]*>This browser", page)


def test_one_is_forgotten(desk: AccountDesk, alice: User) -> None:
    # checklist 47
    kept, forgotten = trust(alice, 2)

    page = desk.after(desk.send(HERE, forget=forgotten))

    assert said(page) == "The device was forgotten."
    assert [row.key for row in Device.objects.all()] == [kept]


def test_forgetting_it_twice_does_no_harm(desk: AccountDesk, alice: User) -> None:
    [key] = trust(alice)
    desk.send(HERE, forget=key)

    page = desk.after(desk.send(HERE, forget=key))

    assert (said(page), problem(page)) == ("", "")


def test_somebody_elses_is_out_of_reach(desk: AccountDesk, alice: User) -> None:
    # checklist 47
    bob = User.objects.get(username="bob")
    bob.pool = alice.pool
    [key] = trust(bob)

    desk.send(HERE, forget=key)

    assert Device.objects.get().key == key
    assert "Browser 0" not in desk.look(HERE)


def test_forgetting_wants_a_recent_sign_in(desk: AccountDesk, alice: User, clock: Clock) -> None:
    # checklist 45
    [key] = trust(alice)
    clock.advance(minutes=6)

    assert asks_to_sign_in(desk.send(HERE, forget=key))
    assert Device.objects.exists()


def test_where_the_pool_tracks_none_there_is_no_page(web: Client, app: AppClient) -> None:
    app.pool.settings = {**app.pool.settings, "DeviceConfiguration": None}
    app.pool.save()
    desk = AccountDesk(web, app).sign_in("alice", people.PASSWORD)

    assert problem(desk.after(desk.send(HERE, forget="x"))) == "That isn't part of your account here."


def test_many_are_shown_in_pages(desk: AccountDesk, alice: User) -> None:
    keys = trust(alice, 22)

    first = desk.look(HERE)
    address = re.search(r'href="([^"]*after=[^"]*)"', first)
    assert address
    second = desk.web.get(address[1].replace("&amp;", "&")).content.decode()

    shown = [re.findall(r'name="forget" value="([^"]+)"', page) for page in (first, second)]
    assert [len(page) for page in shown] == [20, 2]
    assert [*shown[0], *shown[1]] == keys


def test_many_cost_no_more_queries(
    desk: AccountDesk, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    trust(alice, 5)
    desk.look(HERE)

    with django_assert_num_queries(6):
        desk.look(HERE)
