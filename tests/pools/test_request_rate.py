"""So many requests of a category in a second, over all processes; and nothing asked where there is no limit."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from pools import limit_categories, provisioned_limits, request_rate
from pools.core import clock as core_clock
from pools.core.errors import TooManyRequestsException
from pools.models import RequestCount
from pools.wire import model
from tests.support.clock import Clock
from tests.support.limits import Limit, limiter

pytestmark = pytest.mark.django_db

THREADS = 12


@pytest.fixture
def limit(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Limit:
    return limiter(settings, tmp_path, monkeypatch)


@pytest.fixture(autouse=True)
def _one_second(clock: Clock) -> None:
    """No second ends while a test counts in it."""
    clock.stop()


def passed(operation: str, times: int) -> int:
    """How many of so many calls were not too many."""
    outcomes = [is_refused(operation) for _ in range(times)]
    return outcomes.count(False)


def is_refused(operation: str) -> bool:
    try:
        request_rate.spend(operation)
    except TooManyRequestsException:
        return True
    return False


def break_cache(monkeypatch: pytest.MonkeyPatch, *methods: str) -> Counter[str]:
    """Let a cache fail; counts how often it was asked."""
    asked: Counter[str] = Counter()

    def failing(name: str) -> Callable[..., None]:
        def fail(*_: object, **__: object) -> None:
            asked[name] += 1
            raise ConnectionError("no cache there")

        return fail

    for name in methods:
        monkeypatch.setattr(request_rate._known.cache, name, failing(name))
    return asked


def test_a_second_has_so_many_requests_and_the_next_has_them_anew(limit: Limit, clock: Clock) -> None:
    limit("UserCreation", 3)

    assert passed("SignUp", 5) == 3
    clock.advance(seconds=1)
    assert passed("SignUp", 5) == 3


def test_the_operations_of_a_category_count_together_and_others_apart(limit: Limit) -> None:
    limit("UserCreation", 2)

    assert passed("SignUp", 1) == passed("AdminCreateUser", 1) == 1
    assert is_refused("ConfirmSignUp")
    assert passed("ListUsers", 9) == 9


def test_a_limit_that_is_lifted_is_none(limit: Limit) -> None:
    limit("UserCreation", 1)
    assert passed("SignUp", 2) == 1

    limit("UserCreation", provisioned_limits.NONE)

    assert passed("SignUp", 9) == 9


def test_three_answers_for_each_sign_in_are_free_and_those_beyond_count_as_sign_ins(limit: Limit) -> None:
    limit("UserAuthentication", 2)

    assert passed("RespondToAuthChallenge", 4) + passed("AdminRespondToAuthChallenge", 2) == 6
    assert passed("InitiateAuth", 1) == 1
    assert passed("RespondToAuthChallenge", 9) == 1
    assert is_refused("AdminInitiateAuth")


@pytest.mark.usefixtures("limit")
def test_nothing_is_asked_of_the_database_while_there_is_no_limit() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert passed("InitiateAuth", 20) == 20

    assert not queries.captured_queries


def test_a_limit_costs_one_statement_at_most(limit: Limit, settings: Settings) -> None:
    limit("UserRead", 5)

    with CaptureQueriesContext(connection) as queries:
        passed("GetUser", 4)

    assert len(queries) == (0 if settings.REDIS_URL else 4)


def test_another_process_learns_of_a_limit_from_the_cache(limit: Limit, monkeypatch: pytest.MonkeyPatch) -> None:
    limit("UserCreation", 1)
    monkeypatch.setattr(request_rate, "_known", request_rate._Known())

    assert passed("SignUp", 3) == 1


def test_a_process_looks_again_only_after_a_while(limit: Limit, monkeypatch: pytest.MonkeyPatch) -> None:
    limit("UserCreation", 1)
    passed("SignUp", 1)

    asked = break_cache(monkeypatch, "get")

    passed("ListUsers", 20)
    assert asked["get"] == 0


def test_a_cache_that_was_emptied_lifts_no_limit_and_is_filled_again(limit: Limit) -> None:
    limit("UserCreation", 1)
    passed("SignUp", 1)
    request_rate._known.cache.delete(provisioned_limits.cache_key("limits"))
    request_rate._known.look_again_at = 0.0

    assert is_refused("SignUp")

    provisioned_limits.publish()
    assert request_rate._known.cache.get(provisioned_limits.cache_key("limits")) == {"UserCreation": 1}


def test_a_cache_that_fails_changes_nothing(
    limit: Limit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    limit("UserCreation", 2)
    passed("ListUsers", 1)
    break_cache(monkeypatch, "get", "incr")
    request_rate._known.look_again_at = 0.0

    with caplog.at_level(logging.WARNING):
        assert passed("SignUp", 4) == 2

    assert "The limits on requests are read from the database (ConnectionError)." in caplog.messages


def test_a_process_that_begins_while_the_cache_fails_obeys_the_limits(
    limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit("UserCreation", 2)
    monkeypatch.setattr(request_rate, "_known", request_rate._Known())
    break_cache(monkeypatch, "get", "incr")

    assert passed("SignUp", 4) == 2


def test_redis_that_fails_is_left_alone_for_a_while(
    limit: Limit, monkeypatch: pytest.MonkeyPatch, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = settings.REDIS_URL or "redis://127.0.0.1:1/0"
    limit("UserCreation", 2)
    asked = break_cache(monkeypatch, "incr")
    request_rate._known.limits = {"UserCreation": 2}

    with caplog.at_level(logging.WARNING):
        assert passed("SignUp", 4) == 2

    assert asked["incr"] == 1
    assert "Requests are counted in the database (ConnectionError)." in caplog.messages


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_put_right_locks_nobody_out(limit: Limit, clock: Clock, hours: int) -> None:
    # checklist 78
    limit("UserCreation", 1)
    assert passed("SignUp", 2) == 1

    clock.advance(hours=hours)

    assert passed("SignUp", 2) == 1


def test_a_machine_whose_clock_is_a_second_behind_counts_with_the_others() -> None:
    second = core_clock.timestamp()
    RequestCount.objects.create(name="UserCreation", second=second + 1, count=2)

    assert not request_rate._count_in_database("UserCreation", second, 2)
    assert request_rate._count_in_database("UserCreation", second + 2, 2)
    assert RequestCount.objects.get().count == 1


def test_a_limit_that_is_passed_is_told_once(limit: Limit, caplog: pytest.LogCaptureFixture) -> None:
    limit("UserCreation", 1)

    with caplog.at_level(logging.WARNING):
        passed("SignUp", 9)

    assert caplog.messages == ["More than 1 requests of UserCreation in a second: those beyond are refused."]


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_cannot_pass_a_limit_together(limit: Limit) -> None:
    # checklist 37
    limit("UserCreation", 5)
    assert passed("ListUsers", 1) == 1  # the process has looked at the limits
    start = threading.Barrier(THREADS)

    def call(_: int) -> bool:
        start.wait()
        try:
            return is_refused("SignUp")
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        refused = Counter(threads.map(call, range(THREADS)))

    assert refused == {False: 5, True: THREADS - 5}


@pytest.mark.once
def test_every_operation_is_in_one_category_but_those_that_set_limits() -> None:
    listed = [name for names in limit_categories._OPERATIONS.values() for name in names.split()]
    unlimited = {"GetProvisionedLimit", "UpdateProvisionedLimit"}

    assert sorted(listed) == sorted(set(model.service("cognito-idp").operations) - unlimited)
