"""The condition of partial indexes over attributes that few users have."""

from django.db.models import BooleanField, Func


class IsFilled(Func):
    """Whether a column holds any text.

    Written without a parameter: SQLite takes a partial index only where a query has its very condition.
    """

    template = "%(expressions)s <> ''"
    arity = 1
    output_field = BooleanField()
