"""Groups at the console."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from pools import groups
from pools.models import Group
from tests.console.pages.conftest import Home
from tests.support import people


def test_a_group_is_created(console: Client, home: Home) -> None:
    form = {"name": "admins", "description": "May do all", "precedence": "0", "role_arn": ""}
    console.post(reverse("console:group_create", args=[home.pool.id]), form)
    group = Group.objects.get(name="admins")
    assert (group.description, group.precedence) == ("May do all", 0)


def test_a_name_that_is_taken_is_refused_beside_its_field(console: Client, home: Home) -> None:
    answer = console.post(reverse("console:group_create", args=[home.pool.id]), {"name": home.group.name})
    assert "A group with this name exists" in answer.content.decode()


def test_a_group_is_edited(console: Client, home: Home) -> None:
    url = reverse("console:group_edit", args=[home.pool.id, home.group.name])
    console.post(url, {"description": "Write", "precedence": "", "role_arn": "arn:aws:iam::000000000000:role/editors"})
    home.group.refresh_from_db()
    assert (home.group.description, home.group.precedence) == ("Write", None)


def test_members_are_added_and_removed(console: Client, home: Home) -> None:
    carlos = people.invited(home.pool, "carlos")
    add = reverse("console:group_add_member", args=[home.pool.id, home.group.name])
    console.post(add, {"username": "carlos"})
    assert Membership.objects.filter(user=carlos).exists()
    console.post(reverse("console:group_remove_member", args=[home.pool.id, home.group.name, carlos.sub]))
    assert not Membership.objects.filter(user=carlos).exists()


def test_adding_somebody_unknown_is_an_error_on_the_form(console: Client, home: Home) -> None:
    add = reverse("console:group_add_member", args=[home.pool.id, home.group.name])
    answer = console.post(add, {"username": "nobody"})
    assert answer.status_code == 200
    assert "Nobody in this user pool" in answer.content.decode()


def test_deleting_a_group_keeps_its_members(console: Client, home: Home) -> None:
    url = reverse("console:group_delete", args=[home.pool.id, home.group.name])
    assert "1 user" in console.get(url).content.decode()
    console.post(url, {"yes": ""})
    assert not Group.objects.exists()
    assert home.pool.users.count() == 1


@pytest.mark.parametrize("name", ["a/b", "100%", "?x=1", "#top", "..", ".", "-", "a%2Fb", "ü", '"><b>', "create"])
def test_any_name_has_an_address(name: str, console: Client, home: Home) -> None:
    groups.create(home.pool, name=name)
    answer = console.get(reverse("console:group", args=[home.pool.id, name]))
    assert answer.status_code == 200
    assert answer.context["group"].name == name


def test_the_delete_button_of_the_list_goes_to_the_selected_group(console: Client, home: Home) -> None:
    chosen = reverse("console:group_delete_chosen", args=[home.pool.id])
    answer = console.get(chosen, {"selected": home.group.name})
    assert answer.headers["Location"] == reverse("console:group_delete", args=[home.pool.id, home.group.name])
    assert console.get(chosen).headers["Location"] == reverse("console:groups", args=[home.pool.id])
