"""Which arrangement belongs to which operation: the one that is named as boto3 names the operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conformance.scene import Scene

Arrange = Callable[[Scene], dict[str, Any]]

ARRANGED: dict[str, Arrange] = {}


def arranged(arrange: Arrange) -> Arrange:
    """Mark a function that prepares the scene further and gives an input that the operation takes."""
    name = getattr(arrange, "__name__", "")
    assert name not in ARRANGED, f"{name} is arranged twice"
    ARRANGED[name] = arrange
    return arrange
