"""Every operation of user pools with an input that it takes: answered, and the answer is what the model says."""

from __future__ import annotations

import json

import pytest

from pools.wire import model
from pools.wire.model import Operation
from tests.conformance import arrangements, arranging, calling, judging  # noqa: F401  arrangements register themselves
from tests.conformance.arranging import ARRANGED, FURTHER, Arrange
from tests.conformance.scene import Scene

OPERATIONS = list(model.service("cognito-idp").operations.values())
# What one installation cannot do (docs/replicas.md).
REFUSED = {
    "CreateUserPoolReplica": "OperationNotEnabledException",
    "UpdateUserPoolReplica": "ResourceNotFoundException",
    "DeleteUserPoolReplica": "ResourceNotFoundException",
}
CASES = [
    pytest.param(operation, arrange, id=f"{operation.name}-{getattr(arrange, '__name__', '')}")
    for operation in OPERATIONS
    if operation.function_name in ARRANGED
    for arrange in arranging.of(operation)
]


def test_every_operation_has_an_arrangement_and_nothing_else_has() -> None:
    names = {operation.function_name for operation in OPERATIONS}

    assert set(ARRANGED) == names
    assert set(FURTHER) <= names


@pytest.mark.parametrize(("operation", "arrange"), CASES)
def test_the_answer_is_what_the_model_says(operation: Operation, arrange: Arrange, scene: Scene) -> None:
    given = arrange(scene)

    answer = calling.call(scene, operation, calling.as_json(given))

    assert judging.faults(operation, given) == ""
    assert judging.complaints(operation, answer) == []
    assert json.loads(answer.body).get("__type", "") == REFUSED.get(operation.name, ""), answer.body
