"""Inputs for an operation, made from its model: a good one with some members valid, extreme, wrong, foreign or gone."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from pools.wire import model, scalars
from pools.wire.model import Operation, Service, Shape
from tests.conformance import calling, hostile
from tests.support import inputs

MOST_CHANGED = 3
MOST_ITEMS = 3
TOO_MANY = 300
RAW_ONCE_IN = 30
LONGEST = 140_000
GONE = object()

Values = SearchStrategy[Any]

# What a Java pattern has and Python's lacks, within ASCII.
PLAIN = {
    r"\p{L}": "a-zA-Z",
    r"\p{M}": "",
    r"\p{S}": "$+<=>^`|~",
    r"\p{N}": "0-9",
    r"\p{P}": r"!-#%-*,-/:;?@\[-\]_{}",
    r"\p{Z}": " ",
}

text = st.text(max_size=40) | st.sampled_from(hostile.STRINGS)
plain = st.none() | st.booleans() | st.integers() | st.floats() | text
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3), max_leaves=6
)


@dataclass(frozen=True)
class Material:
    """A good input of an operation, and strings that mean something in the scene, foreign ones among them."""

    operation: Operation
    good: dict[str, Any]
    known: tuple[str, ...]


def bodies(material: Material) -> SearchStrategy[bytes]:
    """What is sent to an operation."""
    return st.integers(1, RAW_ONCE_IN).flatmap(
        lambda number: st.sampled_from(hostile.BODIES) if number == RAW_ONCE_IN else _inputs(material)
    )


def _inputs(material: Material) -> SearchStrategy[bytes]:
    setting = Setting(model.service(material.operation.service), material.known)
    changed = _changed_structure(setting, material.operation.input_shape or "", material.good)
    return changed.map(calling.as_json)


@dataclass(frozen=True)
class Setting:
    """Where values are made: the shapes, and what is known."""

    service: Service
    known: tuple[str, ...]

    def shape(self, name: str) -> Shape:
        return self.service.shapes[name]


@st.composite
def _changed_structure(draw: DrawFn, setting: Setting, name: str, good: dict[str, Any]) -> Any:
    members = setting.shape(name)["members"]
    changed = dict(good)
    for member in draw(st.lists(st.sampled_from(sorted(members)), max_size=MOST_CHANGED, unique=True)):
        value = draw(_changed(setting, members[member]["shape"], good.get(member, GONE)))
        if value is GONE:
            changed.pop(member, None)
        else:
            changed[member] = value
    if draw(st.integers(1, 10)) == 10:
        changed[draw(text)] = draw(anything)
    return changed


def _changed(setting: Setting, name: str, good: Any) -> Values:
    kinds = [_valid(setting, name), _valid(setting, name), _extreme(setting, name), anything, st.just(GONE)]
    if setting.shape(name)["type"] in {"string", "list", "map"}:
        kinds.append(_foreign(setting, name))
    if good is not GONE:
        kinds += [_changed_inside(setting, name, good)] * 3
    return st.one_of(kinds)


def _changed_inside(setting: Setting, name: str, good: Any) -> Values:
    shape = setting.shape(name)
    if shape.get("document"):
        return _changed_document(good)
    match shape["type"]:
        case "structure":
            return _changed_structure(setting, name, good)
        case "list" if good:
            return _changed_list(setting, shape["member"]["shape"], good)
        case "map":
            return _changed_map(setting, shape["value"]["shape"], good)
        case "string":
            return _tampered(good)
        case _:
            return st.just(good)


@st.composite
def _changed_document(draw: DrawFn, good: Any) -> Any:
    """JSON with one value inside it another one, or gone."""
    match good:
        case dict() if good:
            key = draw(st.sampled_from(sorted(good)))
            rest = {name: item for name, item in good.items() if name != key}
            return {**rest, key: draw(_changed_document(good[key]))} if draw(st.integers(1, 5)) < 5 else rest
        case list() if good:
            return [draw(_changed_document(good[0])), *good[1:]]
        case str():
            return draw(_tampered(good) | anything)
        case _:
            return draw(anything)


@st.composite
def _changed_list(draw: DrawFn, setting: Setting, member: str, good: list[Any]) -> Any:
    place = draw(st.integers(0, len(good) - 1))
    value = draw(_changed(setting, member, good[place]))
    twice = draw(st.booleans())
    kept = [] if value is GONE else [value]
    return [*good[:place], *kept, *good[place + 1 :], *(good if twice else [])]


@st.composite
def _changed_map(draw: DrawFn, setting: Setting, inner: str, good: dict[str, Any]) -> Any:
    key = draw(st.sampled_from([*good, *hostile.KEYS]) | text)
    value = draw(_changed(setting, inner, good.get(key, GONE)))
    return {name: item for name, item in {**good, key: value}.items() if item is not GONE}


def _foreign(setting: Setting, name: str) -> Values:
    """Strings of the scene that belong somewhere else, whole or tampered with."""
    strings = st.sampled_from(setting.known)
    either = strings | strings.flatmap(_tampered)
    match setting.shape(name)["type"]:
        case "list":
            return st.lists(either, min_size=1, max_size=MOST_ITEMS)
        case "map":
            return st.dictionaries(st.sampled_from(hostile.KEYS), either, max_size=MOST_ITEMS)
        case _:
            return either


TAMPERINGS: list[Callable[[str], str]] = [
    lambda value: value[:-1],
    lambda value: value[1:],
    lambda value: value + "x",
    lambda value: value + value,
    str.upper,
    str.swapcase,
    lambda value: f" {value} ",
    lambda value: value[: len(value) // 2] + "A" + value[len(value) // 2 + 1 :],
    lambda value: value.replace(".", ".e30", 1),
]


def _tampered(value: str) -> SearchStrategy[str]:
    simply = st.sampled_from(TAMPERINGS).map(lambda tamper: tamper(value))
    if value.startswith('{"'):
        return simply | _changed_document(json.loads(value)).map(json.dumps)
    return simply | _tampered_token(value) if value.startswith("eyJ") else simply


def _tampered_token(token: str) -> SearchStrategy[str]:
    """A token with a header or claims that it could never have had, under the old signature."""
    part = st.integers(0, 1)
    odd = st.sampled_from(hostile.TOKEN_PARTS) | _changed_document({"alg": "RS256", "kid": "x", "iss": "x", "exp": 9})
    return st.tuples(part, odd).map(lambda drawn: _with_part(token, *drawn))


def _with_part(token: str, place: int, content: Any) -> str:
    parts = token.split(".")
    parts[place] = urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    return ".".join(parts)


def _extreme(setting: Setting, name: str) -> Values:
    """At and beyond the limits of the shape."""
    shape = setting.shape(name)
    return anything if shape.get("document") else EXTREMES.get(shape["type"], _extreme_string)(setting, shape)


def _extreme_structure(setting: Setting, shape: Shape) -> Values:
    return st.just({}) | st.dictionaries(st.sampled_from(sorted(shape["members"])) | text, anything, max_size=3)


def _extreme_list(setting: Setting, shape: Shape) -> Values:
    least, most = shape.get("min", 0), shape.get("max", TOO_MANY)
    sizes = st.sampled_from([0, least, min(most, TOO_MANY), min(most + 1, TOO_MANY)])
    return st.tuples(_valid(setting, shape["member"]["shape"]), sizes).map(lambda drawn: [drawn[0]] * drawn[1])


def _extreme_map(setting: Setting, shape: Shape) -> Values:
    values = _valid(setting, shape["value"]["shape"]) | text | st.sampled_from(setting.known)
    return st.dictionaries(text | st.sampled_from(hostile.KEYS), values, max_size=5)


def _extreme_number(setting: Setting, shape: Shape) -> Values:
    least, most = shape.get("min", 0), shape.get("max", 2**31 - 1)
    return st.sampled_from([*hostile.NUMBERS, least, least - 1, most, most + 1])


def _extreme_boolean(setting: Setting, shape: Shape) -> Values:
    return st.booleans()


def _extreme_string(setting: Setting, shape: Shape) -> Values:
    least, longest = shape.get("min", 0), min(shape.get("max", 5_000), LONGEST)
    sizes = st.sampled_from([max(least - 1, 0), least, longest, longest + 1])
    long = st.tuples(st.sampled_from("a1 \u00e9\U0001f600="), sizes).map(lambda drawn: drawn[0] * drawn[1])
    return st.sampled_from(hostile.STRINGS) | long


EXTREMES: dict[str, Callable[[Setting, Shape], Values]] = {
    "structure": _extreme_structure,
    "list": _extreme_list,
    "map": _extreme_map,
    "integer": _extreme_number,
    "long": _extreme_number,
    "boolean": _extreme_boolean,
}


def _valid(setting: Setting, name: str) -> Values:
    """What the shape takes; whether the operation takes it as well is another thing."""
    return _valid_in(setting.service.name, name)


@cache
def _valid_in(service: str, name: str) -> Values:
    shape = model.service(service).shapes[name]
    if shape.get("document"):
        return st.dictionaries(text, anything, max_size=3)
    match shape["type"]:
        case "structure" | "list" | "map":
            return _valid_container(service, shape)
        case "integer" | "long":
            return st.integers(shape.get("min", 0), shape.get("max", 2**31 - 1))
        case "boolean":
            return st.booleans()
        case "blob":
            return st.binary(max_size=60)
        case _:
            return _valid_string(name, shape)


def _valid_container(service: str, shape: Shape) -> Values:
    least, most = shape.get("min", 0), shape.get("max", MOST_ITEMS)
    match shape["type"]:
        case "structure":
            made = {key: _valid_in(service, member["shape"]) for key, member in shape["members"].items()}
            needed = {key: made.pop(key) for key in shape.get("required", [])}
            return st.fixed_dictionaries(needed, optional=made)
        case "list":
            inner = _valid_in(service, shape["member"]["shape"])
            return st.lists(inner, min_size=min(least, MOST_ITEMS), max_size=max(min(most, MOST_ITEMS), least))
        case _:
            keys = st.sampled_from(hostile.KEYS) | _valid_in(service, shape["key"]["shape"])
            return st.dictionaries(keys, _valid_in(service, shape["value"]["shape"]), max_size=MOST_ITEMS)


def _valid_string(name: str, shape: Shape) -> Values:
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    if name in {"AttributeNameType", "CustomAttributeNameType"}:
        return st.sampled_from(hostile.NAMES)
    fitting = [
        value for value in [*inputs.FITTING, *hostile.STRINGS] if not scalars.compiled(name, shape).broken(value)
    ]
    kinds = [st.sampled_from(fitting)] if fitting else []
    if "pattern" in shape:
        kinds.append(st.from_regex(_plainly(shape["pattern"]), fullmatch=True))
    else:
        kinds.append(
            st.text(min_size=shape.get("min", 0), max_size=min(shape.get("max", 40), 40 + shape.get("min", 0)))
        )
    return st.one_of(kinds)


def _plainly(pattern: str) -> re.Pattern[str]:
    for java, python in PLAIN.items():
        pattern = pattern.replace(java, python)
    return re.compile(pattern, re.ASCII)
