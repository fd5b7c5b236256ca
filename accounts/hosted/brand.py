"""How a pool presents itself on its pages: its name and the initials that stand for a logo."""

import re
from dataclasses import dataclass

from pools.models import UserPool

_LETTERS = 2


@dataclass(frozen=True)
class Brand:
    """A name and at most two letters."""

    name: str
    initials: str


NEUTRAL = Brand("Sign in", "S")
"""Where no pool is known."""


def of(pool: UserPool) -> Brand:
    """The look of a pool without branding of its own."""
    words = re.findall(r"[^\W_]+", pool.name) or [pool.id]
    return Brand(pool.name, "".join(word[0] for word in words[:_LETTERS]).upper())
