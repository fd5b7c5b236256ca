"""Input against its shape: types, required members, lengths, ranges, enums and patterns, with Cognito's messages.

Each shape is compiled once into nested functions that read a value, note what is wrong and give back the clean value:
only known members, no nulls, blobs as bytes.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from pools.core.errors import SerializationException
from pools.wire import model, scalars
from pools.wire.model import Operation, Service, Shape
from pools.wire.problems import NOT_NULL, Problems, at_least, at_most, each_key, each_member, each_value, wrong_type
from pools.wire.scalars import Scalar

Check = Callable[[Any, str, Problems], Any]

DEEPEST_DOCUMENT = 64


def clean(operation: Operation, body: Any) -> dict[str, Any]:
    """The input of a call, or the error that tells everything wrong with it."""
    problems = Problems()
    found: dict[str, Any] = compiled(operation)(body, "", problems)
    problems.raise_if_any()
    return found


@cache
def compiled(operation: Operation) -> Check:
    if operation.input_shape is None:
        return lambda _value, _path, _problems: {}
    return _compile(model.service(operation.service), operation.input_shape, secret=False)


def _compile(service: Service, name: str, *, secret: bool) -> Check:
    shape = service.shapes[name]
    secret = secret or bool(shape.get("sensitive"))
    if shape.get("document"):
        return _document
    match shape["type"]:
        case "structure":
            return _structure(service, shape, secret=secret)
        case "list":
            return _list(service, shape, secret=secret)
        case "map":
            return _map(service, shape, secret=secret)
        case _:
            return _scalar(scalars.compiled(name, shape), secret=secret)


def _scalar(scalar: Scalar, *, secret: bool) -> Check:
    read, broken = scalar.read, scalar.broken

    def check(value: Any, path: str, problems: Problems) -> Any:
        found = read(value)
        for constraint in broken(found):
            problems.add(constraint, path=path, value=value, secret=secret)
        return found

    return check


def _structure(service: Service, shape: Shape, *, secret: bool) -> Check:
    members = {
        name: (_lower_camel(name), _compile(service, member["shape"], secret=secret))
        for name, member in shape["members"].items()
    }
    required = [
        (name, _lower_camel(name), secret or _is_secret(service, shape["members"][name]["shape"]))
        for name in shape.get("required", [])
    ]

    def check(value: Any, path: str, problems: Problems) -> dict[str, Any]:
        if type(value) is not dict:
            wrong_type(value, "a structure")
        start = f"{path}." if path else ""
        found: dict[str, Any] = {}
        for name, item in value.items():
            member = members.get(name)
            if member is not None and item is not None:
                found[name] = member[1](item, start + member[0], problems)
        for name, shown, hidden in required:
            if name not in found:
                problems.add(NOT_NULL, path=start + shown, value=None, secret=hidden)
        return found

    return check


def _list(service: Service, shape: Shape, *, secret: bool) -> Check:
    member = shape["member"]["shape"]
    hidden = secret or _is_secret(service, member)
    check_length = _length(shape, secret=hidden)
    check_items = (
        _structures(_compile(service, member, secret=secret))
        if service.shapes[member]["type"] == "structure"
        else _scalars(scalars.compiled(member, service.shapes[member]), secret=hidden)
    )

    def check(value: Any, path: str, problems: Problems) -> list[Any]:
        if type(value) is not list:
            wrong_type(value, "a list")
        check_length(value, path, problems)
        found: list[Any] = check_items(value, path, problems)
        return found

    return check


def _structures(check_one: Check) -> Check:
    def check(value: Any, path: str, problems: Problems) -> list[Any]:
        found = []
        for number, item in enumerate(value, start=1):
            if item is None:
                problems.add(NOT_NULL, path=f"{path}.{number}.member", value=None, secret=False)
            else:
                found.append(check_one(item, f"{path}.{number}.member", problems))
        return found

    return check


def _scalars(scalar: Scalar, *, secret: bool) -> Check:
    """A list of plain values: AWS tells once what holds for each, not which one is wrong."""

    def check(value: Any, path: str, problems: Problems) -> list[Any]:
        found = [scalar.read(item) for item in value if item is not None]
        if len(found) < len(value):
            problems.add(each_member([NOT_NULL]), path=path, value=value, secret=secret)
        if any(scalar.broken(item) for item in found):
            problems.add(each_member(scalar.constraints), path=path, value=value, secret=secret)
        return found

    return check


def _map(service: Service, shape: Shape, *, secret: bool) -> Check:
    key, inner = shape["key"]["shape"], shape["value"]["shape"]
    hidden = secret or _is_secret(service, inner)
    check_length = _length(shape, secret=hidden)
    key_scalar = scalars.compiled(key, service.shapes[key])
    check_value = _map_value(service, inner, secret=hidden)

    def check(value: Any, path: str, problems: Problems) -> dict[str, Any]:
        if type(value) is not dict:
            wrong_type(value, "a map")
        present = {name: item for name, item in value.items() if item is not None}
        check_length(present, path, problems)
        if any(key_scalar.broken(name) for name in present):
            problems.add(each_key(key_scalar.constraints), path=path, value=value, secret=hidden)
        return {name: check_value(item, f"{path}.{name[:64]}.member", problems) for name, item in present.items()}

    return check


def _map_value(service: Service, name: str, *, secret: bool) -> Check:
    shape = service.shapes[name]
    if shape["type"] in {"structure", "list", "map"}:
        return _compile(service, name, secret=secret)
    scalar = scalars.compiled(name, shape)

    def check(value: Any, path: str, problems: Problems) -> Any:
        found = scalar.read(value)
        if scalar.broken(found):
            problems.add(each_value(scalar.constraints), path=path, value=value, secret=secret)
        return found

    return check


def _length(shape: Shape, *, secret: bool) -> Check:
    least, most = shape.get("min", 0), shape.get("max", float("inf"))

    def check(value: Any, path: str, problems: Problems) -> None:
        if len(value) > most:
            problems.add(at_most(most, measure="length"), path=path, value=value, secret=secret)
        elif len(value) < least:
            problems.add(at_least(least, measure="length"), path=path, value=value, secret=secret)

    return check


def _document(value: Any, _path: str, _problems: Problems) -> Any:
    """Any JSON value, kept as it is; not so deep that writing it out again could fail."""
    level = [value]
    for _ in range(DEEPEST_DOCUMENT):
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return value
    raise SerializationException("The document is nested too deeply.")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _is_secret(service: Service, name: str) -> bool:
    """Whether a shape, or anything inside it, must not be echoed."""
    shape = service.shapes[name]
    if shape.get("sensitive"):
        return True
    inner = [member["shape"] for member in shape.get("members", {}).values()]
    inner += [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
    return any(_is_secret(service, each) for each in inner)


def _lower_camel(name: str) -> str:
    return name[0].lower() + name[1:]
