"""A pool's schema: which attributes its users have, what values they take, and which client reads or writes them."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from pools.core import clock
from pools.core.errors import InvalidParameterException, LimitExceededException, NotAuthorizedException
from pools.models import AppClient, SchemaAttribute, UserPool

_STRINGS = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "address",
]
_VERIFIED = ("email_verified", "phone_number_verified")
_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+")
_PHONE = re.compile(r"\+[0-9]{3,15}")
_BIRTHDATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 2048
_MOST_CUSTOM = 50
_NONCONFORMING = "Attributes did not conform to the schema: "


def initial_schema(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A new pool's schema: the standard attributes, changed and extended by what CreateUserPool was given.

    Raises:
        InvalidParameterException: a standard attribute gets another type, or a custom one is required.
    """
    schema = {shape["Name"]: shape for shape in _standard()}
    for shape in given:
        name = shape.get("Name")
        if not name:
            raise InvalidParameterException("Attribute name is required.")
        if name in schema and name not in ("sub", *_VERIFIED):
            schema[name] = _changed_standard(schema[name], shape)
        elif name in schema:
            continue
        else:
            custom = _custom(shape)
            schema[custom["Name"]] = custom
    if sum(1 for name in schema if name.startswith(("custom:", "dev:"))) > _MOST_CUSTOM:
        raise LimitExceededException(f"A user pool has at most {_MOST_CUSTOM} custom attributes.")
    return list(schema.values())


def add_custom(pool: UserPool, given: list[dict[str, Any]]) -> None:
    """Extend the schema by custom attributes.

    Raises:
        InvalidParameterException: one exists already, or is ill-formed.
        LimitExceededException: more than fifty.
    """
    with transaction.atomic():
        locked = UserPool.objects.select_for_update().get(pk=pool.pk)
        names = {shape["Name"] for shape in locked.schema}
        for shape in given:
            custom = _custom(shape)
            if custom["Name"] in names:
                name = custom["Name"]
                raise InvalidParameterException(f"{name}: Existing attribute already has name {name}.")
            names.add(custom["Name"])
            locked.schema.append(custom)
        if sum(1 for name in names if name.startswith(("custom:", "dev:"))) > _MOST_CUSTOM:
            raise LimitExceededException(f"A user pool has at most {_MOST_CUSTOM} custom attributes.")
        locked.updated_at = clock.now()
        locked.save(update_fields=["schema", "updated_at"])
    pool.schema = locked.schema
    pool.__dict__.pop("schema_attributes", None)


def schema(pool: UserPool) -> dict[str, SchemaAttribute]:
    """The pool's attributes by name."""
    return pool.schema_attributes


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
        if name == "sub":
            raise InvalidParameterException("Cannot modify the non-mutable attribute sub")
        if not creating and not attribute.mutable:
            raise InvalidParameterException(f"user.{name}: Attribute cannot be updated.\n")
        if value:
            _check_value(attribute, value)
    wanted = required(pool)
    emptied = [name for name in wanted if values.get(name) == ""]
    missing = [name for name in wanted if not values.get(name)] if creating and complete else emptied
    if missing:
        told = "".join(f"{name}: The attribute is required\n" for name in missing)
        raise InvalidParameterException(f"{_NONCONFORMING}{told}")


def readable(client: AppClient) -> frozenset[str]:
    """The names that the app client may read; all of them unless ReadAttributes says otherwise."""
    return _permitted(client, "ReadAttributes", frozenset(client.pool.schema_attributes))


def writable(client: AppClient) -> frozenset[str]:
    """The names that the app client may write; all a user may change unless WriteAttributes says otherwise."""
    everything = frozenset(name for name in client.pool.schema_attributes if name not in ("sub", *_VERIFIED))
    return _permitted(client, "WriteAttributes", everything) - {"sub", *_VERIFIED}


def require_writable(client: AppClient, names: Iterable[str]) -> None:
    """Refuse names that a user may not write through this client (checklist 68).

    Raises:
        NotAuthorizedException: with AWS's words.
    """
    allowed = writable(client)
    known = client.pool.schema_attributes
    for name in names:
        if name.startswith("dev:") or (name in known and name not in allowed):
            raise NotAuthorizedException("A client attempted to write unauthorized attribute")


def _permitted(client: AppClient, setting: str, everything: frozenset[str]) -> frozenset[str]:
    chosen = client.settings.get(setting)
    if not chosen:
        return frozenset(name for name in everything if not name.startswith("dev:"))
    return frozenset(name.removeprefix("oidc:") for name in chosen)


