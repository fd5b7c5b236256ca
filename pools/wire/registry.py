"""Which function answers which operation: the function's name is boto3's name of the operation."""

from collections.abc import Callable
from typing import Any

from pools.wire import model
from pools.wire.call import Call
from pools.wire.model import Operation

Function = Callable[[Call], dict[str, Any] | None]

_functions: dict[tuple[str, str], Function] = {}


def user_pool_operation(function: Function) -> Function:
    """Register a function for the cognito-idp operation of its name."""
    return _register("cognito-idp", function)


def identity_pool_operation(function: Function) -> Function:
    """Register a function for the cognito-identity operation of its name."""
    return _register("cognito-identity", function)


def lookup(operation: Operation) -> Function | None:
    return _functions.get((operation.service, operation.name))


def registered() -> frozenset[tuple[str, str]]:
    """Service and name of every operation that is answered."""
    return frozenset(_functions)


def _register(service: str, function: Function) -> Function:
    names = {known.function_name: known.name for known in model.service(service).operations.values()}
    name = getattr(function, "__name__", "")
    if name not in names:
        raise LookupError(f"{service} has no operation that boto3 calls {name}.")
    if (service, names[name]) in _functions:
        raise LookupError(f"{name} of {service} is registered twice.")
    _functions[service, names[name]] = function
    return function
