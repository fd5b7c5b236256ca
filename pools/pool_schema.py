"""How a pool's schema is made up: Cognito's standard attributes, and what CreateUserPool changes and adds."""

from collections.abc import Iterable
from typing import Any

from pools.core.errors import InvalidParameterException, LimitExceededException

LONGEST_VALUE = 2048
MOST_CUSTOM = 50
TYPES = ("String", "Number", "Boolean", "DateTime")
VERIFIED = ("email_verified", "phone_number_verified")

_STRINGS = (
    *("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture"),
    *("website", "email", "gender", "birthdate", "zoneinfo", "locale", "phone_number", "address"),
)
# OpenID Connect Core 5.4: the attributes that a scope stands for, where a client's permissions name the scope.
_OIDC: dict[str, frozenset[str]] = {
    "oidc:profile": frozenset(
        {
            *("name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile"),
            *("picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"),
        }
    ),
    "oidc:email": frozenset({"email", "email_verified"}),
    "oidc:phone": frozenset({"phone_number", "phone_number_verified"}),
    "oidc:address": frozenset({"address"}),
}
_FIXED = frozenset({"sub", *VERIFIED})
_CHANGEABLE = ("Mutable", "Required")
# Which member holds a type's limits, and the least and most that these may be.
_LIMITS: dict[str, tuple[str, tuple[str, str], tuple[int, int]]] = {
    "String": ("StringAttributeConstraints", ("MinLength", "MaxLength"), (0, LONGEST_VALUE)),
    "Number": ("NumberAttributeConstraints", ("MinValue", "MaxValue"), (-(2**53), 2**53)),
}


