"""Authenticator apps and recovery codes of operators."""

from __future__ import annotations

import pytest
from django.db import connection
from django_otp.plugins.otp_static.models import StaticToken

from console import second_factor
from console.models import AuthenticatorApp, Operator
from pools.core.errors import CodeMismatchException
from tests.support.clock import Clock
from tests.support.operators import code_of, enrolled


def test_an_app_counts_only_after_it_has_shown_a_code(operator: Operator) -> None:
    app = second_factor.begin_enrolment(operator)
    assert not second_factor.is_enrolled(operator)
    second_factor.finish_enrolment(operator, code_of(app))
    assert second_factor.is_enrolled(operator)


def test_a_wrong_code_does_not_enrol(operator: Operator) -> None:
    app = second_factor.begin_enrolment(operator)
    wrong = f"{(int(code_of(app)) + 1) % 1_000_000:06d}"
    with pytest.raises(CodeMismatchException):
        second_factor.finish_enrolment(operator, wrong)
    assert not second_factor.is_enrolled(operator)


def test_reloading_the_page_shows_the_same_key(operator: Operator) -> None:
    first, second = (second_factor.key_text(second_factor.begin_enrolment(operator)) for _ in range(2))
    assert first == second


def test_a_code_is_good_once(operator: Operator, clock: Clock) -> None:
    # checklist 44
    app = enrolled(operator)
    clock.advance(seconds=30)
    code = code_of(app)
    assert second_factor.check(operator, code) == app
    with pytest.raises(CodeMismatchException):
        second_factor.check(operator, code)


def test_a_code_two_steps_off_is_refused(operator: Operator, clock: Clock) -> None:
    # checklist 44
    app = enrolled(operator)
    code = code_of(app)
    clock.advance(seconds=90)
    with pytest.raises(CodeMismatchException):
        second_factor.check(operator, code)


def test_guessing_is_slowed_down(operator: Operator, clock: Clock) -> None:
    # checklist 44
    app = enrolled(operator)
    clock.advance(seconds=30)
    for _ in range(3):
        with pytest.raises(CodeMismatchException):
            second_factor.check(operator, "000000")
    with pytest.raises(CodeMismatchException):
        second_factor.check(operator, code_of(app))


def test_a_recovery_code_is_good_once_and_however_it_is_typed(operator: Operator) -> None:
    enrolled(operator)
    code = second_factor.new_recovery_codes(operator)[0]
    second_factor.check(operator, code.upper().replace("-", " "))
    assert second_factor.recovery_codes_left(operator) == 9
    with pytest.raises(CodeMismatchException):
        second_factor.check(operator, code)


def test_new_recovery_codes_end_the_old_ones(operator: Operator) -> None:
    enrolled(operator)
    old = second_factor.new_recovery_codes(operator)
    new = second_factor.new_recovery_codes(operator)
    assert len(set(new)) == 10
    with pytest.raises(CodeMismatchException):
        second_factor.check(operator, old[0])


def test_neither_seed_nor_recovery_codes_can_be_read_in_the_database(operator: Operator) -> None:
    # checklist 9
    app = enrolled(operator)
    codes = second_factor.new_recovery_codes(operator)
    with connection.cursor() as cursor:
        cursor.execute("SELECT seed FROM console_authenticatorapp")
        stored = bytes(cursor.fetchone()[0])
    assert bytes(app.seed) not in stored
    assert bytes(app.seed).hex() not in stored.hex()
    assert not {code.replace("-", "") for code in codes} & set(StaticToken.objects.values_list("token", flat=True))


def test_another_operators_codes_are_refused(operator: Operator) -> None:
    other = Operator.objects.create_user("otto@example.com", "a long password of Otto's")
    enrolled(operator)
    enrolled(other)
    with pytest.raises(CodeMismatchException):
        second_factor.check(operator, second_factor.new_recovery_codes(other)[0])


def test_replacing_the_app_ends_the_old_one(operator: Operator) -> None:
    enrolled(operator)
    enrolled(operator)
    assert AuthenticatorApp.objects.filter(user=operator, confirmed=True).count() == 1


def test_disabling_removes_everything(operator: Operator) -> None:
    enrolled(operator)
    second_factor.new_recovery_codes(operator)
    second_factor.disable(operator)
    assert not second_factor.is_enrolled(operator)
    assert second_factor.recovery_codes_left(operator) == 0
