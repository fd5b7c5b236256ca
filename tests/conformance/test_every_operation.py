"""Every operation of user pools with an input that it takes: answered, and the answer is what the model says."""

from __future__ import annotations

import json

import pytest

from pools.wire import model, registry
from pools.wire.model import Operation
from tests.conformance import arrangements, calling, judging  # noqa: F401  arrangements register themselves
from tests.conformance.arranging import ARRANGED
from tests.conformance.scene import Scene

OPERATIONS = list(model.service("cognito-idp").operations.values())
ANSWERED = [operation for operation in OPERATIONS if registry.lookup(operation)]
# What one installation cannot do (docs/replicas.md).
REFUSED = {
    "CreateUserPoolReplica": "OperationNotEnabledException",
    "UpdateUserPoolReplica": "ResourceNotFoundException",
    "DeleteUserPoolReplica": "ResourceNotFoundException",
}


def name(operation: Operation) -> str:
    return operation.name


def test_every_answered_operation_has_an_arrangement() -> None:
    assert {operation.function_name for operation in ANSWERED} <= set(ARRANGED)


def test_every_arrangement_is_for_an_operation() -> None:
    assert set(ARRANGED) <= {operation.function_name for operation in OPERATIONS}


@pytest.mark.parametrize("operation", ANSWERED, ids=name)
def test_the_answer_is_what_the_model_says(operation: Operation, scene: Scene) -> None:
    given = ARRANGED[operation.function_name](scene)

    answer = calling.call(scene, operation, calling.as_json(given))

    assert judging.faults(operation, given) == ""
    assert judging.complaints(operation, answer) == []
    assert json.loads(answer.body).get("__type", "") == REFUSED.get(operation.name, ""), answer.body
