"""`/account/profile`: what the client may read and write."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.accounts.conftest import make_client, make_pool
from tests.support import oauth, people
from tests.support.account_desk import AccountDesk, field_error, problem, said

pytestmark = pytest.mark.django_db

SCHEMA: list[dict[str, Any]] = [
    {"Name": "given_name", "AttributeDataType": "String", "Required": True, "Mutable": True},
    {"Name": "level", "AttributeDataType": "Number", "Mutable": True, "NumberAttributeConstraints": {"MaxValue": "9"}},
    {"Name": "staff_id", "AttributeDataType": "String", "Mutable": False},
    {"Name": "note", "AttributeDataType": "String", "Mutable": True, "DeveloperOnlyAttribute": True},
]


@pytest.fixture
def strict(web: Client, db: None) -> AccountDesk:
    """Of a pool with a schema of its own."""
    pool = make_pool("strict", Schema=SCHEMA, AliasAttributes=["preferred_username"])
    people.confirmed(pool, "alice", given_name="Alice", **{"custom:staff_id": "4711"})
    return AccountDesk(web, make_client(pool, "app", **oauth.SETTINGS)).sign_in()


def values(**attributes: str) -> dict[str, str]:
    return {f"attribute:{name}": value for name, value in attributes.items()}


def attributes() -> dict[str, str]:
    return User.objects.get(username="alice").attributes


def test_values_are_changed_added_and_taken_away(desk: AccountDesk) -> None:
    desk.send("account/profile", **values(name="Alice Adams", birthdate="1990-02-03"))

    page = desk.after(desk.send("account/profile", **values(name="", birthdate="1991-02-03")))

    assert said(page) == "Your change was saved."
    assert "name" not in attributes()
    assert attributes()["birthdate"] == "1991-02-03"


def test_what_is_known_stands_in_the_fields(strict: AccountDesk) -> None:
    page = strict.look("account/profile")

    assert 'name="attribute:given_name" value="Alice"' in page
    assert 'type="date" name="attribute:birthdate"' in page


def test_a_birth_date_in_another_form_is_not_lost(desk: AccountDesk) -> None:
    User.objects.update(other_attributes={"birthdate": "3 Feb 90"})

    assert 'type="text" name="attribute:birthdate" value="3 Feb 90"' in desk.look("account/profile")


def test_what_cannot_be_changed_is_shown(strict: AccountDesk) -> None:
    page = strict.look("account/profile")

    assert "<dt>Staff id</dt><dd><bdi>4711</bdi></dd>" in page
    assert "attribute:custom:staff_id" not in page
    assert "note" not in page.lower()


def test_addresses_have_pages_of_their_own(desk: AccountDesk) -> None:
    # checklist 45
    desk.send("account/profile", **values(email="evil@example.com", email_verified="true", phone_number="+15550001"))

    assert attributes()["email"] == "alice@example.com"
    assert "phone_number" not in attributes()


@pytest.mark.parametrize("name", ["sub", "custom:staff_id", "custom:nothing", "dev:custom:note", "identities"])
def test_what_has_no_field_is_not_written(strict: AccountDesk, name: str) -> None:
    # checklist 68
    before = attributes()

    strict.send("account/profile", **values(given_name="Alice", **{name: "4712"}))

    assert attributes() == before


def test_what_the_client_may_not_write_is_only_shown(desk: AccountDesk) -> None:
    # checklist 68
    User.objects.update(name="Alice Adams")
    desk.app.settings |= {"WriteAttributes": ["nickname"]}
    desk.app.save()

    desk.send("account/profile", **values(name="Mallory", nickname="Al"))
    page = desk.look("account/profile")

    assert "<dt>Name</dt><dd><bdi>Alice Adams</bdi></dd>" in page
    assert attributes()["name"] == "Alice Adams"
    assert attributes()["nickname"] == "Al"


def test_what_the_client_may_not_read_is_not_shown(desk: AccountDesk) -> None:
    # checklist 68
    User.objects.update(name="Alice Adams")
    desk.app.settings |= {"ReadAttributes": ["nickname"]}
    desk.app.save()

    desk.send("account/profile", **values(name="Mallory"))
    page = desk.look("account/profile")

    assert "Alice Adams" not in page
    assert attributes()["name"] == "Alice Adams"


def test_without_the_scope_for_it_nothing_can_be_changed(desk: AccountDesk) -> None:
    desk.app.settings |= {"AllowedOAuthScopes": ["openid"]}
    desk.app.save()

    desk.send("account/profile", **values(name="Mallory"))
    page = desk.look("account/profile")

    assert "name" not in attributes()
    assert "<input" not in page
    assert "Nothing is known about you yet." in page


def test_what_is_required_cannot_be_emptied(strict: AccountDesk) -> None:
    page = strict.send("account/profile", **values(given_name="")).content.decode()

    assert field_error(page, "attribute:given_name") == "Enter your first name."
    assert attributes()["given_name"] == "Alice"


def test_what_the_schema_refuses_is_said_beside_its_field(strict: AccountDesk) -> None:
    page = strict.send("account/profile", **values(given_name="Alice", **{"custom:level": "many"})).content.decode()

    assert field_error(page, "attribute:custom:level") == "Number is expected."
    assert "custom:level" not in attributes()


def test_a_name_that_signs_another_in_is_refused(strict: AccountDesk) -> None:
    people.confirmed(strict.app.pool, "bob", given_name="Bob", preferred_username="bobby")

    sent = strict.send("account/profile", **values(given_name="Alice", preferred_username="bobby"))

    assert field_error(sent.content.decode(), "attribute:preferred_username").startswith("Another account uses")
    assert "preferred_username" not in attributes()


def test_sending_it_unchanged_changes_nothing(strict: AccountDesk) -> None:
    before = User.objects.get().updated_at

    strict.send("account/profile", **values(given_name="Alice"))

    assert User.objects.get().updated_at == before


def test_errors_among_the_further_fields_open_them(strict: AccountDesk) -> None:
    page = strict.send("account/profile", **values(given_name="Alice", nickname="x" * 3000)).content.decode()

    assert '<details class="more" open>' in page
    assert problem(page)


def test_it_costs_few_queries(desk: AccountDesk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(5):
        desk.look("account/profile")
