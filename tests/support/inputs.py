"""Inputs made from the service model: a smallest valid one for any operation, and rubbish to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pools.wire import model, scalars
from pools.wire.model import Operation, Service

RUBBISH: list[Any] = [
    None,
    "",
    "x",
    "é ü\t'\"\\;--",
    "x" * 1_000_000,
    -1,
    0,
    61,
    2**31,
    1.5,
    True,
    [],
    [None],
    [{}],
    ["x"] * 200,
    {},
    {"x": "y"},
    {"é\n": None},
    {"USERNAME": "x", "PASSWORD": "", "SRP_A": "zz", "REFRESH_TOKEN": "x", "NEW_PASSWORD": " "},
]

# Values that between them fit every pattern of the models.
FITTING = [
    "abc",
    "us-east-1_abcdefghi",
    "us-east-1_0a",
    "us-east-1:0a",
    "123456",
    "a" * 24,
    "a@b",
    "Level1",
    "arn:aws:iam::000000000000:role/a",
    "12345678-1234-4234-8234-123456789012",
    "import-1",
    "terms-of-use",
    "tkn" + "a" * 25,
]

BY_SHAPE = {"AttributeNameType": "name"}


def smallest(operation: Operation, known: dict[str, Any]) -> dict[str, Any]:
    """The required members only; `known` gives values by member name, wanted ones even where they are optional."""
    service = model.service(operation.service)
    members = service.shapes[operation.input_shape or ""]["members"]
    made = _structure(service, operation.input_shape or "")
    return {**made, **{name: value for name, value in known.items() if name in members}}


def spoilt(operation: Operation, good: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The good input with each member in turn replaced by each piece of rubbish."""
    members = model.service(operation.service).shapes[operation.input_shape or ""]["members"]
    for name in members:
        for rubbish in RUBBISH:
            yield {**good, name: rubbish}


def strained(operation: Operation, good: dict[str, Any], *, without: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The good input with each member in turn, at any depth, at and beside the limits of its shape."""
    service = model.service(operation.service)
    for name, member in service.shapes[operation.input_shape or ""]["members"].items():
        values = _limits(service, member["shape"]) if name not in without else iter(())
        yield from ({**good, name: value} for value in values)


def _limits(service: Service, name: str) -> Iterator[Any]:
    shape = service.shapes[name]
    match shape["type"]:
        case "structure":
            smallest_one = _structure(service, name)
            for member, inner in shape["members"].items():
                yield from ({**smallest_one, member: value} for value in _limits(service, inner["shape"]))
        case "list":
            yield from ([value] for value in _limits(service, shape["member"]["shape"]))
            yield [_value(service, shape["member"]["shape"])] * 2
        case "map":
            yield from ({FITTING[0]: value} for value in _limits(service, shape["value"]["shape"]))
        case "boolean":
            yield from (True, False)
        case "integer" | "long":
            least, most = shape.get("min", 0), shape.get("max", 2**31 - 1)
            yield from (least - 1, least, most, most + 1)
        case _:
            yield from _edge_strings(shape)


def _edge_strings(shape: dict[str, Any]) -> Iterator[str]:
    yield from shape.get("enum", [])
    longest = min(shape.get("max", 5000), 140_000)
    yield from ("", "é", "😀", "a b", "'\"\\;--%_", "9" * longest, "a" * longest, "é" * longest, "a" * (longest + 1))


def _structure(service: Service, name: str) -> dict[str, Any]:
    shape = service.shapes[name]
    return {member: _value(service, shape["members"][member]["shape"]) for member in shape.get("required", [])}


def _value(service: Service, name: str) -> Any:
    shape = service.shapes[name]
    match shape["type"]:
        case "structure":
            return _structure(service, name)
        case "list":
            return [_value(service, shape["member"]["shape"])]
        case "map":
            return {}
        case "boolean":
            return False
        case "integer" | "long":
            return shape.get("min", 1)
        case _:
            return _string(name, shape)


def _string(name: str, shape: dict[str, Any]) -> str:
    scalar = scalars.compiled(name, shape)
    candidates: list[str] = [BY_SHAPE.get(name, FITTING[0]), *shape.get("enum", []), *FITTING]
    return next(value for value in candidates if not scalar.broken(value))
