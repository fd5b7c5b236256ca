"""What one line of the file means: a user who may be created, or the reason why there is none."""

import csv
import re
from dataclasses import dataclass
from datetime import date

from accounts import aliases, usernames, users
from accounts.crypto import foreign
from accounts.imports import columns
from accounts.imports.columns import Layout
from accounts.imports.reader import Line
from accounts.models import User
from accounts.models.import_job import ImportOutcome
from accounts.models.user import VERIFIED_ATTRIBUTES, UserStatus
from pools import attributes as schema
from pools import sign_in_policy
from pools.core.errors import InvalidParameterException
from pools.models import UserPool

LONGEST_LINE = 16_000
_LONGEST_USERNAME = 128
_ADDRESSES = ("email", "phone_number")
_SIGN_IN_NAMES = (*_ADDRESSES, "preferred_username")
_BOOLEANS = ("true", "false")
_BIRTHDATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


@dataclass(frozen=True)
class Candidate:
    """A user not yet saved, and each name that the user would sign in by, with the attribute that it comes from."""

    line: int
    user: User
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Problem:
    """A line that makes no user."""

    line: int
    reason: str
    outcome: ImportOutcome = ImportOutcome.FAILED


class _RowError(Exception):
    """Why a line makes no user; the text tells columns, never what stands in them."""


def read(layout: Layout, line: Line) -> Candidate | Problem:
    """Check all that can be told without looking at the pool's other users."""
    try:
        user = _user(layout, _values(layout, _text(line)))
    except _RowError as error:
        return Problem(line.number, str(error))
    except InvalidParameterException as error:
        return Problem(line.number, " ".join(error.message.split()))
    return Candidate(line.number, user, _names(user))


def _text(line: Line) -> str:
    try:
        text = None if line.content is None else line.content.decode()
    except UnicodeDecodeError:
        raise _RowError("The line is not in UTF-8.") from None
    if text is None or len(text) > LONGEST_LINE:
        raise _RowError(f"The line has more than {LONGEST_LINE} characters.")
    if "\0" in text:
        raise _RowError("The line has a character that no attribute may have.")
    return text


def _values(layout: Layout, text: str) -> dict[str, str]:
    try:
        found = columns.fields(text)
    except csv.Error:
        raise _RowError("The line is no CSV: see to quotes and line ends.") from None
    if len(found) != len(layout.columns):
        raise _RowError(f"The line has {len(found)} values for {len(layout.columns)} columns.")
    return {name: value for name, value in zip(layout.columns, found, strict=True) if value}


def _user(layout: Layout, values: dict[str, str]) -> User:
    pool = layout.pool
    typed = _typed_name(pool, values.pop(columns.USERNAME, ""), values)
    has_mfa = _mfa_enabled(pool, values.pop(columns.MFA_ENABLED, ""))
    password = _password(layout, values.pop(columns.PASSWORD_HASH, ""))
    _check_verified(pool, values)
    _check_birthdate(values.get("birthdate", ""))
    name = usernames.resolve(pool, typed, values)
    schema.validate(pool, name.attributes, creating=True)
    may_enter = bool(password) or sign_in_policy.needs_no_password(pool, name.attributes)
    user = users.new(pool, name, status=UserStatus.CONFIRMED if may_enter else UserStatus.RESET_REQUIRED)
    user.password = password
    # AWS: unverified: MFA in the file is by SMS, the one method that needs no more than is in the file.
    if has_mfa and user.phone_number_verified and "SMS_MFA" in pool.second_factors:
        user.mfa_factors, user.preferred_mfa = ["SMS_MFA"], "SMS_MFA"
    return user


def _typed_name(pool: UserPool, typed: str, values: dict[str, str]) -> str:
    """The username column; where addresses are usernames it may be left empty."""
    given = [values[name] for name in pool.username_attributes if name in values]
    if typed and given and typed not in given:
        raise _RowError(f"{columns.USERNAME} differs from {' and '.join(pool.username_attributes)}.")
    typed = typed or (given[0] if given else "")
    if not typed:
        raise _RowError(f"{columns.USERNAME} is empty.")
    if len(typed) > _LONGEST_USERNAME or not typed.isprintable() or " " in typed:
        raise _RowError(f"{columns.USERNAME} is too long, or has a character that no username may have.")
    return typed


def _mfa_enabled(pool: UserPool, text: str) -> bool:
    """The pool's MFA decides which values there may be."""
    allowed = {"OFF": ("false",), "ON": ("true",)}.get(pool.mfa_configuration, _BOOLEANS)
    if text.lower() not in allowed:
        raise _RowError(f"{columns.MFA_ENABLED} must be {' or '.join(allowed)}.")
    return text.lower() == "true"


def _password(layout: Layout, text: str) -> str:
    if not text:
        return ""
    problem = foreign.problem(layout.hashing_algorithm, text)
    if problem:
        raise _RowError(problem)
    return foreign.kept(layout.hashing_algorithm, text)


def _check_verified(pool: UserPool, values: dict[str, str]) -> None:
    """Both columns are filled; nobody has verified an address that is missing, and an automatic one is verified."""
    for name in VERIFIED_ATTRIBUTES:
        values[name] = values.get(name, "").lower()
        if values[name] not in _BOOLEANS:
            raise _RowError(f"{name} must be true or false.")
    verified = {name for name in _ADDRESSES if values[f"{name}_verified"] == "true"}
    without = [name for name in _ADDRESSES if name not in values]
    if verified & set(without):
        raise _RowError(f"{', '.join(sorted(verified & set(without)))}: a value is needed to be verified.")
    automatic = pool.auto_verified_attributes
    # AWS: unverified where the pool verifies nothing by itself: the rule is taken not to apply.
    if automatic and not verified & set(automatic):
        raise _RowError(
            "The User Record does not set any of the auto verified attributes to true. "
            "(Example: email_verified to true)."
        )
    for name in without:
        del values[f"{name}_verified"]


def _check_birthdate(text: str) -> None:
    # AWS: unverified: kept as it is written.
    found = _BIRTHDATE.fullmatch(text)
    if not text:
        return
    try:
        date(int(found[3]), int(found[1]), int(found[2])) if found else date.fromisoformat("")
    except ValueError:
        raise _RowError("birthdate must be a day, written as mm/dd/yyyy.") from None


def _names(user: User) -> tuple[tuple[str, str], ...]:
    fold = user.pool.fold
    wanted = (name for name in _SIGN_IN_NAMES if aliases.wanted(user, name))
    return (("username", fold(user.username)), *((name, fold(getattr(user, name))) for name in wanted))
