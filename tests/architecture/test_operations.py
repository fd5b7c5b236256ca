"""Which of AWS's operations are answered: by the function of that name, or with an honest error."""

from __future__ import annotations

import json

import pytest

from console import endpoint
from pools.wire import model, registry
from pools.wire.model import Operation, Signature

ALL = [operation for name in model.SERVICES for operation in model.service(name).operations.values()]
ANSWERED = [operation for operation in ALL if registry.lookup(operation)]
NOT_YET = [operation for operation in ALL if not registry.lookup(operation)]


def label(operation: Operation) -> str:
    return f"{operation.service}.{operation.name}"


def unsigned(operation: Operation) -> tuple[int, str]:
    target = f"{model.service(operation.service).target_prefix}.{operation.name}"
    found = endpoint.answer(method="POST", target=target, headers={}, body=b'{"NoSuchMember":1}', ip="203.0.113.7")
    return found.status, json.loads(found.body)["__type"]


def test_every_operation_of_user_pools_is_answered() -> None:
    assert [operation.name for operation in NOT_YET if operation.service == "cognito-idp"] == []


@pytest.mark.parametrize("operation", ANSWERED, ids=label)
def test_an_answered_operation_has_the_function_of_its_name(operation: Operation) -> None:
    function = registry.lookup(operation)

    assert getattr(function, "__name__", "") == operation.function_name


@pytest.mark.parametrize("operation", NOT_YET, ids=label)
def test_any_other_operation_says_that_it_is_not_supported(operation: Operation) -> None:
    assert unsigned(operation) == (400, "UnknownOperationException")


@pytest.mark.parametrize("operation", [each for each in ANSWERED if each.signature is Signature.REQUIRED], ids=label)
def test_only_public_operations_are_open_without_a_signature(operation: Operation) -> None:
    # checklist 66
    assert unsigned(operation) == (400, "MissingAuthenticationTokenException")


@pytest.mark.parametrize("operation", [each for each in ANSWERED if each.signature is Signature.IGNORED], ids=label)
def test_a_public_operation_looks_at_its_input_first(operation: Operation) -> None:
    assert unsigned(operation) == (400, "InvalidParameterException")
