"""A pool's password rules as forms show them: a list that ticks while one types, and what is still missing."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from pools import password_policy
from pools.models import UserPool

# In a browser's Unicode mode only characters with a meaning may be escaped.
_SYMBOLS = "[" + re.sub(r"([\\\]^-])", r"\\\1", password_policy.SYMBOLS) + " ]"
_PATTERNS = {"upper": r"\p{Lu}", "lower": r"\p{Ll}", "digit": "[0-9]", "symbol": _SYMBOLS}
_LABELS = {
    "upper": _("An uppercase letter"),
    "lower": _("A lowercase letter"),
    "digit": _("A number"),
    "symbol": _("A symbol"),
}
_REPAIRS = {
    "upper": _("Add an uppercase letter."),
    "lower": _("Add a lowercase letter."),
    "digit": _("Add a number."),
    "symbol": _("Add a symbol."),
}
_PREFIX = "Password did not conform with policy: "
_OTHERS = {
    f"Password must have length less than or equal to {password_policy.MAX_LENGTH}": _(
        "This password is too long. Choose a shorter one."
    ),
    "Password must not start or end with space characters": _("Your password can't start or end with a space."),
    "Provided password cannot be used for security reasons.": _(
        "This password appears in a known leak. Choose another."
    ),
}


@dataclass(frozen=True)
class ShownRule:
    """A rule in words, and as a regular expression for the browser; the server never uses the latter."""

    label: StrOrPromise
    pattern: str


def rules_of(pool: UserPool) -> list[ShownRule]:
    """The rules in order."""
    return [_shown(pool, rule.kind) for rule in password_policy.rules(pool)]


def missing(pool: UserPool, password: str, refusal: str) -> str:
    """What a refused password still needs, a sentence a rule; else why it was refused."""
    unmet = [rule.kind for rule in password_policy.rules(pool) if not rule.holds(password)]
    if not unmet:
        reason = refusal.removeprefix(_PREFIX)
        return str(_OTHERS.get(reason) or f"{reason.rstrip('.')}.")
    return " ".join(str(_REPAIRS.get(kind) or _too_short(pool)) for kind in unmet)


def _shown(pool: UserPool, kind: str) -> ShownRule:
    least = password_policy.minimum_length(pool)
    if kind in _LABELS:
        return ShownRule(_LABELS[kind], _PATTERNS[kind])
    text = ngettext("At least %(count)s character", "At least %(count)s characters", least)
    return ShownRule(text % {"count": least}, f"^[^]{{{least},}}$")


def _too_short(pool: UserPool) -> str:
    least = password_policy.minimum_length(pool)
    return ngettext("Use at least %(count)s character.", "Use at least %(count)s characters.", least) % {"count": least}
