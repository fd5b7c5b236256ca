"""Every operation of user pools with an input that it takes: answered, and the answer is what the model says."""

from __future__ import annotations

import pytest

from pools.wire import model, registry
from pools.wire.model import Operation
from tests.conformance import arrangements, calling, judging  # noqa: F401  arrangements register themselves
from tests.conformance.arranging import ARRANGED
from tests.conformance.scene import Scene

OPERATIONS = list(model.service("cognito-idp").operations.values())
ANSWERED = [operation for operation in OPERATIONS if registry.lookup(operation)]


def name(operation: Operation) -> str:
    return operation.name


def test_every_operation_has_an_arrangement_and_nothing_else_has() -> None:
    assert set(ARRANGED) == {operation.function_name for operation in ANSWERED}


@pytest.mark.parametrize("operation", ANSWERED, ids=name)
def test_the_answer_is_what_the_model_says(operation: Operation, scene: Scene) -> None:
    given = ARRANGED[operation.function_name](scene)

    answer = calling.call(scene, operation, calling.as_json(given))

    assert judging.faults(operation, given) == ""
    assert judging.complaints(operation, answer) == []
    assert answer.status == 200, answer.body
