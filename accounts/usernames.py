"""What a new user is called: the rules of the pool's sign-in identifiers."""

import re
from dataclasses import dataclass

from accounts.models.user import COLUMN_ATTRIBUTES
from pools.core import ids
from pools.core.errors import InvalidParameterException
from pools.models import UserPool

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST = 128
_LONGEST_INDEXED = 2600  # of 2,704 bytes, which pool and key share
_PHONE = re.compile(r"\+[0-9]{3,15}")


@dataclass(frozen=True)
class NewName:
    """A new user's `sub`, username and attributes, with a typed e-mail or phone put where it belongs."""

    sub: str
    username: str
    attributes: dict[str, str]


def resolve(pool: UserPool, typed: str, attributes: dict[str, str]) -> NewName:
    """Apply the pool's rules to the name given at sign-up or by an administrator.

    Raises:
        InvalidParameterException: the name is not of the form the pool signs in by.
    """
    sub = ids.sub()
    attributes = {name: fold(pool, name, value) for name, value in attributes.items()}
    if pool.username_attributes:
        attribute = _attribute_of(pool, typed)
        return NewName(sub, sub, {**attributes, attribute: fold(pool, attribute, typed)})
    if "email" in pool.alias_attributes and _EMAIL.fullmatch(typed):
        raise InvalidParameterException(
            "Username cannot be of email format, since user pool is configured for email alias."  # AWS: unverified
        )
    if "phone_number" in pool.alias_attributes and _PHONE.fullmatch(typed):
        raise InvalidParameterException(
            "Username cannot be of phone number format, since user pool is configured for phone number alias."
        )
    username = pool.fold(typed)
    if len(username) > _LONGEST:  # some letters become two when they are made small
        raise InvalidParameterException("Username is too long.")
    return NewName(sub, username, attributes)


def federated(pool: UserPool, provider_name: str, subject: str) -> str:
    """What a provider's user is called here.

    Raises:
        InvalidParameterException: the provider's id of the user is too long, or has signs that no name has.
    """
    username = pool.fold(f"{provider_name}_{subject}")
    if not subject or len(username) > _LONGEST or not username.isprintable() or " " in subject:
        raise InvalidParameterException("The identity provider's id of the user cannot be part of a username.")
    return username


def fold(pool: UserPool, attribute: str, value: str) -> str:
    """A value as it is stored: sign-in names are lower case in case-insensitive pools.

    Raises:
        InvalidParameterException: an attribute that is searched takes more bytes than an index of PostgreSQL can.
    """
    if attribute in COLUMN_ATTRIBUTES and len(value.encode()) > _LONGEST_INDEXED:
        raise InvalidParameterException(f"user.{attribute}: the value takes more than {_LONGEST_INDEXED} bytes")
    return pool.fold(value) if attribute in ("email", "preferred_username") else value


def looks_like_address(typed: str) -> bool:
    """Whether the name is an e-mail address or phone number by its form."""
    return bool(_EMAIL.fullmatch(typed) or _PHONE.fullmatch(typed))


def _attribute_of(pool: UserPool, typed: str) -> str:
    names = pool.username_attributes
    if "email" in names and _EMAIL.fullmatch(typed):
        return "email"
    if "phone_number" in names and _PHONE.fullmatch(typed):
        return "phone_number"
    if len(names) > 1:
        raise InvalidParameterException("Username should be either an email or a phone number.")
    raise InvalidParameterException(
        "Username should be an email." if names == ["email"] else "Username should be a phone number."
    )
