"""The password of an operator, and the wait after wrong ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import connections
from django.test import RequestFactory

from console import operator_sign_in
from console.models import Operator, SignInThrottle
from pools.core.errors import CognitoError, NotAuthorizedException, TooManyFailedAttemptsException
from tests.support.clock import Clock

PASSWORD = "a long password of Olga's"


def attempt(password: str = "wrong", *, email: str = "olga@example.com", address: str = "192.0.2.1") -> Operator:
    request = RequestFactory().post("/console/sign-in", REMOTE_ADDR=address)
    return operator_sign_in.check_password(request, email=email, password=password)


def fail(times: int, **where: str) -> None:
    for _ in range(times):
        with pytest.raises(NotAuthorizedException):
            attempt(**where)


def test_the_right_password_signs_in_however_the_address_is_typed(operator: Operator) -> None:
    assert attempt(PASSWORD, email=" Olga@Example.com ") == operator


def test_a_password_is_kept_as_argon2id(operator: Operator) -> None:
    assert identify_hasher(operator.password).algorithm == "argon2"
    assert operator.password.startswith("argon2$argon2id$")


def test_an_unknown_operator_gets_the_same_answer(operator: Operator) -> None:
    # checklist 29
    answers = []
    for email in ("olga@example.com", "nobody@example.com"):
        with pytest.raises(NotAuthorizedException) as raised:
            attempt(email=email)
        answers.append(raised.value.message)
    assert answers[0] == answers[1]


def test_a_disabled_operator_gets_the_same_answer(operator: Operator) -> None:
    Operator.objects.update(is_active=False)
    with pytest.raises(NotAuthorizedException, match="The email address or the password is not right"):
        attempt(PASSWORD)


def test_after_five_wrong_passwords_even_the_right_one_waits(operator: Operator) -> None:
    # checklist 30
    fail(5)
    with pytest.raises(TooManyFailedAttemptsException, match="Try again in"):
        attempt(PASSWORD)


def test_the_wait_ends_and_grows_with_the_next_failure(operator: Operator, clock: Clock) -> None:
    fail(5)
    clock.advance(seconds=2)
    fail(1)
    clock.advance(seconds=1)
    with pytest.raises(TooManyFailedAttemptsException):
        attempt(PASSWORD)
    clock.advance(seconds=2)
    assert attempt(PASSWORD) == operator


def test_another_address_is_not_locked_out_with_it(operator: Operator) -> None:
    # checklist 30: nobody can lock out a victim for ever
    fail(5)
    assert attempt(PASSWORD, address="192.0.2.2") == operator


def test_one_address_cannot_go_through_many_operators(operator: Operator) -> None:
    for number in range(30):
        fail(1, email=f"operator{number}@example.com")
    with pytest.raises(TooManyFailedAttemptsException):
        attempt(PASSWORD)


def test_from_everywhere_the_wait_is_a_minute_at_most() -> None:
    everywhere = operator_sign_in.limits("olga@example.com", "192.0.2.1")[2]
    assert everywhere.wait(10_000).total_seconds() == 60


def test_a_right_password_clears_the_count(operator: Operator) -> None:
    fail(4)
    attempt(PASSWORD)
    fail(4)
    assert attempt(PASSWORD) == operator


def test_old_failures_are_forgotten(operator: Operator, clock: Clock) -> None:
    fail(4)
    clock.advance(days=2)
    fail(4)
    assert attempt(PASSWORD) == operator


def test_typed_names_are_not_kept(operator: Operator) -> None:
    fail(1, email="secret-typed-here@example.com")
    assert all("@" not in row.subject for row in SignInThrottle.objects.all())


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_do_not_slip_through_together() -> None:
    # checklist 30
    Operator.objects.create_user("olga@example.com", PASSWORD)

    def guess(_: int) -> str:
        try:
            attempt()
        except CognitoError as error:
            return error.code
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(guess, range(24)))
    assert answers.count("NotAuthorizedException") <= 6
    assert "in" not in answers
