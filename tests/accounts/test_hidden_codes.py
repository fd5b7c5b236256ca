"""Codes where existence is hidden: whoever is about to enter one learns nothing of who has an account (checklist 29)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts import password_reset, sign_up
from accounts.models import User
from pools.core.errors import CognitoError, ExpiredCodeException
from pools.models import AppClient
from tests.accounts.conftest import make_client
from tests.support import guarded, people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

MISMATCH = "CodeMismatchException: Invalid verification code provided, please try again."
EXPIRED = "ExpiredCodeException: Invalid code provided, please request a code again."
NEW = "Brand-new-1!"


def answer_of(call: Callable[[], object]) -> str:
    with pytest.raises(CognitoError) as refused:
        call()
    return f"{refused.value.code}: {refused.value.message}"


def confirming(client: AppClient, username: str) -> str:
    return answer_of(lambda: sign_up.confirm(client, username=username, code="000000"))


def resetting(client: AppClient, username: str) -> str:
    return answer_of(lambda: password_reset.confirm_forgot(client, username=username, code="000000", password=NEW))


def test_who_is_confirmed_is_like_nobody(hiding_client: AppClient, alice: User) -> None:
    assert confirming(hiding_client, "alice") == confirming(hiding_client, "nobody") == MISMATCH


def test_whose_sign_up_code_has_expired_is_like_nobody(hiding_client: AppClient, clock: Clock) -> None:
    people.unconfirmed(hiding_client, "bob")
    clock.advance(hours=25)

    assert confirming(hiding_client, "bob") == confirming(hiding_client, "nobody") == MISMATCH


def test_who_waits_for_a_code_is_like_nobody(hiding_client: AppClient) -> None:
    people.unconfirmed(hiding_client, "bob")

    assert confirming(hiding_client, "bob") == confirming(hiding_client, "nobody") == MISMATCH


def test_where_nothing_is_hidden_each_is_told(client: AppClient, alice: User) -> None:
    assert confirming(client, "alice").startswith("NotAuthorizedException: User cannot be confirmed.")
    assert confirming(client, "nobody").startswith("UserNotFoundException")


@pytest.mark.parametrize("change", [{}, {"enabled": False}, {"email_verified": False}, {"status": "RESET_REQUIRED"}])
def test_who_never_asked_for_a_reset_code_is_like_nobody(
    hiding_client: AppClient, alice: User, change: dict[str, object]
) -> None:
    User.objects.filter(pk=alice.pk).update(**change)

    assert resetting(hiding_client, "alice") == resetting(hiding_client, "nobody") == MISMATCH


@pytest.mark.parametrize(("minutes", "answer"), [(0, MISMATCH), (59, MISMATCH), (61, EXPIRED)])
def test_who_asked_for_one_is_like_nobody_who_asked(
    hiding_client: AppClient, alice: User, clock: Clock, minutes: int, answer: str
) -> None:
    clock.stop()
    password_reset.forgot(hiding_client, username="alice")
    password_reset.forgot(hiding_client, username="nobody")

    clock.advance(minutes=minutes)

    assert resetting(hiding_client, "alice") == resetting(hiding_client, "nobody") == answer


def test_where_nothing_is_hidden_a_reset_code_that_was_not_asked_for_has_expired(
    client: AppClient, alice: User
) -> None:
    assert resetting(client, "alice") == EXPIRED
    assert resetting(client, "nobody").startswith("UserNotFoundException")


def test_the_right_code_works_where_existence_is_hidden(hiding_client: AppClient, alice: User) -> None:
    password_reset.forgot(hiding_client, username="alice")
    code = people.last_code("alice@example.com")

    password_reset.confirm_forgot(hiding_client, username="alice", code=code, password=NEW)

    with pytest.raises(ExpiredCodeException):
        password_reset.confirm_forgot(make_client(alice.pool), username="alice", code=code, password=NEW)
    assert guarded.sign_in(hiding_client, password=NEW).user == alice
