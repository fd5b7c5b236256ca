"""An operator's own account."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from console import second_factor
from console.models import Operator
from tests.support.operators import code_of

PASSWORD = "a long password of Olga's"
NEW = "another long one, of 2026"


def change(**values: str) -> dict[str, str]:
    return {"current": PASSWORD, "new": NEW, "repeated": NEW, **values}


def test_the_password_can_be_changed(console: Client, operator: Operator) -> None:
    answer = console.post(reverse("console:account_password"), change(), follow=True)
    operator.refresh_from_db()
    assert operator.check_password(NEW)
    assert "Password was changed." in answer.content.decode()


def test_changing_the_password_ends_other_sessions(console: Client, operator: Operator) -> None:
    # checklist 34
    other = Client(headers={"host": "localhost"})
    other.force_login(operator)
    console.post(reverse("console:account_password"), change())
    assert other.get(reverse("console:account")).status_code == 302
    assert console.get(reverse("console:account")).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"current": "wrong"}, "That is not your current password."),
        ({"repeated": "different"}, "The two new passwords differ."),
        ({"new": "short", "repeated": "short"}, "This password is too short."),
        ({"new": "olga@example.com", "repeated": "olga@example.com"}, "too similar to the email"),
    ],
)
def test_a_password_that_cannot_be_taken_says_why(
    wrong: dict[str, str], said: str, console: Client, operator: Operator
) -> None:
    answer = console.post(reverse("console:account_password"), change(**wrong))
    operator.refresh_from_db()
    assert operator.check_password(PASSWORD)
    assert said in answer.content.decode()


def test_enrolling_shows_key_and_drawing_then_ten_codes(console: Client, operator: Operator) -> None:
    page = console.get(reverse("console:account_enrol")).content.decode()
    app = second_factor.begin_enrolment(operator)
    assert second_factor.key_text(app) in page
    assert "<svg" in page.partition('class="qr"')[2][:200]
    answer = console.post(reverse("console:account_enrol"), {"code": code_of(app)}).content.decode()
    assert len(re.findall(r"<code>[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}</code>", answer)) == 10


def test_who_has_just_enrolled_stays_signed_in(console: Client, operator: Operator) -> None:
    app = second_factor.begin_enrolment(operator)
    console.post(reverse("console:account_enrol"), {"code": code_of(app)})
    assert console.get(reverse("console:account")).status_code == 200


@pytest.fixture
def protected(console: Client, operator: Operator) -> Client:
    """A browser whose operator has a second factor and has passed it."""
    app = second_factor.begin_enrolment(operator)
    console.post(reverse("console:account_enrol"), {"code": code_of(app)})
    return console


@pytest.mark.parametrize("page", ["account_recovery_codes", "account_remove_second_factor"])
def test_the_second_factor_changes_only_with_the_password(page: str, protected: Client, operator: Operator) -> None:
    # checklist 45
    answer = protected.post(reverse(f"console:{page}"), {"current": "wrong"})
    assert "That is not your current password." in answer.content.decode()
    assert second_factor.is_enrolled(operator)
    assert second_factor.recovery_codes_left(operator) == 10


def test_new_recovery_codes_are_shown_once(protected: Client) -> None:
    url = reverse("console:account_recovery_codes")
    assert "<code>" in protected.post(url, {"current": PASSWORD}).content.decode()
    assert "<code>" not in protected.get(url).content.decode()


def test_the_second_factor_can_be_removed(protected: Client, operator: Operator) -> None:
    protected.post(reverse("console:account_remove_second_factor"), {"current": PASSWORD})
    assert not second_factor.is_enrolled(operator)


def test_preferences_are_kept_and_drawn_from_the_first_byte(console: Client, operator: Operator) -> None:
    back = reverse("console:access_keys")
    answer = console.post(
        f"{reverse('console:preferences')}?next={back}", {"theme": "dark", "density": "compact", "page_size": "50"}
    )
    assert answer.headers["Location"] == back
    assert '<html lang="en" dir="ltr" data-theme="dark" data-density="compact"' in console.get(back).content.decode()
    operator.refresh_from_db()
    assert operator.page_size == 50


@pytest.mark.parametrize(("name", "value"), [("theme", "pink"), ("page_size", "9999"), ("is_superuser", "True")])
def test_what_is_not_offered_is_not_set(name: str, value: str, console: Client, operator: Operator) -> None:
    before = getattr(operator, name)
    console.post(reverse("console:set_preference"), {name: value})
    operator.refresh_from_db()
    assert getattr(operator, name) == before


def test_the_navigation_stays_closed(console: Client) -> None:
    console.post(reverse("console:set_preference"), {"nav_open": "False"})
    assert 'data-nav="closed"' in console.get(reverse("console:account")).content.decode()
