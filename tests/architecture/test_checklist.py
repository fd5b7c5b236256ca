"""Every item of the security checklist that Poolhouse says it holds is cited by a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
HELD = [
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
    31,
    33,
    34,
    35,
    36,
    37,
    38,
    39,
    40,
    41,
    42,
    43,
    44,
    45,
    46,
    47,
    48,
    49,
    50,
    51,
    56,
    57,
    58,
    59,
    60,
    61,
    66,
    69,
    71,
]


def cited() -> set[int]:
    """The numbers behind the word `checklist` in any test."""
    texts = (path.read_text() for path in TESTS.rglob("test_*.py"))
    lists = (found for text in texts for found in re.findall(r"checklist ([\d, ]+)", text))
    return {int(number) for found in lists for number in re.findall(r"\d+", found)}


@pytest.mark.parametrize("item", HELD)
def test_an_item_that_is_held_is_cited(item: int) -> None:
    assert item in cited()
