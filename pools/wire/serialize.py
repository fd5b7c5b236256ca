"""Output by its shape, as JSON: times as epoch seconds, blobs as base64, nothing for what is None."""

import base64
import json
import logging
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from pools.wire import model
from pools.wire.model import Operation, Service

log = logging.getLogger(__name__)

Write = Callable[[Any], Any]


def encode(operation: Operation, output: dict[str, Any] | None) -> bytes:
    """The body of an answer."""
    return json.dumps(compiled(operation)(output or {}), separators=(",", ":"), allow_nan=False).encode()


@cache
def compiled(operation: Operation) -> Write:
    if operation.output_shape is None:
        return lambda _output: {}
    return _compile(model.service(operation.service), operation.output_shape)


def epoch_seconds(moment: datetime) -> float:
    return round(moment.timestamp(), 3)


def _compile(service: Service, name: str) -> Write:
    shape = service.shapes[name]
    if shape.get("document"):
        return _as_is
    match shape["type"]:
        case "structure":
            return _structure(name, {key: _compile(service, value["shape"]) for key, value in shape["members"].items()})
        case "list":
            return _list(_compile(service, shape["member"]["shape"]))
        case "map":
            return _map(_compile(service, shape["value"]["shape"]))
        case kind:
            return SCALARS[kind]


def _structure(shape_name: str, members: dict[str, Write]) -> Write:
    def write(value: dict[str, Any]) -> dict[str, Any]:
        found = {}
        for name, item in value.items():
            if item is None:
                continue
            if name in members:
                found[name] = members[name](item)
            else:
                # Left out rather than shown to the world; tests fail on this line.
                log.warning("%s has no member %s", shape_name, name)
        return found

    return write


def _list(write_one: Write) -> Write:
    return lambda value: [write_one(item) for item in value]


def _map(write_one: Write) -> Write:
    return lambda value: {name: write_one(item) for name, item in value.items() if item is not None}


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _as_is(value: Any) -> Any:
    return value


SCALARS: dict[str, Write] = {
    "timestamp": epoch_seconds,
    "blob": _base64,
    "string": _as_is,
    "boolean": _as_is,
    "integer": _as_is,
    "long": _as_is,
}
