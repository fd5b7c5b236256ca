"""The body of a call: JSON as AWS JSON 1.1 has it, and nothing that only some parsers would take."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from pools.core.errors import SerializationException

# Databases and encoders take neither NUL nor half a surrogate pair, and only escapes can write those in JSON.
ESCAPE = b"\\u"
SURROGATE = re.compile("[\ud800-\udfff]")


def decode(body: bytes) -> Any:
    """What the body says; an absent body says {}."""
    if not body.strip():
        return {}
    try:
        found = _decoder.decode(body.decode("utf-8"))
    except (ValueError, RecursionError):
        # UnicodeDecodeError, JSONDecodeError and numbers of thousands of digits are all ValueErrors.
        raise SerializationException("The request body is not valid JSON.") from None
    if ESCAPE in body and not all(map(_is_storable, _strings(found))):
        raise SerializationException("The request body has a NUL character or half a surrogate pair.")
    return found


def _strings(value: Any) -> Iterator[str]:
    rest = [value]
    while rest:
        match rest.pop():
            case str() as text:
                yield text
            case list() as items:
                rest += items
            case dict() as members:
                rest += [*members, *members.values()]


def _is_storable(text: str) -> bool:
    return "\0" not in text and not SURROGATE.search(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("too large")
    return value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_no_constant)
