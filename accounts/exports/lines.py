"""The lines of an export: CSV that no spreadsheet takes for formulas (checklist 71)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from accounts.models import User
from pools.models import UserPool

_OWN = ("username", "sub", "status", "enabled", "created", "last_modified")
_DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # noqa: RUF001 - Japanese spreadsheets reckon with wide ones
# Where a spreadsheet's language separates by something else than commas, quotes around a value are mere characters to it.
_CELL_WITHIN = re.compile(r"([;\t\r\n]\s*)(?=[=+\-@＝＋－＠])")  # noqa: RUF001


def columns(pool: UserPool) -> list[str]:
    """What is told of each user: Cognito's own fields, then every attribute of the schema."""
    return [*_OWN, *(name for name in pool.schema_attributes if name != "sub")]


def header(names: Sequence[str]) -> bytes:
    """The first line, behind the mark by which spreadsheets know UTF-8."""
    return b"\xef\xbb\xbf" + _written([names])


def of(users: Iterable[User], names: Sequence[str]) -> bytes:
    """A line for each user."""
    return _written([_values(user, names) for user in users])


def _values(user: User, names: Sequence[str]) -> list[str]:
    known = {
        **user.attributes,
        "username": user.username,
        "sub": user.sub,
        "status": user.status,
        "enabled": "true" if user.enabled else "false",
        "created": user.created_at.isoformat(timespec="seconds"),
        "last_modified": user.updated_at.isoformat(timespec="seconds"),
    }
    return [known.get(name, "") for name in names]


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue().encode()


def harmless(value: str) -> str:
    """The value behind a quotation mark where a spreadsheet would reckon with it instead of showing it.

    So is what would be a cell of its own to a spreadsheet that separates by semicolons or tabs.
    """
    apart = _CELL_WITHIN.sub(r"\1'", value)
    return f"'{apart}" if value.startswith(_DANGEROUS) else apart
