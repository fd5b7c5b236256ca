"""Finding, creating and changing users."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from console.models import Operator
from pools.models import OutboxMessage
from tests.console.pages.conftest import Home
from tests.support import people

NEW_USER = {
    "username": "mary.major",
    "invitation": "none",
    "email": "mary@example.com",
    "password_choice": "set",
    "temporary_password": "Temp-0rary!",
}


def url(route: str, home: Home) -> str:
    return reverse(f"console:{route}", args=[home.pool.id])


def own_url(route: str, user: User) -> str:
    return reverse(f"console:{route}", args=[user.pool_id, user.sub])


def create(console: Client, home: Home, **changes: Any) -> Any:
    return console.post(url("user_create", home), {**NEW_USER, **changes})


def test_the_list_shows_users_and_how_many(console: Client, home: Home) -> None:
    answer = console.get(url("users", home))
    assert "north-alice@example.com" in answer.content.decode()
    assert answer.context["number"] == 1


def test_the_list_is_filtered_by_a_prefix(console: Client, home: Home) -> None:
    people.invited(home.pool, "carlos")
    page = console.get(url("users", home), {"property": "username", "operator": "^=", "value": "car"}).content.decode()
    assert "carlos@example.com" in page
    assert "north-alice@example.com" not in page
    assert "User name starts with car" in page


def test_the_list_is_filtered_by_status_in_words(console: Client, home: Home) -> None:
    people.invited(home.pool, "carlos")
    query = {"property": "cognito:user_status", "value": "force change password"}
    page = console.get(url("users", home), query).content.decode()
    assert "carlos@example.com" in page
    assert "north-alice@example.com" not in page


def test_quotes_in_a_filter_are_only_text(console: Client, home: Home) -> None:
    # checklist 69
    answer = console.get(url("users", home), {"property": "email", "operator": "=", "value": '" or "1" = "1\\'})
    assert answer.status_code == 200
    assert "No matches" in answer.content.decode()


def test_an_unknown_property_shows_everybody(console: Client, home: Home) -> None:
    answer = console.get(url("users", home), {"property": "password", "operator": "=", "value": "x"})
    assert answer.status_code == 200


def test_the_list_goes_page_by_page_and_back(console: Client, home: Home) -> None:
    Operator.objects.update(page_size=10)
    for number in range(14):
        people.invited(home.pool, f"user{number:02}")
    first = console.get(url("users", home))
    second = console.get(url("users", home) + first.context["pager"].next_url)
    assert [row.user.username for row in second.context["users"]] == [f"user{number:02}" for number in range(9, 14)]
    back = console.get(url("users", home) + second.context["pager"].previous_url)
    assert back.context["users"] == first.context["users"]


def test_a_page_token_of_another_pool_shows_the_first_page(console: Client, home: Home, elsewhere: Home) -> None:
    # checklist 69
    Operator.objects.update(page_size=10)
    for number in range(11):
        people.invited(elsewhere.pool, f"user{number:02}")
    foreign = console.get(url("users", elsewhere)).context["pager"].next_url
    answer = console.get(url("users", home) + foreign)
    assert [row.user.username for row in answer.context["users"]] == [home.user.username]


def test_a_user_is_created_without_an_invitation(console: Client, home: Home) -> None:
    answer = create(console, home, email_verified="on", attribute_given_name="Mary")
    user = User.objects.get(username="mary.major")
    assert answer.headers["Location"] == own_url("user", user)
    assert (user.status, user.given_name, user.email_verified) == ("FORCE_CHANGE_PASSWORD", "Mary", True)
    assert not OutboxMessage.objects.exists()


def test_a_user_is_created_with_an_email_invitation(console: Client, home: Home) -> None:
    create(console, home, invitation="email", password_choice="generate", temporary_password="")
    assert "mary.major" in people.last_message("mary@example.com")


def test_a_generated_password_needs_an_invitation(console: Client, home: Home) -> None:
    answer = create(console, home, password_choice="generate", temporary_password="")
    assert "nobody would learn a generated one" in answer.content.decode()
    assert not User.objects.filter(username="mary.major").exists()


def test_a_weak_password_is_refused_beside_its_field(console: Client, home: Home) -> None:
    answer = create(console, home, temporary_password="weak")
    assert answer.context["form"].errors["temporary_password"]
    assert 'value="mary.major"' in answer.content.decode()


def test_a_name_that_is_taken_is_refused_beside_its_field(console: Client, home: Home) -> None:
    answer = create(console, home, username=home.user.username)
    assert "A user with this name exists" in answer.content.decode()


def test_attributes_are_changed_and_deleted(console: Client, home: Home) -> None:
    people_url = own_url("user_edit_attributes", home.user)
    console.post(people_url, {"attribute_email": "new@example.com", "email_verified": "on", "attribute_name": "Alice"})
    home.user.refresh_from_db()
    assert (home.user.email, home.user.email_verified, home.user.name) == ("new@example.com", True, "Alice")
    console.post(people_url, {"attribute_email": "new@example.com", "email_verified": "on", "attribute_name": ""})
    home.user.refresh_from_db()
    assert home.user.name == ""


def test_an_unchanged_email_stays_verified(console: Client, home: Home) -> None:
    form = {"attribute_email": home.user.email, "email_verified": "on", "attribute_nickname": "Al"}
    console.post(own_url("user_edit_attributes", home.user), form)
    home.user.refresh_from_db()
    assert home.user.email_verified
    assert not OutboxMessage.objects.exists()


def test_a_password_is_set_for_good(console: Client, home: Home) -> None:
    user = people.invited(home.pool, "carlos")
    console.post(own_url("user_set_password", user), {"password": "Another-g00d-one", "kind": "permanent"})
    user.refresh_from_db()
    assert user.status == "CONFIRMED"


def test_a_password_against_the_policy_is_refused(console: Client, home: Home) -> None:
    answer = console.post(own_url("user_set_password", home.user), {"password": "weak", "kind": "permanent"})
    assert answer.context["form"].errors["password"]


def test_a_password_is_reset(console: Client, home: Home) -> None:
    console.post(own_url("user_reset_password", home.user), {"yes": ""})
    home.user.refresh_from_db()
    assert home.user.status == "RESET_REQUIRED"
    assert people.last_code(home.user.email)


def test_a_user_must_be_disabled_before_it_is_deleted(console: Client, home: Home) -> None:
    delete = own_url("user_delete", home.user)
    disabled = console.post(delete, {"yes": ""})
    assert disabled.headers["Location"] == delete
    assert not User.objects.get(sub=home.user.sub).enabled
    console.post(delete, {"yes": ""})
    assert not User.objects.filter(sub=home.user.sub).exists()


def test_a_disabled_user_is_enabled_again(console: Client, home: Home) -> None:
    console.post(own_url("user_disable", home.user), {"yes": ""})
    console.post(own_url("user_enable", home.user), {"yes": ""})
    assert User.objects.get(sub=home.user.sub).enabled


def test_an_unconfirmed_user_is_confirmed(console: Client, home: Home) -> None:
    bob = people.unconfirmed(home.client)
    console.post(own_url("user_confirm", bob), {"yes": ""})
    bob.refresh_from_db()
    assert bob.status == "CONFIRMED"


def test_confirming_twice_says_why_not(console: Client, home: Home) -> None:
    answer = console.post(own_url("user_confirm", home.user), {"yes": ""})
    assert answer.context["form"].non_field_errors()


def test_an_invitation_is_sent_again(console: Client, home: Home) -> None:
    user = people.invited(home.pool, "carlos")
    console.post(own_url("user_resend_invitation", user), {"yes": ""})
    assert "carlos" in people.last_message("carlos@example.com")


def test_signing_out_everywhere_is_told(console: Client, home: Home) -> None:
    console.post(own_url("user_sign_out", home.user), {"yes": ""})
    home.user.refresh_from_db()
    assert home.user.signed_out_at


def test_several_users_are_disabled_after_a_question(console: Client, home: Home) -> None:
    carlos = people.invited(home.pool, "carlos")
    act = reverse("console:users_act", args=[home.pool.id, "disable"])
    question = console.get(act, {"selected": [home.user.sub, carlos.sub]}).content.decode()
    assert "carlos" in question
    assert User.objects.filter(enabled=True).count() == 2
    console.post(act, {"selected": [home.user.sub, carlos.sub], "confirmed": "yes"})
    assert not User.objects.filter(enabled=True).exists()


def test_several_users_are_deleted_once_the_number_is_typed(console: Client, home: Home) -> None:
    carlos = people.invited(home.pool, "carlos")
    User.objects.update(enabled=False)
    act = reverse("console:users_act", args=[home.pool.id, "delete"])
    chosen = {"selected": [home.user.sub, carlos.sub], "confirmed": "yes"}
    console.post(act, {**chosen, "confirmation": "delete"})
    assert User.objects.count() == 2
    console.post(act, {**chosen, "confirmation": "delete 2"})
    assert not User.objects.exists()


def test_enabled_users_are_left_out_of_a_deletion(console: Client, home: Home) -> None:
    carlos = people.invited(home.pool, "carlos")
    User.objects.filter(sub=carlos.sub).update(enabled=False)
    act = reverse("console:users_act", args=[home.pool.id, "delete"])
    console.post(act, {"selected": [home.user.sub, carlos.sub], "confirmed": "yes", "confirmation": "delete 1"})
    assert [user.sub for user in User.objects.all()] == [home.user.sub]


def test_a_user_is_put_into_a_group_and_taken_out(console: Client, home: Home) -> None:
    carlos = people.invited(home.pool, "carlos")
    console.post(own_url("user_add_to_group", carlos), {"group": home.group.name})
    assert home.group.name in console.get(own_url("user_groups", carlos)).content.decode()
    console.post(reverse("console:user_remove_from_group", args=[home.pool.id, carlos.sub, home.group.name]))
    assert "No groups" in console.get(own_url("user_groups", carlos)).content.decode()


def test_a_group_that_does_not_exist_is_an_error_on_the_form(console: Client, home: Home) -> None:
    answer = console.post(own_url("user_add_to_group", home.user), {"group": "nobodys"})
    assert "no group of that name" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("email", "mary"), ("phone_number", "0206 555"), ("attribute_birthdate", "1.4.1990")],
)
def test_an_ill_formed_value_is_told_beside_its_field(field: str, typed: str, console: Client, home: Home) -> None:
    answer = create(console, home, **{field: typed})
    assert list(answer.context["form"].errors) == [field]
