"""A pool's attributes: what values they take, and which app client reads or writes them."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from pools import pool_schema, running_imports
from pools.core import clock
from pools.core.errors import InvalidParameterException, NotAuthorizedException
from pools.models import AppClient, SchemaAttribute, UserPool
from pools.pool_schema import LONGEST_VALUE, VERIFIED

_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@.\s\x00-\x1f\x7f]+(?:\.[^@.\s\x00-\x1f\x7f]+)+")
_PHONE = re.compile(r"\+[0-9]{3,15}")
_NONCONFORMING = "Attributes did not conform to the schema: "  # AWS: unverified


def schema(pool: UserPool) -> dict[str, SchemaAttribute]:
    """The pool's attributes by name."""
    return pool.schema_attributes


def add_custom(pool: UserPool, given: list[dict[str, Any]]) -> None:
    """Extend the schema by custom attributes, for ever.

    Raises:
        InvalidParameterException: one exists already, or is ill-formed.
        LimitExceededException: more than fifty.
        UserImportInProgressException: users are being imported.
    """
    with transaction.atomic():
        locked = UserPool.objects.select_for_update().get(pk=pool.pk)
        running_imports.refuse(locked)
        locked.schema = pool_schema.extended(locked.schema, given)
        locked.updated_at = clock.now()
        locked.save(update_fields=["schema", "updated_at"])
    pool.schema, pool.updated_at = locked.schema, locked.updated_at
    pool.__dict__.pop("schema_attributes", None)


def required(pool: UserPool) -> list[str]:
    """The names that every user must have a value for, `sub` aside."""
    return [name for name, attribute in pool.schema_attributes.items() if attribute.required and name != "sub"]


def validate(pool: UserPool, values: dict[str, str], *, creating: bool, complete: bool = True) -> None:
    """Check attribute values against the schema; an empty value means removal.

    Args:
        pool: whose schema.
        values: by name.
        creating: for a new user, who may get immutable ones.
        complete: a new user needs all required ones; one whom an administrator creates is asked for them later.

    Raises:
        InvalidParameterException: with AWS's words.
    """
    for name, value in values.items():
        attribute = pool.schema_attributes.get(name)
        if attribute is None:
            raise InvalidParameterException(f"{_NONCONFORMING}Type for attribute {{{name}}} could not be determined")
        if name == "sub" or not (creating or attribute.mutable):
            raise InvalidParameterException(f"user.{name}: Attribute cannot be updated.\n")  # AWS: unverified
        if value:
            check_value(attribute, value)
    missing = [name for name in required(pool) if _is_missing(name, values, creating=creating and complete)]
    if missing:
        told = "".join(f"{name}: The attribute is required\n" for name in missing)  # AWS: unverified
        raise InvalidParameterException(f"{_NONCONFORMING}{told}")


def check_value(attribute: SchemaAttribute, value: str) -> None:
    """Whether an attribute may have this value, which is not empty.

    Raises:
        InvalidParameterException: with AWS's words.
    """
    if attribute.name == "email" and not _EMAIL.fullmatch(value):
        raise InvalidParameterException("Invalid email address format.")  # AWS: unverified
    if attribute.name == "phone_number" and not _PHONE.fullmatch(value):
        raise InvalidParameterException("Invalid phone number format.")  # AWS: unverified
    _CHECKS[attribute.data_type](attribute, value)


def readable(client: AppClient) -> frozenset[str]:
    """The names that the app client may read; all of them unless ReadAttributes says otherwise."""
    return _permitted(client, "ReadAttributes", frozenset(client.pool.schema_attributes))


def writable(client: AppClient) -> frozenset[str]:
    """The names that a user may write through the app client; an immutable one only with the sign-up.

    All of them unless WriteAttributes says otherwise, and never what only administrators write.
    """
    own = {name for name, attribute in client.pool.schema_attributes.items() if not attribute.developer_only}
    return _permitted(client, "WriteAttributes", frozenset(own - {"sub", *VERIFIED}))


def require_writable(client: AppClient, names: Iterable[str]) -> None:
    """Refuse names that a user may not write through this client (checklist 68).

    Raises:
        NotAuthorizedException: with AWS's words.
    """
    allowed = writable(client)
    known = client.pool.schema_attributes
    # A name that the pool does not know is `validate`'s to refuse, in other words.
    if any(name in known and name not in allowed for name in names):
        raise NotAuthorizedException("A client attempted to write unauthorized attribute")  # AWS: unverified


def _permitted(client: AppClient, setting: str, everything: frozenset[str]) -> frozenset[str]:
    chosen = client.settings.get(setting)
    return everything & frozenset().union(*map(pool_schema.opened_by, chosen)) if chosen else everything


def _is_missing(name: str, values: dict[str, str], *, creating: bool) -> bool:
    return not values.get(name) if creating else values.get(name) == ""


def _check_string(attribute: SchemaAttribute, value: str) -> None:
    _check_range(attribute, len(value), "String", "length", attribute.min_length, attribute.max_length)


def _check_number(attribute: SchemaAttribute, value: str) -> None:
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        _refuse(attribute, "Number is expected")
    _check_range(attribute, int(value), "Number", "value", attribute.min_value, attribute.max_value)


def _check_boolean(attribute: SchemaAttribute, value: str) -> None:
    if value.lower() not in ("true", "false"):
        _refuse(attribute, "Boolean is expected")


def _check_date_time(attribute: SchemaAttribute, value: str) -> None:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        if not re.fullmatch(r"[0-9]{1,18}", value):
            _refuse(attribute, "DateTime is expected")


def _check_range(
    attribute: SchemaAttribute, size: int, kind: str, measure: str, least: int | None, most: int | None
) -> None:
    limit = LONGEST_VALUE if most is None and measure == "length" else most
    if limit is not None and size > limit:
        raise InvalidParameterException(
            f"user.{attribute.name}: {kind} attributes cannot have a {measure} of more than {limit}"
        )
    if least is not None and size < least:
        raise InvalidParameterException(
            f"user.{attribute.name}: {kind} attributes cannot have a {measure} of less than {least}"
        )


def _refuse(attribute: SchemaAttribute, problem: str) -> None:
    raise InvalidParameterException(f"{_NONCONFORMING}{attribute.name}: {problem}\n")


_CHECKS = {
    "String": _check_string,
    "Number": _check_number,
    "Boolean": _check_boolean,
    "DateTime": _check_date_time,
}
