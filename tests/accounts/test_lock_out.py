"""Whoever guesses at a password waits longer and longer; whoever lives there does not wait for strangers."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import lock_out, sessions, subjects
from accounts.familiarity import Caller
from accounts.lock_out import EXCEEDED
from accounts.models import LockOut, User, UserSession
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import SignedIn
from accounts.tokens import issue
from pools.core.errors import CodeMismatchException, CognitoError, NotAuthorizedException
from pools.models import AppClient
from tests.support import people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

HOME = "198.51.100.4"
AWAY = "203.0.113.9"
WRONG = "Wrong-1234!"


@pytest.fixture
def at_home(client: AppClient, alice: User, clock: Clock) -> User:
    """Alice, who has signed in at home."""
    clock.stop()
    issue.for_sign_in(sign_in(client, ip=HOME))
    return alice


def sign_in(client: AppClient, password: str = people.PASSWORD, *, ip: str, username: str = "alice") -> SignedIn:
    parameters = {"USERNAME": username, "PASSWORD": password}
    outcome = engine.begin(client, flow="USER_PASSWORD_AUTH", parameters=parameters, context=Context(ip=ip))
    assert isinstance(outcome, SignedIn)
    return outcome


def refusal(client: AppClient, password: str = people.PASSWORD, *, ip: str, username: str = "alice") -> str:
    with pytest.raises(NotAuthorizedException) as refused:
        sign_in(client, password, ip=ip, username=username)
    return refused.value.message


def fail(client: AppClient, *, ip: str, times: int = 5) -> list[str]:
    return [refusal(client, WRONG, ip=ip) for _ in range(times)]


def test_a_stranger_does_not_keep_out_who_signed_in_there_before(client: AppClient, at_home: User) -> None:
    # checklist 30
    fail(client, ip=AWAY)

    assert refusal(client, ip=AWAY) == EXCEEDED
    assert sign_in(client, ip=HOME).user == at_home


def test_a_stranger_who_never_rests_does_not_either(client: AppClient, at_home: User, clock: Clock) -> None:
    # checklist 30
    fail(client, ip=AWAY, times=6)
    for _ in range(20):
        clock.advance(minutes=15, seconds=-1)
        refusal(client, WRONG, ip=AWAY)

    assert sign_in(client, ip=HOME).user == at_home


def test_a_guesser_at_home_waits_as_well(client: AppClient, at_home: User, clock: Clock) -> None:
    fail(client, ip=HOME)

    assert refusal(client, ip=HOME) == EXCEEDED
    clock.advance(seconds=2)
    assert sign_in(client, ip=HOME).user == at_home


def test_at_home_there_are_five_guesses_more_while_strangers_are_locked_out(client: AppClient, at_home: User) -> None:
    # checklist 30
    fail(client, ip=AWAY)

    assert EXCEEDED not in fail(client, ip=HOME)
    assert refusal(client, ip=HOME) == EXCEEDED


def test_a_mistake_at_home_does_not_make_the_strangers_wait_longer(client: AppClient, at_home: User) -> None:
    fail(client, ip=AWAY)
    before = LockOut.objects.get(subject=subjects.of(client.pool, at_home, "")).locked_until

    fail(client, ip=HOME, times=1)

    assert LockOut.objects.get(subject=subjects.of(client.pool, at_home, "")).locked_until == before


def test_a_success_at_home_gives_strangers_no_new_guesses(client: AppClient, at_home: User) -> None:
    # checklist 30
    fail(client, ip=AWAY)
    fail(client, ip=HOME, times=1)

    sign_in(client, ip=HOME)

    assert refusal(client, WRONG, ip=AWAY) == EXCEEDED
    assert LockOut.objects.count() == 1


def test_the_home_of_another_user_is_none(client: AppClient, at_home: User) -> None:
    people.confirmed(client.pool, "bob")
    for _ in range(5):
        refusal(client, WRONG, ip=AWAY, username="bob")

    assert refusal(client, ip=HOME, username="bob") == EXCEEDED


@pytest.mark.parametrize(("days", "message"), [(89, None), (91, EXCEEDED)])
def test_a_home_left_long_ago_is_none(
    client: AppClient, at_home: User, clock: Clock, days: int, message: str | None
) -> None:
    UserSession.objects.update(expires_at=UserSession.objects.get().expires_at + timedelta(days=365))
    sessions.sign_out_everywhere(at_home)
    clock.advance(days=days)
    fail(client, ip=AWAY)

    assert _outcome(client, ip=HOME) == message


def test_a_session_that_ran_out_long_ago_makes_no_home(client: AppClient, at_home: User, clock: Clock) -> None:
    clock.advance(days=30 + 91)
    fail(client, ip=AWAY)

    assert refusal(client, ip=HOME) == EXCEEDED


@pytest.mark.parametrize(("ip", "message"), [("2001:db8:1:2::77", None), ("2001:db8:1:3::1", EXCEEDED)])
def test_an_ipv6_home_is_a_network(client: AppClient, alice: User, clock: Clock, ip: str, message: str | None) -> None:
    clock.stop()
    issue.for_sign_in(sign_in(client, ip="2001:db8:1:2::1"))
    fail(client, ip=AWAY)

    assert _outcome(client, ip=ip) == message


def test_an_address_that_is_none_is_nobodys_home(client: AppClient, alice: User, clock: Clock) -> None:
    # checklist 36
    clock.stop()
    issue.for_sign_in(sign_in(client, ip=""))
    fail(client, ip=AWAY)

    assert refusal(client, ip="") == EXCEEDED


def test_who_has_not_failed_costs_no_query_more(client: AppClient, at_home: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        lock_out.check(client.pool, subjects.of(client.pool, at_home, ""), caller=Caller(at_home, HOME))

    assert len(captured) == 1


def test_a_stranger_who_guesses_at_codes_bars_strangers_only(client: AppClient, at_home: User) -> None:
    # checklist 37
    subject = subjects.of(client.pool, at_home, "", guessing="code|")
    guesses = [_guess_code(client, subject, Caller(at_home, AWAY), right=False) for _ in range(6)]

    assert [*dict.fromkeys(guesses)] == ["CodeMismatchException", "NotAuthorizedException"]
    assert _guess_code(client, subject, Caller(at_home, AWAY), right=True) == "NotAuthorizedException"
    assert _guess_code(client, subject, Caller(at_home, HOME), right=True) == "right"


def test_codes_guessed_at_home_are_counted_there(client: AppClient, at_home: User) -> None:
    subject = subjects.of(client.pool, at_home, "", guessing="code|")
    guesses = [_guess_code(client, subject, Caller(at_home, HOME), right=False) for _ in range(6)]

    assert guesses == ["CodeMismatchException"] * 5 + ["NotAuthorizedException"]
    assert _guess_code(client, subject, Caller(at_home, HOME), right=True) == "NotAuthorizedException"


def test_a_guess_at_a_code_forgives_only_what_was_counted_at_home(client: AppClient, at_home: User) -> None:
    subject = subjects.of(client.pool, at_home, "", guessing="code|")
    for _ in range(5):
        _guess_code(client, subject, Caller(at_home, AWAY), right=False)
    _guess_code(client, subject, Caller(at_home, HOME), right=False)

    _guess_code(client, subject, Caller(at_home, HOME), right=True)

    assert sorted(LockOut.objects.values_list("failures", flat=True)) == [0, 5]


def _outcome(client: AppClient, *, ip: str) -> str | None:
    try:
        sign_in(client, ip=ip)
    except CognitoError as error:
        return error.message
    return None


def _guess_code(client: AppClient, subject: bytes, caller: Caller, *, right: bool) -> str:
    try:
        lock_out.guard(
            client.pool, subject, lambda: right, wrong=CodeMismatchException(str(uuid.uuid4())), caller=caller
        )
    except CognitoError as error:
        return error.code
    return "right"
