"""How many new users with their sign-in names get into the tables at once: on PostgreSQL by COPY, which costs a fifth."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Model

from accounts import search_values
from accounts.imports.rows import Candidate
from accounts.models import SearchValue, User, UserAlias
from pools.models import UserPool

_NAME_FIELDS = ("pool_id", "user_id", "attribute", "value")


def save(pool: UserPool, candidates: Sequence[Candidate]) -> None:
    """Insert them all. Call inside the transaction of the batch.

    Raises:
        IntegrityError: a name is taken.
    """
    for candidate in candidates:
        candidate.user.pk = None  # of a try that was rolled back
    if connection.vendor == "postgresql":
        for candidate, pk in zip(candidates, _new_ids(len(candidates)), strict=True):
            candidate.user.pk = pk
        _copy(User, (candidate.user for candidate in candidates))
        _copy_rows(UserAlias, _NAME_FIELDS, _name_rows(pool, candidates))
        if pool.searchable_attributes:
            _copy(SearchValue, _search_values(pool, candidates), leave_out="id")
    else:
        User.objects.bulk_create([candidate.user for candidate in candidates])
        UserAlias.objects.bulk_create(_names(pool, candidates))
        SearchValue.objects.bulk_create(_search_values(pool, candidates))


def _name_rows(pool: UserPool, candidates: Iterable[Candidate]) -> Iterable[tuple[Any, ...]]:
    """As `_NAME_FIELDS` are called, without an instance of the model for each."""
    return (
        (pool.pk, candidate.user.pk, attribute, value)
        for candidate in candidates
        for attribute, value in candidate.names
    )


def _names(pool: UserPool, candidates: Iterable[Candidate]) -> Iterable[UserAlias]:
    return (
        UserAlias(pool_id=pool.pk, user_id=candidate.user.pk, attribute=attribute, value=value)
        for candidate in candidates
        for attribute, value in candidate.names
    )


def _search_values(pool: UserPool, candidates: Iterable[Candidate]) -> Iterable[SearchValue]:
    return (
        row for candidate in candidates for row in search_values.of(pool, candidate.user, pool.searchable_attributes)
    )


def _new_ids(count: int) -> list[int]:
    """Taken from the table's sequence: COPY does not tell those that it would give."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [User._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _copy(model: type[Model], instances: Iterable[Model], *, leave_out: str = "") -> None:
    fields = [field for field in model._meta.concrete_fields if field.attname != leave_out]
    prepared = [(field.attname, field if _needs_preparing(field) else None) for field in fields]
    rows = ([_value(instance, name, field) for name, field in prepared] for instance in instances)
    _copy_rows(model, [str(field.column) for field in fields], rows)


def _copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    # The driver's own errors become Django's, as with any other statement.
    statement = f"COPY {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _needs_preparing(field: "Field[Any, Any]") -> bool:
    """Whether the driver does not take the attribute as it is."""
    return isinstance(field, JSONField | BinaryField)


def _value(instance: Model, name: str, field: "Field[Any, Any] | None") -> Any:
    value = getattr(instance, name)
    if field is None:
        return value
    if isinstance(field, JSONField):
        # PostgreSQL reads the text itself; the driver's own way costs more than the rest of the row.
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)
