"""ListUsers' filter: one clause, `attribute = "value"` or `attribute ^= "prefix"`, parsed by a grammar."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from pools.core.errors import InvalidParameterException
from pools.models import UserPool

_CLAUSE = re.compile(r'\s*"?(?P<name>[A-Za-z0-9_:]+)"?\s*(?P<op>\^?=)\s*"(?P<value>(?:[^"\\\x00]|\\[^\x00])*)"\s*')
_ESCAPE = re.compile(r"\\(.)")
_MAX_LENGTH = 256
_COLUMNS = ("username", "email", "phone_number", "name", "given_name", "family_name", "preferred_username", "sub")
_FOLDED = ("username", "email", "preferred_username")


@dataclass(frozen=True)
class UserFilter:
    """A parsed filter: the condition, and the column whose order the list follows."""

    condition: Q
    order: str = "id"

    def after(self, marker: list[Any]) -> Q:
        """Rows behind the last one of the page before."""
        if self.order == "id":
            return Q(id__gt=marker[-1])
        return Q(**{f"{self.order}__gt": marker[0]}) | Q(**{self.order: marker[0], "id__gt": marker[-1]})


def parse(pool: UserPool, text: str) -> UserFilter:
    """Read a filter; an empty one selects everybody.

    Raises:
        InvalidParameterException: not of the grammar, or an attribute that cannot be searched.
    """
    if not text.strip():
        return UserFilter(Q())
    clause = _CLAUSE.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if clause is None:
        raise InvalidParameterException("Error while parsing filter")
    name, exact = clause["name"], clause["op"] == "="
    value = _ESCAPE.sub(r"\1", clause["value"])
    if name == "cognito:user_status":
        return UserFilter(_match("status", value.upper(), exact=exact))
    if name == "status":
        return UserFilter(_enabled(value, exact=exact))
    if name not in _COLUMNS:
        raise InvalidParameterException(f"Invalid search attribute: {name}")
    folded = pool.fold(value) if name in _FOLDED else value
    return UserFilter(_match(name, folded, exact=exact), order="id" if exact else name)


def _match(column: str, value: str, *, exact: bool) -> Q:
    if exact:
        return Q(**{column: value})
    return Q(**{f"{column}__startswith": value}) if value else Q()


def _enabled(value: str, *, exact: bool) -> Q:
    states = {"Enabled": True, "Disabled": False}
    chosen = [state for word, state in states.items() if (word == value if exact else word.startswith(value))]
    return Q(enabled__in=chosen) if len(chosen) != 1 else Q(enabled=chosen[0])
