"""Queries of the hot paths: compiled to SQL once in each process, because compiling costs Django more than asking."""

import uuid
from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import BigIntegerField, BinaryField, CharField, Field, Model, QuerySet, UUIDField
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)

# What stands for a value of each type while the SQL is made; nobody's value looks like it.
_SAMPLES: dict[type, Callable[[int], Any]] = {
    str: lambda number: f"\uf8ff{number}\uf8ff",
    bytes: lambda number: b"\xff\xfe%d\xfe\xff" % number,
    int: lambda number: 9_007_199_254_740_993 + number,
    uuid.UUID: lambda number: uuid.UUID(int=0xF8FF << 112 | number),
}
_FIELDS: dict[type, Field[Any, Any]] = {
    str: CharField(),
    bytes: BinaryField(),
    int: BigIntegerField(),
    uuid.UUID: UUIDField(),
}


class Prepared(Generic[Row]):
    """A select whose values are filled in at each use; it gives model instances like any queryset.

    `Prepared(lambda pool_id, value: UserAlias.objects.filter(pool_id=pool_id, value=value), str, str)` is used as
    `.first(pool.id, "alice")`. The values must be of the types that were named.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]], *types: type) -> None:
        self._build = build
        self._types = types

    def first(self, *values: Any) -> Row | None:
        """The first row, if there is one."""
        rows = self.rows(*values)
        return rows[0] if rows else None

    def rows(self, *values: Any) -> list[Row]:
        """All rows."""
        return self._compiled.rows([_adapted(value) for value in values])

    @cached_property
    def _compiled(self) -> "_Compiled[Row]":
        samples = [_SAMPLES[kind](number) for number, kind in enumerate(self._types)]
        return _Compiled(self._build(*samples), [_adapted(sample) for sample in samples])


class _Compiled(Generic[Row]):
    """SQL, where each value goes, and how a row becomes an instance with its related ones."""

    def __init__(self, queryset: QuerySet[Row], samples: list[Any]) -> None:
        self._model: type[Row] = queryset.model
        self._compiler = queryset.query.get_compiler(using=queryset.db)
        self._sql, parameters = self._compiler.as_sql()
        self._parameters = [_plain(parameter) for parameter in parameters]
        plain = [_plain(sample) for sample in samples]
        self._places = [(place, plain.index(p)) for place, p in enumerate(self._parameters) if p in plain]
        if {number for _, number in self._places} != set(range(len(samples))):
            raise LookupError(f"Not every value stands in the query: {self._sql}")
        select = self._compiler.select
        self._converters = self._compiler.get_converters(expression for expression, _, _ in select)
        info = self._compiler.klass_info
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        self._columns = slice(start, end)
        self._names = [column[0].target.attname for column in select[start:end]]
        self._related = get_related_populators(info, select, queryset.db)  # type: ignore[call-arg]  # Django 6's stubs

    def rows(self, values: list[Any]) -> list[Row]:
        parameters = list(self._parameters)
        for place, number in self._places:
            parameters[place] = values[number]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            found = cursor.fetchall()
        return [self._instance(row) for row in self._compiler.apply_converters(found, self._converters)]

    def _instance(self, row: list[Any]) -> Row:
        instance = self._model.from_db(connection.alias, self._names, row[self._columns])
        for populate in self._related:
            populate.populate(row, instance)
        return instance


def _adapted(value: Any) -> Any:
    """A value as the database's driver takes it."""
    return _FIELDS[type(value)].get_db_prep_value(value, connection)


def _plain(parameter: Any) -> Any:
    """A parameter that can be compared: drivers wrap bytes."""
    if isinstance(parameter, memoryview):
        return bytes(parameter)
    return getattr(parameter, "obj", parameter)
