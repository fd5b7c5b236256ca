"""What stands around every page."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from console.models import Operator
from pools import user_pools
from tests.console.pages.conftest import Home

USER_POOLS = reverse("console:user_pools")


def text_of(console: Client, url: str) -> str:
    return console.get(url).content.decode()


def test_the_navigation_marks_the_page(console: Client) -> None:
    text = text_of(console, reverse("console:outbox"))
    assert f'<a href="{reverse("console:outbox")}" aria-current="page">Message outbox</a>' in text
    assert text.count('aria-current="page">Message outbox') == 2  # and in the breadcrumbs


def test_a_page_below_marks_the_item_it_belongs_to(console: Client, home: Home) -> None:
    text = text_of(console, reverse("console:group", args=[home.pool.id, home.group.name]))
    assert f'<a href="{reverse("console:groups", args=[home.pool.id])}" aria-current="true">Groups</a>' in text


def test_breadcrumbs_lead_back(console: Client, home: Home) -> None:
    text = text_of(console, reverse("console:group", args=[home.pool.id, home.group.name]))
    trail = text.partition('aria-label="Breadcrumbs"')[2].partition("</nav>")[0]
    assert re.findall(r">([^<>]+)</(?:a|span)>", trail) == [
        "Poolhouse",
        "User pools",
        home.pool.name,
        "Groups",
        home.group.name,
    ]


@pytest.mark.parametrize("route", ["user_pools", "outbox", "operators", "access_keys", "account"])
def test_a_page_has_one_heading_and_a_name(route: str, console: Client) -> None:
    text = text_of(console, reverse(f"console:{route}"))
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert re.search(r"<title>\S.* \| Poolhouse</title>", text)


def test_lists_show_the_region_that_was_chosen(console: Client, home: Home) -> None:
    user_pools.create(region="eu-west-1", name="far-away", settings={})
    assert "far-away" not in text_of(console, USER_POOLS)
    console.post(reverse("console:set_preference"), {"region": "eu-west-1", "next": USER_POOLS})
    text = text_of(console, USER_POOLS)
    assert "far-away" in text
    assert home.pool.name not in text


def test_inside_a_pool_the_region_is_the_pools(console: Client) -> None:
    pool = user_pools.create(region="ap-south-1", name="hot", settings={})
    assert 'aria-label="Region ap-south-1"' in text_of(console, reverse("console:overview", args=[pool.id]))


def test_the_front_page_leads_to_the_user_pools(console: Client) -> None:
    assert console.get("/", follow=True).redirect_chain[-1][0] == USER_POOLS


def test_a_page_that_does_not_exist_says_so(console: Client) -> None:
    answer = console.get("/console/nothing-here")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_a_form_without_a_token_says_what_to_do(operator: Operator) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert "The form has expired" in strict.post(reverse("console:sign_in")).content.decode()


@override_settings(ROOT_URLCONF="tests.console.pages.broken_urls")
def test_a_fault_shows_a_page_of_ours_and_no_detail(anonymous: Client) -> None:
    anonymous.raise_request_exception = False
    answer = anonymous.get("/broken")
    assert answer.status_code == 500
    assert "Something failed here" in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()
