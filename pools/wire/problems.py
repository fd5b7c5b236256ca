"""What is wrong with an input, in Cognito's words."""

from collections.abc import Iterable
from typing import Any, NoReturn

from pools.core.errors import InvalidParameterException, SerializationException

MOST_REPORTED = 100
LONGEST_ECHO = 1000

# AWS: how its JSON reader names what it found.
TOKENS: dict[type, str] = {
    str: "STRING_VALUE",
    int: "NUMBER_VALUE",
    float: "NUMBER_VALUE",
    dict: "START_OBJECT",
    list: "START_ARRAY",
    type(None): "VALUE_NULL",
}


class Problems:
    """Collects violations while an input is walked, so that all are told at once."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, constraint: str, *, path: str, value: Any, secret: bool) -> None:
        shown = "Value" if secret else f"Value {shown_value(value)}"
        self.found.append(f"{shown} at '{path}' failed to satisfy constraint: {constraint}")
        if len(self.found) >= MOST_REPORTED:
            self.raise_if_any()

    def raise_if_any(self) -> None:
        if not self.found:
            return
        noun = "error" if len(self.found) == 1 else "errors"
        raise InvalidParameterException(f"{len(self.found)} validation {noun} detected: {'; '.join(self.found)}")


def shown_value(value: Any) -> str:
    if value is None:
        return "null"
    return f"'{java_text(value)[:LONGEST_ECHO]}'"


def java_text(value: Any) -> str:
    """A value as Java prints it."""
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return f"[{', '.join(map(java_text, value))}]"
        case dict():
            return f"{{{', '.join(f'{name}={java_text(item)}' for name, item in value.items())}}}"
        case _:
            return str(value)


def wrong_type(value: Any, wanted: str) -> NoReturn:
    """Refuse a JSON value whose type is not the member's."""
    token = {True: "TRUE_VALUE", False: "FALSE_VALUE"}[value] if isinstance(value, bool) else TOKENS[type(value)]
    raise SerializationException(f"{token} can not be converted to {wanted}")


# The constraints, as AWS words them.


def enum_set(names: Iterable[str]) -> str:
    return f"Member must satisfy enum value set: [{', '.join(names)}]"


def at_least(least: int, *, measure: str) -> str:
    return f"Member must have {measure} greater than or equal to {least}"


def at_most(most: int, *, measure: str) -> str:
    return f"Member must have {measure} less than or equal to {most}"


def pattern(text: str) -> str:
    return f"Member must satisfy regular expression pattern: {text}"


def each_member(constraints: Iterable[str]) -> str:
    return f"Member must satisfy constraint: [{', '.join(constraints)}]"


def each_key(constraints: Iterable[str]) -> str:
    return f"Map keys must satisfy constraint: [{', '.join(constraints)}]"


def each_value(constraints: Iterable[str]) -> str:
    return f"Map value must satisfy constraint: [{', '.join(constraints)}]"


NOT_NULL = "Member must not be null"
