"""Guesses that a pool's functions evaluate, many at the same moment; on PostgreSQL with real parallelism."""

from __future__ import annotations

from itertools import count
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Challenge, Outcome
from pools.models import AppClient
from tests.accounts.conftest import make_client, make_pool
from tests.accounts.signin.test_custom_auth import FLOWS
from tests.accounts.test_parallel import all_at_once
from tests.accounts.test_user_migration import PASSWORD, directory
from tests.support import people, riddles
from tests.support.clock import Clock
from tests.support.scripted_triggers import Event, Reply, Script, ScriptedTriggers

pytestmark = pytest.mark.django_db(transaction=True)

EXCEEDED = "NotAuthorizedException: Password attempts exceeded"


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time; this runs in the suite's PostgreSQL pass")


@pytest.fixture
def crowd(db: None) -> AppClient:
    return make_client(make_pool("crowd"), ExplicitAuthFlows=FLOWS, PreventUserExistenceErrors="ENABLED")


def waiting_for(calls: int, script: Script) -> Script:
    """Answer none of so many calls before all of them are there."""
    barrier = Barrier(calls)

    def answer(event: Event) -> Reply:
        barrier.wait(timeout=4)
        return script(event)

    return answer


def sign_in(client: AppClient, password: str) -> Outcome:
    parameters = {"USERNAME": "olga", "PASSWORD": password}
    return engine.begin(client, flow="USER_PASSWORD_AUTH", parameters=parameters, context=Context())


def test_two_migrations_of_one_name_make_one_user_and_sign_in_both(
    crowd: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(crowd.pool, UserMigration=waiting_for(2, directory))
    ended = all_at_once(lambda: sign_in(crowd, PASSWORD), times=2)
    assert ended == {"SignedIn": 2}
    assert User.objects.count() == 1


def test_guesses_at_an_older_directory_beyond_the_limit_do_not_reach_it(
    crowd: AppClient, functions: ScriptedTriggers, clock: Clock
) -> None:
    # checklist 30
    clock.stop()
    functions.attach(crowd.pool, UserMigration=directory)
    guesses = count()
    ended = all_at_once(lambda: sign_in(crowd, f"guess {next(guesses)}"), times=40)
    assert len(functions.received) == 5
    assert ended[EXCEEDED] == 35


def open_riddle(client: AppClient) -> Challenge:
    asked = engine.begin(client, flow="CUSTOM_AUTH", parameters={"USERNAME": "alice"}, context=Context())
    assert isinstance(asked, Challenge)
    return asked


def solve(client: AppClient, asked: Challenge, text: str) -> Outcome:
    responses = {"USERNAME": "alice", "ANSWER": text}
    return engine.answer(client, challenge=asked.name, session=asked.session, responses=responses, context=Context())


def test_a_riddle_answered_fifty_times_at_once_signs_in_once(crowd: AppClient, functions: ScriptedTriggers) -> None:
    # checklist 43
    people.confirmed(crowd.pool, "alice")
    riddles.attach(crowd.pool, functions)
    asked = open_riddle(crowd)
    ended = all_at_once(lambda: solve(crowd, asked, riddles.ANSWER), times=50)
    assert ended["SignedIn"] == 1
    assert len(functions.received) == 4


def test_guesses_at_many_riddles_at_once_are_five(crowd: AppClient, functions: ScriptedTriggers, clock: Clock) -> None:
    # checklist 30
    clock.stop()
    people.confirmed(crowd.pool, "alice")
    riddles.attach(crowd.pool, functions)
    asked = [open_riddle(crowd) for _ in range(20)]
    functions.received.clear()
    guesses = count()
    ended = all_at_once(lambda: solve(crowd, asked[next(guesses)], "rain"), times=20)
    assert ended == {"Challenge": 5, EXCEEDED: 15}
    assert riddles.sources(functions).count("VerifyAuthChallengeResponse") == 5