def initial(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A new pool's schema: the standard attributes, changed and extended by what CreateUserPool was given.

    Raises:
        InvalidParameterException: a standard attribute gets another type, a custom one is required or stands twice.
        LimitExceededException: more than fifty custom attributes.
    """
    standard = {shape["Name"]: shape for shape in _standard()}
    custom = []
    for shape in given:
        name = _name(shape)
        if name in standard:
            standard[name] = _changed(standard[name], shape)
        else:
            custom.append(shape)
    return extended(list(standard.values()), custom)


def extended(schema: list[dict[str, Any]], given: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The schema with custom attributes added.

    Raises:
        InvalidParameterException: one exists already, is required or has limits that are none.
        LimitExceededException: more than fifty.
    """
    shapes = {shape["Name"]: shape for shape in schema}
    for shape in map(_custom, given):
        name = shape["Name"]
        if name in shapes:
            raise InvalidParameterException(f"{name}: Existing attribute already has name {name}.")
        shapes[name] = shape
    if sum(map(is_custom, shapes)) > MOST_CUSTOM:
        raise LimitExceededException(f"A user pool has at most {MOST_CUSTOM} custom attributes.")
    return list(shapes.values())


def check(before: list[dict[str, Any]], wished: list[dict[str, Any]]) -> None:
    """Whether a pool that had one schema may get another one, which Cognito never allows.

    Raises:
        InvalidParameterException: a standard attribute is missing, has another type, or is one that stays as it is; a
            custom one is required, stands twice, or has limits that are none.
        LimitExceededException: more than fifty custom attributes.
    """
    shapes = {shape["Name"]: shape for shape in wished}
    standard = {shape["Name"]: shape for shape in before if not is_custom(shape["Name"])}
    if len(shapes) < len(wished) or not standard.keys() <= shapes.keys():
        raise InvalidParameterException("Each attribute stands in the schema once, the standard ones always.")
    for name, shape in shapes.items():
        if name in standard:
            _changed(standard[name], shape)
        elif not is_custom(name):
            raise InvalidParameterException(f"{name} is no standard attribute.")
        elif shape["AttributeDataType"] not in TYPES:
            raise InvalidParameterException(f"{name} is of no type.")
        else:
            _custom({**shape, "Name": name.rpartition("custom:")[2]})
    if sum(map(is_custom, shapes)) > MOST_CUSTOM:
        raise LimitExceededException(f"A user pool has at most {MOST_CUSTOM} custom attributes.")


def custom_shape(given: dict[str, Any]) -> dict[str, Any]:
    """A custom attribute as it stands in a schema, made of what AddCustomAttributes is given of it.

    Raises:
        InvalidParameterException: it is required, or has limits that are none.
    """
    return _custom(given)


def is_custom(name: str) -> bool:
    """Whether an attribute is one of the pool's own."""
    return name.startswith(("custom:", "dev:"))


def opened_by(name: str) -> frozenset[str]:
    """The attributes that a name in a client's permissions stands for: itself, or those of an OIDC scope."""
    return _OIDC.get(name, frozenset({name}))


def _standard() -> list[dict[str, Any]]:
    """In the order in which AWS lists them."""
    strings = [_shape(name, "String") | _lengths("0", str(LONGEST_VALUE)) for name in _STRINGS]
    by_name = {shape["Name"]: shape for shape in strings}
    by_name["birthdate"] |= _lengths("10", "10")
    return [
        _shape("sub", "String", mutable=False, required=True) | _lengths("1", str(LONGEST_VALUE)),
        *by_name.values(),
        *(_shape(name, "Boolean") for name in VERIFIED),
        _shape("updated_at", "Number") | {"NumberAttributeConstraints": {"MinValue": "0"}},
    ]


def _shape(name: str, data_type: str, *, mutable: bool = True, required: bool = False) -> dict[str, Any]:
    return {
        "Name": name,
        "AttributeDataType": data_type,
        "DeveloperOnlyAttribute": False,
        "Mutable": mutable,
        "Required": required,
    }


def _lengths(least: str, most: str) -> dict[str, Any]:
    return {"StringAttributeConstraints": {"MinLength": least, "MaxLength": most}}


def _changed(standard: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    name, data_type = standard["Name"], standard["AttributeDataType"]
    if given.get("AttributeDataType", data_type) != data_type or given.get("DeveloperOnlyAttribute"):
        raise InvalidParameterException(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute " + name
        )
    changes = {member: given[member] for member in _CHANGEABLE if given.get(member) is not None}
    if name in _FIXED and any(standard[member] != value for member, value in changes.items()):
        raise InvalidParameterException(f"You can not change Mutable or Required for standard schema attribute {name}")
    return {**standard, **changes, **_limits(name, data_type, given)}


def _name(given: dict[str, Any]) -> str:
    name = given.get("Name")
    if not name:
        raise InvalidParameterException("An attribute of the schema has no name.")
    return str(name)


def _custom(given: dict[str, Any]) -> dict[str, Any]:
    if given.get("Required"):
        raise InvalidParameterException("Required custom attributes are not supported currently.")
    developer_only = bool(given.get("DeveloperOnlyAttribute"))
    # AWS: shown as `dev:custom:x`, although its guide writes `dev:x` (pool-rules.md 2).
    name = f"{'dev:' if developer_only else ''}custom:{_name(given)}"
    data_type = given.get("AttributeDataType") or "String"
    shape = _shape(name, data_type, mutable=given.get("Mutable", True))
    shape["DeveloperOnlyAttribute"] = developer_only
    if data_type in _LIMITS:
        shape[_LIMITS[data_type][0]] = {}
    return {**shape, **_limits(name, data_type, given)}


def _limits(name: str, data_type: str, given: dict[str, Any]) -> dict[str, Any]:
    """The limits that were given for this type, each a whole number written as text."""
    if data_type not in _LIMITS:
        return {}
    member, (lower, upper), (least, most) = _LIMITS[data_type]
    limits = {bound: text for bound, text in (given.get(member) or {}).items() if text not in (None, "")}
    if not limits:
        return {}
    numbers = {bound: _whole(name, bound, text, least, most) for bound, text in limits.items()}
    if numbers.get(lower, least) > numbers.get(upper, most):
        raise InvalidParameterException(f"Invalid schema for attribute {name}: {lower} is greater than {upper}.")
    return {member: {bound: str(number) for bound, number in numbers.items()}}


def _whole(name: str, bound: str, text: str, least: int, most: int) -> int:
    try:
        number = int(text) if len(text) <= len(str(-(2**53))) else None
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise InvalidParameterException(
            f"Invalid schema for attribute {name}: {bound} must be a whole number from {least} to {most}."
        )
    return number
