"""The console's attributes pages: what is, the plan of a change with its counts, applying, discarding, undoing."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts import schema_changes, users
from accounts.models import SchemaChange
from accounts.redefining import runner
from pools import user_pools
from pools.models import UserPool
from tests.support import builders, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None) -> UserPool:
    """A pool with a custom attribute and three people."""
    pool = builders.pool("staff", Schema=[{"Name": "team", "AttributeDataType": "String"}])
    for name, team in (("ann", "Blue"), ("bert", "a long name"), ("carl", "")):
        people.confirmed(pool, name, **{"custom:team": team})
    return pool


def url(route: str, pool: UserPool, *more: Any) -> str:
    return reverse(f"console:{route}", args=[pool.id, *more])


def sent(console: Client, pool: UserPool, **changes: Any) -> dict[str, Any]:
    """What the form sends when only this is changed; an unticked box is `None`."""
    form = console.get(url("attributes_edit", pool)).context["form"]
    values = {bound.name: bound.value() for bound in form} | changes
    return {name: value for name, value in values.items() if value is not None and value is not False}


def press(console: Client, address: str) -> Any:
    """The button of a dialog."""
    return console.post(address, {"csrfmiddlewaretoken": "any"})


def plan(console: Client, pool: UserPool, **changes: Any) -> SchemaChange:
    answer = console.post(url("attributes_edit", pool), sent(console, pool, **changes))
    assert answer.status_code == 303, answer.context["form"].errors
    change = schema_changes.current(pool)
    assert change
    assert answer["Location"] == url("schema_change", pool, change.pk)
    runner.run(change.pk)
    return change


def shown(console: Client, address: str) -> str:
    answer = console.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_shows_attributes_and_what_people_sign_in_by(console: Client, staff: UserPool) -> None:
    page = shown(console, url("attributes", staff))

    assert "<code>custom:team</code>" in page
    assert "User names are case sensitive" in page
    assert "No changes" in page


def test_a_plan_says_what_it_would_break_and_changes_nothing(console: Client, staff: UserPool) -> None:
    change = plan(console, staff, **{"required_nickname": "on", "max_custom:team": "5"})
    page = shown(console, url("schema_change", staff, change.pk))

    assert "Users without nickname" in page
    assert "Users whose custom:team does not fit" in page
    assert ">bert</a>" in page
    assert "Nothing has changed yet." in page
    assert user_pools.get(staff.id).schema == staff.schema


def test_a_change_that_is_applied_is_in_force_and_in_the_history_with_who_made_it(
    console: Client, staff: UserPool, operator: Any
) -> None:
    change = plan(console, staff, identifiers=["username", "email"])
    press(console, url("schema_change_apply", staff, change.pk))
    assert "Preparing; the old rules still hold" in shown(console, url("schema_change", staff, change.pk))
    runner.run(change.pk)

    assert user_pools.get(staff.id).alias_attributes == ["email"]
    page = shown(console, url("attributes", staff))
    assert "Update Sign-in identifiers" in page
    assert operator.email in page
    assert "Undo" in shown(console, url("schema_change", staff, change.pk))


def test_an_undo_is_planned_first(console: Client, staff: UserPool) -> None:
    change = plan(console, staff, identifiers=["username", "email"])
    press(console, url("schema_change_apply", staff, change.pk))
    runner.run(change.pk)
    answer = press(console, url("schema_change_undo", staff, change.pk))
    undoing = schema_changes.current(staff)

    assert undoing
    assert answer["Location"] == url("schema_change", staff, undoing.pk)
    assert user_pools.get(staff.id).alias_attributes == ["email"]
    runner.run(undoing.pk)
    press(console, url("schema_change_apply", staff, undoing.pk))
    runner.run(undoing.pk)
    assert user_pools.get(staff.id).alias_attributes == []


def test_what_stands_in_the_way_leaves_no_button_to_apply(console: Client, staff: UserPool) -> None:
    people.confirmed(staff, "dora", email="ann@example.com")
    change = plan(console, staff, identifiers=["email"])
    page = shown(console, url("schema_change", staff, change.pk))

    assert "Something stands in the way." in page
    assert url("schema_change_apply", staff, change.pk) not in page
    refused = press(console, url("schema_change_apply", staff, change.pk))
    assert "stands in its way" in refused.content.decode()
    assert user_pools.get(staff.id).username_attributes == []


def test_a_plan_can_be_discarded(console: Client, staff: UserPool) -> None:
    change = plan(console, staff, required_nickname="on")
    press(console, url("schema_change_discard", staff, change.pk))

    assert schema_changes.current(staff) is None
    assert "Discarded" in shown(console, url("attributes", staff))


def test_a_change_that_was_taken_back_says_why(console: Client, staff: UserPool) -> None:
    change = plan(console, staff, identifiers=["username", "email"])
    press(console, url("schema_change_apply", staff, change.pk))
    people.confirmed(staff, "dora", email="bert@example.com")
    runner.run(change.pk)

    assert "was not applied, and nothing of it is left" in shown(console, url("schema_change", staff, change.pk))


def test_an_attribute_is_added_typed_and_removed(console: Client, staff: UserPool) -> None:
    change = plan(
        console, staff, **{"new_name": "level", "new_type": "Number", "new_max": "9", "remove_custom:team": "on"}
    )
    press(console, url("schema_change_apply", staff, change.pk))
    runner.run(change.pk)
    pool = user_pools.get(staff.id)

    assert pool.schema_attributes["custom:level"].max_value == 9
    assert "custom:team" not in pool.schema_attributes
    assert "custom:team" not in users.get(pool, "ann").attributes


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Nothing was changed."),
        ({"max_nickname": "many"}, "must be a whole number"),
        ({"min_nickname": "9", "max_nickname": "1"}, "is greater than"),
        ({"identifiers": []}, "Choose at least one"),
        ({"identifiers": ["email", "preferred_username"]}, "Choose Username too"),
        ({"new_name": "team"}, "There is an attribute custom:team already."),
    ],
)
def test_what_cannot_be_planned_is_said_on_the_form(
    console: Client, staff: UserPool, changes: dict[str, Any], words: str
) -> None:
    answer = console.post(url("attributes_edit", staff), sent(console, staff, **changes))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert schema_changes.current(staff) is None


def test_fixed_attributes_have_no_boxes(console: Client, staff: UserPool) -> None:
    form = console.get(url("attributes_edit", staff)).context["form"]

    assert not {"required_sub", "mutable_email_verified", "remove_email", "searchable_email"} & set(form.fields)


def test_the_users_page_searches_what_was_made_searchable(console: Client, staff: UserPool) -> None:
    change = plan(console, staff, **{"searchable_custom:team": "on"})
    press(console, url("schema_change_apply", staff, change.pk))
    runner.run(change.pk)
    asked = QueryDict(mutable=True)
    asked.update({"property": "custom:team", "operator": "^=", "value": "Bl"})
    page = shown(console, f"{url('users', staff)}?{asked.urlencode()}")

    assert "custom:team starts with Bl" in page
    assert ">ann<" in page
    assert ">bert<" not in page


def test_an_attribute_that_is_not_searchable_is_no_property_of_the_search(console: Client, staff: UserPool) -> None:
    page = shown(console, f"{url('users', staff)}?property=custom:team&operator=%5E%3D&value=Bl")

    assert ">bert<" in page
