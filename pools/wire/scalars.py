"""Strings, numbers, booleans and blobs: how each is read from JSON, and which constraints of its shape it breaks."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pools.core.errors import SerializationException
from pools.wire import patterns
from pools.wire.model import Shape
from pools.wire.problems import at_least, at_most, enum_set, pattern, wrong_type

LARGEST = {"integer": 2**31 - 1, "long": 2**63 - 1}
INFINITE = float("inf")

# AWS: the guide has a flow for GetClientToken that is missing from the model's enum (auth-flows.md 1).
ADDED_NAMES = {"ExplicitAuthFlowsType": ["ALLOW_CLIENT_TOKEN_AUTH"]}

Read = Callable[[Any], Any]
Broken = Callable[[Any], Sequence[str]]


@dataclass(frozen=True)
class Scalar:
    """How to read a value, and which constraints it breaks; `constraints` are all there are."""

    read: Read
    broken: Broken
    constraints: Sequence[str]


def compiled(name: str, shape: Shape) -> Scalar:
    match shape["type"]:
        case "string":
            return _string(name, shape)
        case "integer" | "long":
            return _number(shape)
        case "boolean":
            return Scalar(_read_boolean, _nothing, ())
        case "blob":
            return _sized(_read_blob, shape)
        case unknown:
            raise NotImplementedError(f"{name} is a {unknown}, which no input had so far.")


def _string(name: str, shape: Shape) -> Scalar:
    if "enum" in shape:
        return _enum([*shape["enum"], *ADDED_NAMES.get(name, [])])
    if "pattern" in shape:
        return _patterned(name, shape)
    return _sized(_read_string, shape)


def _enum(listed: list[str]) -> Scalar:
    names = frozenset(listed)
    constraint = (enum_set(listed),)
    return Scalar(_read_string, lambda value: () if value in names else constraint, constraint)


def _sized(read: Read, shape: Shape) -> Scalar:
    least, most = shape.get("min", 0), shape.get("max", INFINITE)
    too_short = (at_least(least, measure="length"),)
    too_long = (at_most(most, measure="length"),)

    def broken(value: Any) -> Sequence[str]:
        if len(value) > most:
            return too_long
        return too_short if len(value) < least else ()

    return Scalar(read, broken, [*(too_long if "max" in shape else ()), *(too_short if "min" in shape else ())])


def _patterned(name: str, shape: Shape) -> Scalar:
    sized, matches = _sized(_read_string, shape), patterns.matcher(name, shape["pattern"])
    longest = shape.get("max", INFINITE)
    mismatch = pattern(shape["pattern"])

    def broken(value: str) -> Sequence[str]:
        wrong_size = sized.broken(value)
        # A value that is far too long is not worth matching.
        if len(value) > longest or matches(value):
            return wrong_size
        return [*wrong_size, mismatch]

    return Scalar(_read_string, broken, [*sized.constraints, mismatch])


def _number(shape: Shape) -> Scalar:
    largest = LARGEST[shape["type"]]
    least, most = shape.get("min", -INFINITE), shape.get("max", INFINITE)
    too_small = (at_least(least, measure="value"),)
    too_large = (at_most(most, measure="value"),)

    def read(value: Any) -> int:
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int:
            wrong_type(value, "an Integer")
        if not -largest - 1 <= value <= largest:
            raise SerializationException("NUMBER_VALUE is out of range for an Integer")
        return value

    def broken(value: int) -> Sequence[str]:
        if value > most:
            return too_large
        return too_small if value < least else ()

    return Scalar(read, broken, [*(too_large if "max" in shape else ()), *(too_small if "min" in shape else ())])


def _read_string(value: Any) -> str:
    if type(value) is not str:
        wrong_type(value, "a String")
    return value


def _read_boolean(value: Any) -> bool:
    if type(value) is not bool:
        wrong_type(value, "a Boolean")
    return value


def _read_blob(value: Any) -> bytes:
    try:
        return base64.b64decode(_read_string(value), validate=True)
    except (binascii.Error, ValueError):
        raise SerializationException("STRING_VALUE can not be converted to a Blob: it is not base64") from None


def _nothing(_value: Any) -> Sequence[str]:
    return ()
