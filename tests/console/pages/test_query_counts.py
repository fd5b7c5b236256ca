"""A list costs the same however long it is: each page of one asserts how many queries it makes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import membership
from pools import app_clients, groups, user_pools
from tests.console.pages.conftest import Home
from tests.support import people

# Session, operator, second factor, pool or regions: what every page asks.
FRAME = 5


def queries(console: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert console.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("route", "own"),
    [
        ("users", 2),
        ("groups", 1),
        ("app_clients", 1),
        ("managed_login", 3),
        ("attributes", 2),
        ("user_pools", 1),
        ("outbox", 1),
    ],
)
def test_a_list_makes_a_few_queries(route: str, own: int, console: Client, home: Home) -> None:
    inside = () if route in ("user_pools", "outbox") else (home.pool.id,)
    assert queries(console, reverse(f"console:{route}", args=inside)) <= FRAME + own


def test_the_users_page_costs_the_same_with_more_users(console: Client, home: Home) -> None:
    url = reverse("console:users", args=[home.pool.id])
    before = queries(console, url)
    for number in range(12):
        people.invited(home.pool, f"user{number}")
    assert queries(console, url) == before


def test_the_members_page_costs_the_same_with_more_members(console: Client, home: Home) -> None:
    url = reverse("console:group", args=[home.pool.id, home.group.name])
    before = queries(console, url)
    for number in range(6):
        membership.add(people.invited(home.pool, f"user{number}"), home.group)
    assert queries(console, url) == before


def test_other_lists_cost_the_same_with_more_rows(console: Client, home: Home) -> None:
    urls = [reverse(f"console:{route}", args=[home.pool.id]) for route in ("groups", "app_clients", "managed_login")]
    urls.append(reverse("console:user_pools"))
    before = [queries(console, url) for url in urls]
    for number in range(4):
        groups.create(home.pool, name=f"group{number}")
        app_clients.create(home.pool, name=f"client{number}", settings={})
        user_pools.create(region="us-east-1", name=f"pool{number}", settings={})
    assert [queries(console, url) for url in urls] == before
