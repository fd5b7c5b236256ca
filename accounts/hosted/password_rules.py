"""A pool's password rules as forms show them: a list that ticks while one types, and what is still missing."""

import re
from dataclasses import dataclass

from pools import password_policy
from pools.models import UserPool

# In a browser's Unicode mode only characters with a meaning may be escaped.
_SYMBOLS = "[" + re.sub(r"([\\\]^-])", r"\\\1", password_policy.SYMBOLS) + " ]"
_PATTERNS = {"upper": r"\p{Lu}", "lower": r"\p{Ll}", "digit": "[0-9]", "symbol": _SYMBOLS}
_PREFIX = "Password did not conform with policy: "


@dataclass(frozen=True)
class ShownRule:
    """A rule in words, and as a regular expression for the browser; the server never uses the latter."""

    label: str
    pattern: str


def rules_of(pool: UserPool) -> list[ShownRule]:
    """The rules in order."""
    length = f"^[^]{{{password_policy.minimum_length(pool)},}}$"
    return [ShownRule(rule.label, _PATTERNS.get(rule.kind, length)) for rule in password_policy.rules(pool)]


def missing(pool: UserPool, password: str, refusal: str) -> str:
    """What a refused password still needs; else the refusal's own words."""
    unmet = [rule.label.lower() for rule in password_policy.rules(pool) if not rule.holds(password)]
    if not unmet:
        return refusal.removeprefix(_PREFIX).rstrip(".") + "."
    listed = unmet[0] if len(unmet) == 1 else f"{', '.join(unmet[:-1])} and {unmet[-1]}"
    return f"Your password still needs {listed}."
