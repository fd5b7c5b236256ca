"""NEW_PASSWORD_REQUIRED: a temporary password is replaced, and missing required attributes are given."""

import json

from django.db import transaction

from accounts import aliases, passwords, search_values, usernames, users
from accounts.models import User
from accounts.models.auth_session import AuthSession
from accounts.models.user import UserStatus
from accounts.signin import identify
from pools import attributes as schema
from pools.core.errors import InvalidParameterException, NotAuthorizedException

_PREFIX = "userAttributes."
_ADDRESSES = ("email", "phone_number")


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Name the required attributes without a value, and show what the user has."""
    user = _user(session)
    readable = schema.readable(session.client)
    shown = {name: value for name, value in user.attributes.items() if name != "sub" and name in readable}
    return {
        "USER_ID_FOR_SRP": session.username,
        "requiredAttributes": json.dumps([f"{_PREFIX}{name}" for name in _missing(user)]),
        "userAttributes": json.dumps(shown),
    }


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Store the new password and attributes; the user is confirmed then.

    Raises:
        InvalidPasswordException, PasswordHistoryPolicyViolationException: the password; the session stays usable.
        InvalidParameterException: a required attribute is missing or already has a value.
        NotAuthorizedException: the client may not write an attribute, or the password was changed meanwhile.
    """
    user = _user(session)
    given = {name.removeprefix(_PREFIX): value for name, value in answers.items() if name.startswith(_PREFIX)}
    values = {name: usernames.fold(user.pool, name, value) for name, value in given.items()}
    _check_attributes(session, user, values)
    made = passwords.accept(user, answers["NEW_PASSWORD"], client=session.client)
    with transaction.atomic():
        _lock(user)
        if values:
            _set(user, values)
        passwords.store_chosen(user, made, hosted=session.context.hosted)
        for name in ("email", "phone_number", "preferred_username"):
            if name in values:
                aliases.refresh(user, name)
        search_values.refresh(user, values)


def _check_attributes(session: AuthSession, user: User, values: dict[str, str]) -> None:
    present = user.attributes
    # An address that is changed only by its code is not changed here.
    for name in (*schema.required(user.pool), *user.pool.verify_before_update):
        if name in values and present.get(name) not in (None, values[name]):
            raise InvalidParameterException(f"Cannot modify an already provided {name}")
    changed = {name: value for name, value in values.items() if present.get(name) != value}
    schema.require_writable(session.client, changed)
    schema.validate(user.pool, changed, creating=False)
    for name in _missing(user):
        if not changed.get(name):
            raise InvalidParameterException(
                f"Invalid user attributes: {name}: The attribute is required"  # AWS: unverified
            )


def _missing(user: User) -> list[str]:
    present = user.attributes
    return [name for name in schema.required(user.pool) if name not in present]


def _lock(user: User) -> None:
    """Refuse what an administrator changed meanwhile."""
    temporary = user.password
    users.lock_with_names(user)
    if user.status != UserStatus.FORCE_CHANGE_PASSWORD or user.password != temporary or not user.enabled:
        raise NotAuthorizedException("Invalid session for the user.")


def _set(user: User, values: dict[str, str]) -> None:
    """Store attributes; whoever gives another address has not proved it (checklist 68)."""
    changed = [name for name in _ADDRESSES if name in values and values[name] != getattr(user, name)]
    user.set_attributes({**values, **{f"{name}_verified": "false" if values[name] else "" for name in changed}})
    user.save()


def _user(session: AuthSession) -> User:
    if session.user is None:
        raise identify.incorrect()
    return session.user
