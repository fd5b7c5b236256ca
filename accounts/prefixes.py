"""Text found by its beginning and listed in the order of its bytes, by one and the same index.

PostgreSQL's indexes for prefixes (`varchar_pattern_ops`) have an order of their own, which only these operators use; SQLite
compares bytes anyway, where its LIKE would take capitals for small letters.
"""

from typing import Any

from django.db.models import F, OrderBy, Value
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan

_LAST = 0x10FFFF
_BEFORE_SURROGATES, _AFTER_SURROGATES = 0xD7FF, 0xE000


class _From(GreaterThanOrEqual):
    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return _operator(connection, rhs, "~>=~") or super().get_rhs_op(connection, rhs)


class _Behind(GreaterThan):
    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return _operator(connection, rhs, "~>~") or super().get_rhs_op(connection, rhs)


class _Before(LessThan):
    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return _operator(connection, rhs, "~<~") or super().get_rhs_op(connection, rhs)


class InOrder(OrderBy):
    """Ascending order of bytes."""

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        # Django looks for the word ASC or DESC in what it orders by.
        return self.as_sql(compiler, connection, template="%(expression)s USING ~<~ /* ASC */")


def starting(column: str, prefix: str) -> list[Any]:
    """The conditions for a column to begin with a prefix."""
    end = _end(prefix)
    return [_From(F(column), Value(prefix)), *([_Before(F(column), Value(end))] if end else [])]


def from_here(column: str, value: str) -> Any:
    """The condition for a column to hold this text or one behind it."""
    return _From(F(column), Value(value))


def behind(column: str, value: str) -> Any:
    """The condition for a column to hold a text behind this one."""
    return _Behind(F(column), Value(value))


def _operator(connection: Any, rhs: str, operator: str) -> str:
    return f"{operator} {rhs}" if connection.vendor == "postgresql" else ""


def _end(prefix: str) -> str:
    """The first text behind all that begin so; UTF-8 has the order of code points. Nothing where there is none."""
    kept = prefix.rstrip(chr(_LAST))
    if not kept:
        return ""
    last = ord(kept[-1])
    return kept[:-1] + chr(_AFTER_SURROGATES if last == _BEFORE_SURROGATES else last + 1)
