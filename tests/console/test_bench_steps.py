"""The benchmark's operations that are more than one request, or no two alike."""

from __future__ import annotations

import json
import os

import pytest

from console.bench import drive, measure, operations, queries
from console.bench.calls import Request
from console.bench.operation import Operation, Scene
from console.bench.rows import Tally
from console.bench.server import Server


def last_answer(operation: Operation, scene: Scene) -> bytes:
    """To the last request of the first user."""
    operation.prepare(scene)
    request = operation.requests(scene)[0]
    for step in operation.following:
        request = step(scene, queries.ask(request, drive.GOOD))
    return queries.ask(request, operation.good)


@pytest.mark.parametrize(
    ("operation", "calls"),
    [
        (operations.SRP_SIGN_IN, 2),
        (operations.APP_SIGN_IN, 3),
        (operations.DEVICE_SIGN_IN, 4),
        (operations.PASSKEY_SIGN_IN, 2),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_sign_in_of_several_calls_ends_in_tokens_each_time(scene: Scene, operation: Operation, calls: int) -> None:
    answers = [json.loads(last_answer(operation, scene)) for _ in range(2)]

    assert len(operation.following) == calls - 1
    assert all("AccessToken" in answer["AuthenticationResult"] for answer in answers)


def test_a_token_that_rotates_is_followed_by_its_successor(scene: Scene) -> None:
    first = dict(scene.rotating.tokens)

    scene.rotating.learn(last_answer(operations.ROTATION, scene))

    assert first.keys() == scene.rotating.tokens.keys()
    assert [name for name, token in scene.rotating.tokens.items() if token != first[name]] == ["user0000000"]


def test_a_locked_user_is_refused_for_being_locked(scene: Scene) -> None:
    assert b"Password attempts exceeded" in last_answer(operations.LOCK_OUT, scene)


def test_an_operation_with_a_pool_of_its_own_is_measured_in_one_scene(scene: Scene) -> None:
    scenes = [scene, scene]

    assert measure.wanted(operations.APP_SIGN_IN, scenes) == [scene]
    assert measure.wanted(operations.REFRESH, scenes) == scenes


def three_requests(scene: Scene) -> list[Request]:
    return [Request("GET", path, {"host": "localhost"}) for path in ("/", "/missing", "/")]


def test_steps_follow_those_that_went_well_and_their_times_add_up(scene: Scene, port: int) -> None:
    learnt: list[bytes] = []
    operation = Operation(
        "steps",
        three_requests,
        following=(lambda _, answer: Request("GET", f"/{answer.decode()}", {"host": "localhost"}),) * 2,
        learn=lambda _, answer: learnt.append(answer),
    )
    turn = measure.Turn(operation, scene, Server(os.getpid(), port, {}))

    took, answers = turn.run_lot(turn.next_lot(3), concurrency=2)

    assert sorted((answer.number, answer.status) for answer in answers) == [(0, 200), (1, 404), (2, 200)]
    assert learnt == [b"ok", b"ok"]
    assert 0 < max(answer.seconds for answer in answers) < took


def test_lots_are_of_users_in_turn_and_of_nobody_twice(scene: Scene, port: int) -> None:
    turn = measure.Turn(Operation("lots", three_requests), scene, Server(os.getpid(), port, {}))

    lots = [turn.next_lot(2), turn.next_lot(2), turn.next_lot(9)]

    assert [len(lot) for lot in lots] == [2, 2, 3]
    assert [b"/missing" in line for lot in lots for line in lot] == [False, True, False, False, True, False, False]


def test_what_is_meant_to_be_refused_is_no_error(scene: Scene, port: int) -> None:
    operation = Operation("missing", lambda scene: three_requests(scene)[1:2], good=frozenset({404}))
    tally = Tally()

    measure.Turn(operation, scene, Server(os.getpid(), port, {})).run(tally, concurrency=1, seconds=0.1)

    assert tally.latencies
    assert not tally.errors
