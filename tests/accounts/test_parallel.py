"""What works once works once, also when fifty ask at the same moment; on PostgreSQL with real parallelism."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count, cycle
from threading import Barrier
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError
from django.db import connection, connections
from pytest_django.fixtures import Settings

from accounts import attempts, lock_out, password_reset, passwords, sending, sign_up, subjects
from accounts import passkeys as verbs
from accounts.crypto import argon2
from accounts.crypto.places import Places
from accounts.familiarity import Caller
from accounts.models import AttemptCount, LockOut, RefreshToken, UserSession
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import SignedIn
from accounts.tokens import issue, refresh, rotation
from pools import groups, session_configuration
from pools.core.errors import CodeMismatchException, CognitoError
from tests.accounts.conftest import make_client, make_pool
from tests.support import families, passkeys, people
from tests.support.authenticator import Authenticator
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)

TOGETHER = 50
WRONG = "Wrong-1234!"
HOME, AWAY = "198.51.100.4", "203.0.113.9"
INCORRECT = "NotAuthorizedException: Incorrect username or password."
EXCEEDED = "NotAuthorizedException: Password attempts exceeded"


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time; this runs in the suite's PostgreSQL pass")


def all_at_once(action: Callable[[], object], *, times: int = TOGETHER) -> Counter[str]:
    """How the calls ended, by the error's code or the result's type."""
    barrier = Barrier(times)

    def one(_: int) -> str:
        barrier.wait()
        try:
            return type(action()).__name__
        except CognitoError as error:
            return f"{error.code}: {error.message}"
        except ClientError as error:
            return "{Code}: {Message}".format_map(error.response["Error"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return Counter(threads.map(one, range(times)))


def test_a_sign_up_code_confirms_once() -> None:  # checklist 37, 38
    client = make_client(make_pool("crowd"))
    people.unconfirmed(client, "bob")
    code = people.last_code("bob@example.com")
    ended = all_at_once(lambda: sign_up.confirm(client, username="bob", code=code))
    assert ended["User"] == 1


def test_a_reset_code_sets_one_password() -> None:  # checklist 37, 38
    client = make_client(make_pool("crowd"))
    people.confirmed(client.pool, "alice")
    password_reset.forgot(client, username="alice")
    code, chosen = people.last_code("alice@example.com"), [f"An0ther-h0rse-{number}!" for number in range(TOGETHER)]
    ended = all_at_once(
        lambda: password_reset.confirm_forgot(client, username="alice", code=code, password=chosen.pop()),
        times=TOGETHER,
    )
    assert ended["NoneType"] == 1


def test_fifty_guesses_at_once_are_fifteen_tries() -> None:  # checklist 37
    client = make_client(make_pool("crowd"))
    user = people.unconfirmed(client, "bob")
    subject = subjects.of(client.pool, user, "bob")
    ended = all_at_once(lambda: attempts.spend(client.pool, subject, attempts.CONFIRM_SIGN_UP))
    assert ended["NoneType"] == attempts.CONFIRM_SIGN_UP.per_hour


@pytest.mark.parametrize("times", [50, 500])
def test_guesses_beyond_the_lock_are_not_evaluated(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:  # checklist 30
    clock.stop()
    four_at_once = Places(at_once=4, waiting=times, seconds=60)
    monkeypatch.setattr(argon2, "_places", lambda: four_at_once)
    client = make_client(make_pool("crowd"))
    user = people.confirmed(client.pool, "alice")
    ended = all_at_once(lambda: passwords.verify(client.pool, user, "alice", WRONG, ip=AWAY), times=times)
    assert ended == {INCORRECT: 5, EXCEEDED: times - 5}


def test_of_several_processes_each_evaluates_one_guess_more_at_most(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:  # checklist 30
    clock.stop()
    processes = cycle([Places(at_once=2, waiting=200, seconds=60) for _ in range(4)])
    monkeypatch.setattr(argon2, "_places", lambda: next(processes))
    client = make_client(make_pool("crowd"))
    user = people.confirmed(client.pool, "alice")
    ended = all_at_once(lambda: passwords.verify(client.pool, user, "alice", WRONG, ip=AWAY), times=200)
    assert 5 <= ended[INCORRECT] <= 5 + 3
    assert ended[INCORRECT] + ended[EXCEEDED] == 200


def test_strangers_and_the_owner_at_once_leave_the_owner_in(clock: Clock) -> None:  # checklist 30
    clock.stop()
    client = make_client(make_pool("crowd"))
    user = people.confirmed(client.pool, "alice")
    begin = partial(engine.begin, client, flow="USER_PASSWORD_AUTH")
    right, wrong = ({"USERNAME": "alice", "PASSWORD": password} for password in (people.PASSWORD, WRONG))
    at_home = begin(parameters=right, context=Context(ip=HOME))
    assert isinstance(at_home, SignedIn)
    issue.for_sign_in(at_home)
    guesses = all_at_once(lambda: begin(parameters=wrong, context=Context(ip=AWAY)), times=40)
    assert guesses[INCORRECT] == 5
    ended = all_at_once(lambda: begin(parameters=right, context=Context(ip=HOME)), times=10)
    assert ended == {SignedIn.__name__: 10}
    assert LockOut.objects.get(pool=client.pool, subject=subjects.of(client.pool, user, "")).failures == 5


def test_fifty_guesses_at_a_code_are_five(clock: Clock) -> None:  # checklist 37, 44
    clock.stop()
    client = make_client(make_pool("crowd"))
    user = people.confirmed(client.pool, "alice")
    subject = subjects.of(client.pool, user, "", guessing="code|")
    looked_at = Mock(return_value=False)
    guess = partial(
        lock_out.guard,
        client.pool,
        subject,
        looked_at,
        wrong=CodeMismatchException("wrong"),
        caller=Caller(user, AWAY),
    )
    ended = all_at_once(guess, times=50)
    assert ended == {"CodeMismatchException: wrong": 5, EXCEEDED: 45}
    assert looked_at.call_count == 5


def test_fifty_codes_at_once_to_one_address_are_as_many_as_allowed(settings: Settings) -> None:  # checklist 40
    settings.POOLHOUSE_SENDING_LIMITS = {"user": 0, "destination": 7, "range": 0, "caller": 30, "pool": 40}
    client = make_client(make_pool("crowd"))
    callers = (subjects.of(client.pool, None, f"user{number}") for number in count())
    send = partial(sending.spend, client.pool, address="ann@example.com", context=Context(ip=AWAY))
    ended = all_at_once(lambda: send(next(callers)), times=50)
    assert ended["NoneType"] == 7
    counts = AttemptCount.objects.values_list("kind", "count")
    assert dict(counts) == {"codes.destination": 8, "codes.caller": 7, "codes.pool": 7}


def test_a_name_is_given_once(settings: Settings) -> None:
    settings.POOLHOUSE_SENDING_LIMITS = dict.fromkeys(settings.POOLHOUSE_SENDING_LIMITS, 0)
    client = make_client(make_pool("crowd"))
    ended = all_at_once(
        lambda: sign_up.sign_up(
            client, username="ann", password=people.PASSWORD, attributes={"email": "ann@example.com"}
        )
    )
    assert ended == {"SignUpResult": 1, "UsernameExistsException: User already exists": TOGETHER - 1}


def test_a_group_name_is_given_once() -> None:
    pool = make_pool("crowd")
    ended = all_at_once(lambda: groups.create(pool, name="admins"))
    assert ended["Group"] == 1


def test_sign_ins_at_once_all_succeed() -> None:
    client = make_client(make_pool("crowd"))
    people.confirmed(client.pool, "alice")
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    ended = all_at_once(
        lambda: engine.begin(client, flow="USER_PASSWORD_AUTH", parameters=parameters, context=Context())
    )
    assert ended == {SignedIn.__name__: TOGETHER}


def test_fifty_refreshes_of_one_token_at_once_rotate_it_once(clock: Clock) -> None:  # checklist 23
    clock.stop()
    client = families.rotating_client(make_pool("crowd"))
    token = families.sign_in(people.confirmed(client.pool), client)
    ended = all_at_once(lambda: refresh.refresh(client, token=token), times=50)
    assert ended == {"TokenSet": 1, f"RefreshTokenReuseException: {rotation.REUSED}": 49}
    assert RefreshToken.objects.count() == 2
    assert UserSession.objects.get().revoked_at is None  # the user is not signed out


def test_fifty_retries_at_once_get_the_very_same_successor() -> None:  # checklist 23
    client = families.rotating_client(make_pool("crowd"), grace=60)
    token = families.sign_in(people.confirmed(client.pool), client)
    given: set[str] = set()
    ended = all_at_once(lambda: given.add(families.renew(client, token)), times=50)
    assert ended == {"NoneType": 50}
    assert len(given) == 1
    assert RefreshToken.objects.count() == 2


def test_of_fifty_that_refresh_and_one_that_revokes_nobody_keeps_the_family() -> None:  # checklist 7, 23
    client = families.rotating_client(make_pool("crowd"), grace=60)
    token = families.sign_in(people.confirmed(client.pool), client)
    actions: list[Callable[[], object]] = [partial(refresh.refresh, client, token=token)] * 49
    actions.append(partial(refresh.revoke, client, token=token, secret=None))
    turns = iter(actions)

    def take_a_turn() -> object:
        return next(turns)()

    ended = all_at_once(take_a_turn, times=50)
    assert ended["NoneType"] == 1
    assert all_at_once(lambda: refresh.refresh(client, token=token), times=2) == {
        "NotAuthorizedException: Refresh Token has been revoked": 2
    }


def test_of_a_passkey_and_its_copy_used_at_once_one_signs_in() -> None:  # checklist 46
    client = passkeys.client(passkeys.pool())
    authenticator = passkeys.registered(people.confirmed(client.pool, "alice"), client)
    answers = []
    for asked in [passkeys.asked(client) for _ in range(4)]:
        authenticator.count = 7
        answers.append(passkeys.answering(client, asked, authenticator.get(passkeys.options_of(asked))))

    def give_one() -> object:
        return answers.pop()()

    ended = all_at_once(give_one, times=4)
    assert ended == {"SignedIn": 1, "NotAuthorizedException: Incorrect username or password.": 3}


def test_a_passkeys_registration_is_completed_once() -> None:  # checklist 46
    client = passkeys.client(passkeys.pool())
    alice = people.confirmed(client.pool, "alice")
    options = verbs.begin(alice, client)
    made = [Authenticator(passkeys.ORIGIN).create(options) for _ in range(TOGETHER)]
    ended = all_at_once(lambda: verbs.complete(alice, client, credential=made.pop()))
    assert (ended["Passkey"], alice.passkeys.count()) == (1, 1)


def test_sign_ins_at_once_leave_no_session_too_many() -> None:
    client = make_client(make_pool("crowd"))
    session_configuration.set_for_pool(client.pool, tracking=True, max_per_user=3)
    user = people.confirmed(client.pool)
    ended = all_at_once(lambda: families.sign_in(user, client))
    assert ended == {"str": TOGETHER}
    assert UserSession.objects.filter(revoked_at=None).count() == 3
