"""Signing in to the console, with and without a second factor."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from console.models import Operator
from tests.support.clock import Clock
from tests.support.operators import code_of, enrolled

PASSWORD = "a long password of Olga's"
RIGHT = {"email": "olga@example.com", "password": PASSWORD}
SIGN_IN = reverse("console:sign_in")
CODE = reverse("console:sign_in_code")
ACCOUNT = reverse("console:account")


def test_the_password_leads_to_where_one_wanted_to_go(anonymous: Client, operator: Operator) -> None:
    # checklist 20
    answer = anonymous.post(f"{SIGN_IN}?next={ACCOUNT}", RIGHT)
    assert answer.status_code == 303
    assert answer.headers["Location"] == ACCOUNT


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_one_is_never_led_away_from_the_console(anonymous: Client, operator: Operator, wanted: str) -> None:
    # checklist 13
    answer = anonymous.post(f"{SIGN_IN}?next={wanted}", RIGHT)
    assert answer.headers["Location"] == reverse("console:user_pools")


def test_a_wrong_password_says_so_and_keeps_the_address(anonymous: Client, operator: Operator) -> None:
    answer = anonymous.post(SIGN_IN, {**RIGHT, "password": "wrong"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "The email address or the password is not right." in text
    assert 'value="olga@example.com"' in text
    assert "<title>Error: Sign in" in text


def test_the_password_never_comes_back(anonymous: Client, operator: Operator) -> None:
    answer = anonymous.post(SIGN_IN, {**RIGHT, "email": "nobody@example.com"})
    assert PASSWORD.replace("'", "&#x27;") not in answer.content.decode()
    assert PASSWORD not in answer.content.decode()


def test_signing_in_begins_a_new_session(anonymous: Client, operator: Operator) -> None:
    # checklist 49
    anonymous.get(SIGN_IN)
    session = anonymous.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    anonymous.post(SIGN_IN, RIGHT)
    assert anonymous.session.session_key != before


def test_with_a_second_factor_the_password_alone_opens_nothing(anonymous: Client, operator: Operator) -> None:
    # checklist 43
    enrolled(operator)
    answer = anonymous.post(SIGN_IN, RIGHT)
    assert answer.headers["Location"].startswith(CODE)
    assert anonymous.get(ACCOUNT).status_code == 302


def test_the_code_completes_the_sign_in(anonymous: Client, operator: Operator, clock: Clock) -> None:
    app = enrolled(operator)
    clock.advance(seconds=30)
    anonymous.post(SIGN_IN, RIGHT)
    answer = anonymous.post(f"{CODE}?next={ACCOUNT}", {"code": code_of(app)})
    assert answer.headers["Location"] == ACCOUNT
    assert anonymous.get(ACCOUNT).status_code == 200


def test_a_wrong_code_says_so(anonymous: Client, operator: Operator) -> None:
    enrolled(operator)
    anonymous.post(SIGN_IN, RIGHT)
    answer = anonymous.post(CODE, {"code": "000000"})
    assert "That code is not right" in answer.content.decode()
    assert anonymous.get(ACCOUNT).status_code == 302


def test_the_second_step_cannot_be_opened_first(anonymous: Client, operator: Operator) -> None:
    # checklist 43
    assert anonymous.post(CODE, {"code": "000000"}).headers["Location"].startswith(SIGN_IN)


def test_the_second_step_does_not_wait_for_ever(anonymous: Client, operator: Operator, clock: Clock) -> None:
    app = enrolled(operator)
    anonymous.post(SIGN_IN, RIGHT)
    clock.advance(minutes=6)
    assert anonymous.post(CODE, {"code": code_of(app)}).headers["Location"].startswith(SIGN_IN)


def test_a_session_of_before_enrolment_must_pass_the_second_factor(console: Client, operator: Operator) -> None:
    enrolled(operator)
    assert console.get(ACCOUNT).status_code == 302


def test_signing_out_ends_the_session_on_the_server(console: Client) -> None:
    # checklist 49
    stolen = Client(headers={"host": "localhost"})
    stolen.cookies[settings.SESSION_COOKIE_NAME] = console.cookies[settings.SESSION_COOKIE_NAME].value
    assert stolen.get(ACCOUNT).status_code == 200
    console.post(reverse("console:sign_out"))
    assert stolen.get(ACCOUNT).status_code == 302


@pytest.mark.parametrize(("hours", "times"), [(2.5, 1), (1.9, 7)])
def test_a_session_ends_when_idle_and_after_a_day_of_work(
    hours: float, times: int, anonymous: Client, operator: Operator, clock: Clock
) -> None:
    # checklist 49
    anonymous.post(SIGN_IN, RIGHT)
    answers = []
    for _ in range(times):
        clock.advance(hours=hours)
        answers.append(anonymous.get(ACCOUNT).status_code)
    assert answers == [200] * (times - 1) + [302]


def test_a_link_cannot_sign_anybody_out(console: Client) -> None:
    assert console.get(reverse("console:sign_out")).status_code == 405
    assert console.get(ACCOUNT).status_code == 200


def test_disabling_an_operator_ends_the_session(console: Client, operator: Operator) -> None:
    Operator.objects.filter(pk=operator.pk).update(is_active=False)
    assert console.get(ACCOUNT).status_code == 302


def test_forms_from_elsewhere_are_refused(operator: Operator) -> None:
    # checklist 50
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert strict.post(SIGN_IN, RIGHT).status_code == 403


def test_every_page_may_be_framed_by_nobody_and_runs_no_inline_script(anonymous: Client, operator: Operator) -> None:
    # checklist 19, 51
    headers = anonymous.get(SIGN_IN).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