def _check_value(attribute: SchemaAttribute, value: str) -> None:
    name = attribute.name
    if "\0" in value:
        raise InvalidParameterException(f"user.{name}: Attribute values cannot hold null characters.\n")
    if len(value) > _LONGEST:
        raise InvalidParameterException(f"user.{name}: String attributes cannot have a length of more than {_LONGEST}")
    if name == "email" and not _EMAIL.fullmatch(value):
        raise InvalidParameterException("Invalid email address format.")
    if name == "phone_number" and not _PHONE.fullmatch(value):
        raise InvalidParameterException("Invalid phone number format.")
    if name == "birthdate" and not _BIRTHDATE.fullmatch(value):
        raise InvalidParameterException("Invalid birthdate format.")
    _CHECKS[attribute.data_type](attribute, value)


def _check_string(attribute: SchemaAttribute, value: str) -> None:
    if attribute.min_length is not None and len(value) < attribute.min_length:
        _refuse(attribute, f"String must have a length of at least {attribute.min_length}")
    if attribute.max_length is not None and len(value) > attribute.max_length:
        _refuse(attribute, f"String must have a length of at most {attribute.max_length}")


def _check_number(attribute: SchemaAttribute, value: str) -> None:
    if not re.fullmatch(r"-?\d{1,18}", value):
        _refuse(attribute, "Number is expected")
    if attribute.min_value is not None and int(value) < attribute.min_value:
        _refuse(attribute, f"Number must be at least {attribute.min_value}")
    if attribute.max_value is not None and int(value) > attribute.max_value:
        _refuse(attribute, f"Number must be at most {attribute.max_value}")


def _check_boolean(attribute: SchemaAttribute, value: str) -> None:
    if value.lower() not in ("true", "false"):
        _refuse(attribute, "Boolean is expected")


def _check_date_time(attribute: SchemaAttribute, value: str) -> None:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        if not re.fullmatch(r"\d{1,18}", value):
            _refuse(attribute, "DateTime is expected")


def _refuse(attribute: SchemaAttribute, problem: str) -> None:
    raise InvalidParameterException(f"{_NONCONFORMING}{attribute.name}: {problem}\n")


_CHECKS = {
    "String": _check_string,
    "Number": _check_number,
    "Boolean": _check_boolean,
    "DateTime": _check_date_time,
}


def _standard() -> list[dict[str, Any]]:
    return [
        _shape("sub", "String", mutable=False, required=True, lengths=("1", "2048")),
        *(_shape(name, "String", lengths=("10", "10") if name == "birthdate" else ("0", "2048")) for name in _STRINGS),
        *(_shape(name, "Boolean") for name in _VERIFIED),
        {**_shape("updated_at", "Number"), "NumberAttributeConstraints": {"MinValue": "0"}},
    ]


def _shape(
    name: str,
    data_type: str,
    *,
    mutable: bool = True,
    required: bool = False,
    lengths: tuple[str, str] | None = None,
) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "Name": name,
        "AttributeDataType": data_type,
        "DeveloperOnlyAttribute": False,
        "Mutable": mutable,
        "Required": required,
    }
    if lengths:
        shape["StringAttributeConstraints"] = {"MinLength": lengths[0], "MaxLength": lengths[1]}
    return shape


def _changed_standard(standard: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    same_type = given.get("AttributeDataType", standard["AttributeDataType"]) == standard["AttributeDataType"]
    if not same_type or given.get("DeveloperOnlyAttribute"):
        raise InvalidParameterException(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute "
            f"{standard['Name']}"
        )
    changes = ("Mutable", "Required", "StringAttributeConstraints", "NumberAttributeConstraints")
    return {**standard, **{key: given[key] for key in changes if given.get(key) is not None}}


def _custom(given: dict[str, Any]) -> dict[str, Any]:
    if given.get("Required"):
        raise InvalidParameterException("Required custom attributes are not supported currently.")
    data_type = given.get("AttributeDataType")
    if data_type not in _CHECKS:
        raise InvalidParameterException("AttributeDataType is required for custom attributes.")
    developer_only = bool(given.get("DeveloperOnlyAttribute"))
    prefix = "dev:custom:" if developer_only else "custom:"
    shape = _shape(f"{prefix}{given['Name']}", data_type, mutable=given.get("Mutable", True))
    shape["DeveloperOnlyAttribute"] = developer_only
    if data_type == "String":
        shape["StringAttributeConstraints"] = given.get("StringAttributeConstraints") or {}
    if data_type == "Number":
        shape["NumberAttributeConstraints"] = given.get("NumberAttributeConstraints") or {}
    return shape
