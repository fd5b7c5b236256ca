"""ListUsers' filter: one clause, `attribute = "value"` or `attribute ^= "prefix"`, parsed by a grammar."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from accounts import prefixes
from accounts.models.filled import IsFilled
from accounts.models.user import COLUMN_ATTRIBUTES, UserStatus
from pools.core.errors import InvalidParameterException
from pools.models import UserPool

# A custom attribute's name may have nearly any sign; one that could end the name too is written in quotes.
_NAME = r'(?:"(?P<quoted>[^"\x00]+)"|(?P<name>[^\s"^=\x00]+))'
_CLAUSE = re.compile(rf'\s*{_NAME}\s*(?P<op>\^?=)\s*"(?P<value>(?:[^"\\\x00]|\\[^\x00])*)"\s*')
_ESCAPE = re.compile(r"\\(.)")
_MAX_LENGTH = 256
_COLUMNS = ("username", "email", "phone_number", "name", "given_name", "family_name", "preferred_username", "sub")
_FOLDED = ("username", "email", "preferred_username")


@dataclass(frozen=True)
class UserFilter:
    """A parsed filter: the conditions, and the column whose order the list follows.

    With `attribute`, both are about the rows in which values of that attribute are kept for searching.
    """

    conditions: tuple[Any, ...] = ()
    order: str = "id"
    attribute: str = ""

    def after(self, marker: list[Any]) -> list[Any]:
        """The conditions for rows behind the last one of the page before."""
        if self.order == "id":
            return [Q(id__gt=marker[-1])]
        last = {self.order: marker[0], "user_id__gt" if self.attribute else "id__gt": marker[-1]}
        further = Q(prefixes.behind(self.order, marker[0])) | Q(**last)
        # The first one is for the index, which knows nothing of `or`.
        return [prefixes.from_here(self.order, marker[0]), further]


def parse(pool: UserPool, text: str) -> UserFilter:
    """Read a filter; an empty one selects everybody.

    Raises:
        InvalidParameterException: not of the grammar, or an attribute that cannot be searched.
    """
    if not text.strip():
        return UserFilter()
    clause = _CLAUSE.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if clause is None:
        raise InvalidParameterException("Error while parsing filter")
    name, exact = clause["quoted"] or clause["name"], clause["op"] == "="
    value = _ESCAPE.sub(r"\1", clause["value"])
    if name == "cognito:user_status":
        return UserFilter(
            _among("status", {status: status for status in UserStatus.values}, value.upper(), exact=exact)
        )
    if name == "status":
        return UserFilter(_among("enabled", {"Enabled": True, "Disabled": False}, value, exact=exact))
    if name in pool.searchable_attributes:
        conditions = [Q(value=value)] if exact else prefixes.starting("value", value)
        return UserFilter(tuple(conditions), order="value", attribute=name)
    if name not in _COLUMNS:
        raise InvalidParameterException(f"Invalid search attribute: {name}")
    return _by_column(name, pool.fold(value) if name in _FOLDED else value, exact=exact)


def _by_column(name: str, value: str, *, exact: bool) -> UserFilter:
    if not value:
        # Nobody has an empty value, and every value begins with nothing.
        return UserFilter((Q(pk__in=[]),) if exact else ())
    # The index is of those who have the attribute at all.
    there = [IsFilled(F(name))] if name in COLUMN_ATTRIBUTES else []
    conditions = [Q(**{name: value})] if exact else prefixes.starting(name, value)
    return UserFilter((*there, *conditions), order=name)


def _among(column: str, states: dict[str, Any], value: str, *, exact: bool) -> tuple[Q, ...]:
    """Rows whose state is called so, of the few that there are."""
    chosen = [state for word, state in states.items() if (word == value if exact else word.startswith(value))]
    if len(chosen) == len(states):
        return ()
    return (Q(**{column: chosen[0]}) if len(chosen) == 1 else Q(**{f"{column}__in": chosen}),)
