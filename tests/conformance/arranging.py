"""Which arrangements belong to which operation: the one that is named as boto3 names it, and further ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pools.wire.model import Operation
from tests.conformance.scene import Scene

Arrange = Callable[[Scene], dict[str, Any]]

ARRANGED: dict[str, Arrange] = {}
FURTHER: dict[str, list[Arrange]] = {}


def arranged(arrange: Arrange) -> Arrange:
    """Mark a function that prepares the scene further and gives an input that the operation takes."""
    name = getattr(arrange, "__name__", "")
    assert name not in ARRANGED, f"{name} is arranged twice"
    ARRANGED[name] = arrange
    return arrange


def also(name: str) -> Callable[[Arrange], Arrange]:
    """Mark a function that gives another input to the operation that boto3 calls so, which does several things."""

    def mark(arrange: Arrange) -> Arrange:
        FURTHER.setdefault(name, []).append(arrange)
        return arrange

    return mark


def of(operation: Operation) -> list[Arrange]:
    """All there are for an operation."""
    return [ARRANGED[operation.function_name], *FURTHER.get(operation.function_name, [])]
