"""What is wrong with an answer, by the operation's model and nothing else."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.parsers import create_parser
from botocore.session import get_session
from botocore.validate import ParamValidator

from console.endpoint import Answer
from pools.wire import model, scalars
from pools.wire.model import Operation, Service, Shape
from tests.support.boto import COMMON_ERRORS

LONGEST_MESSAGE = 250_000
# AWS: its own answers have names that its model has no room for: phone_number_verified, and any with custom: before it.
LONGER_IN_OUTPUT = frozenset({"CustomAttributeNameType"})
JSON_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "timestamp": (int, float),
    "blob": (str,),
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
}


def complaints(operation: Operation, answer: Answer) -> list[str]:
    """Everything that is wrong; nothing, for a good answer or a modelled refusal."""
    try:
        content = json.loads(answer.body)
    except ValueError:
        return [f"the answer is no JSON: {answer.body[:80]!r}"]
    if not isinstance(content, dict):
        return ["the answer is no JSON object"]
    if answer.status == 200:
        return [*_of_output(operation, content), *_of_parsing(operation, answer)]
    return list(_of_refusal(operation, answer, content))


def faults(operation: Operation, content: dict[str, Any]) -> str:
    """What botocore finds wrong with an input before it sends it; nothing, for a good one."""
    return str(ParamValidator().validate(content, botocore_model(operation).input_shape).generate_report())


@cache
def botocore_model(operation: Operation) -> Any:
    return get_session().get_service_model(operation.service).operation_model(operation.name)


def _of_refusal(operation: Operation, answer: Answer, content: dict[str, Any]) -> Iterator[str]:
    code, message = content.get("__type"), content.get("message")
    if answer.status >= 500:
        yield f"{answer.status} {code}"
    elif code not in operation.errors | COMMON_ERRORS:
        yield f"{code} is not declared"
    if not isinstance(message, str) or not message:
        yield f"{code} says nothing"
    elif len(message) > LONGEST_MESSAGE:
        yield f"{code} says {len(message)} characters"
    if set(content) - {"__type", "message", "reasonCode"}:
        yield f"{code} has other members: {sorted(content)}"


def _of_output(operation: Operation, content: dict[str, Any]) -> Iterator[str]:
    if operation.output_shape is None:
        if content:
            yield f"has no output, but answers {sorted(content)}"
        return
    yield from _of_value(model.service(operation.service), operation.output_shape, content, operation.output_shape)


def _of_value(service: Service, name: str, value: Any, path: str) -> Iterator[str]:
    shape = service.shapes[name]
    if shape.get("document"):
        return
    if not _is_of_kind(value, JSON_KINDS[shape["type"]]):
        yield f"{path} is a {type(value).__name__} and should be a {shape['type']}"
        return
    match shape["type"]:
        case "structure":
            yield from _of_structure(service, shape, value, path)
        case "list":
            for number, item in enumerate(value):
                yield from _of_value(service, shape["member"]["shape"], item, f"{path}[{number}]")
        case "map":
            for key, item in value.items():
                yield from _of_value(service, shape["key"]["shape"], key, f"{path} key {key!r}")
                yield from _of_value(service, shape["value"]["shape"], item, f"{path}[{key!r}]")
        case _:
            yield from _of_scalar(name, shape, value, path)


def _is_of_kind(value: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))


def _of_structure(service: Service, shape: Shape, value: dict[str, Any], path: str) -> Iterator[str]:
    for member in shape.get("required", []):
        if member not in value:
            yield f"{path}.{member} is missing"
    for member, item in value.items():
        if member in shape["members"]:
            yield from _of_value(service, shape["members"][member]["shape"], item, f"{path}.{member}")
        else:
            yield f"{path}.{member} is no member"


def _of_scalar(name: str, shape: Shape, value: Any, path: str) -> Iterator[str]:
    names = [*shape.get("enum", [value]), *scalars.ADDED_NAMES.get(name, [])]
    if value not in names:
        yield f"{path} is {value!r}, which is none of {names}"
    size = value if isinstance(value, int | float) else len(value)
    if name not in LONGER_IN_OUTPUT and not shape.get("min", size) <= size <= shape.get("max", size):
        yield f"{path} is {str(value)[:80]!r}, which is too small or too large"
    if shape["type"] == "blob" and not _is_base64(value):
        yield f"{path} is not base64"


def _is_base64(value: str) -> bool:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error:
        return False
    return True


def _of_parsing(operation: Operation, answer: Answer) -> Iterator[str]:
    """botocore, which reads what clients read, must find in it what is there."""
    response = {"status_code": answer.status, "headers": dict(answer.headers), "body": answer.body}
    try:
        create_parser("json").parse(response, botocore_model(operation).output_shape)
    except Exception as problem:  # noqa: BLE001  whatever it stumbles over
        yield f"botocore cannot read it: {problem!r}"
