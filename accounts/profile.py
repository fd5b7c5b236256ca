"""A user's attributes: changed and deleted by the user within the client's permissions, or by an administrator."""

from django.db import transaction

from accounts import aliases, confirmation, search_values, security_notices, sending, subjects, usernames, users
from accounts.confirmation import CodeDelivery
from accounts.models import User
from accounts.models.auth_session import BY_ADMINISTRATOR, UNKNOWN, Context
from accounts.models.confirmation_code import CodePurpose
from pools import attributes as schema
from pools.core import clock
from pools.core.errors import InvalidParameterException, TooManyRequestsException
from pools.delivery import message, outbox
from pools.delivery.message import PreparedMessage
from pools.models import AppClient

_ADDRESSES = ("email", "phone_number")


def update(
    user: User,
    *,
    attributes: dict[str, str],
    client: AppClient | None = None,
    client_metadata: dict[str, str] | None = None,
    context: Context = UNKNOWN,
) -> list[CodeDelivery]:
    """Change attribute values; an empty one deletes. A changed address is unverified until its code is entered.

    Args:
        user: whose profile.
        attributes: new values by name.
        client: the app client that the user acts through; none for an administrator.
        client_metadata: for the custom message trigger.
        context: of the user's call.

    Raises:
        TooManyRequestsException: too many codes were sent.
        NotAuthorizedException: the client may not write an attribute.
        InvalidParameterException: unknown, immutable or ill-formed.
        AliasExistsException: the new address or name signs another user in.
    """
    if client:
        schema.require_writable(client, attributes)
    values = {name: usernames.fold(user.pool, name, value) for name, value in attributes.items()}
    _validate(user, values)
    changed = {name: values[name] for name in _ADDRESSES if name in values and values[name] != getattr(user, name)}
    to_prove = {name: value for name, value in changed.items() if value and _needs_code(user, name, values)}
    pending = set() if client is None else {name for name in to_prove if name in user.pool.verify_before_update}
    for value in to_prove.values():
        sending.spend(
            user.pool,
            subjects.of(user.pool, user, ""),
            address=value,
            context=context if client else BY_ADMINISTRATOR,
            # AWS: the operations that change attributes declare no LimitExceededException.
            error=TooManyRequestsException,
        )
    codes = {name: confirmation.new_code() for name in to_prove}
    prepared = {
        name: _code_message(user, name, value, codes[name], client, client_metadata) for name, value in to_prove.items()
    }
    told_at = user.email if user.email_verified else ""
    with transaction.atomic():
        _store(user, {name: value for name, value in values.items() if name not in pending}, changed=changed)
        for name in changed.keys() - pending if client and told_at else ():
            security_notices.enqueue(user, security_notices.ADDRESSES[name], hosted=context.hosted, to=told_at)
        for name, value in to_prove.items():
            confirmation.store(user, CodePurpose.VERIFY_ATTRIBUTE, attribute=name, value=value, code=codes[name])
            outbox.enqueue(user.pool, prepared[name], user_sub=user.sub)
    return [confirmation.delivery(name, value) for name, value in to_prove.items()]


def take_over(user: User, *, attributes: dict[str, str]) -> None:
    """Change attribute values to what an external provider says of the user.

    No code is sent: a changed address is verified only if the provider's word on that is among the values.

    Raises:
        InvalidParameterException: unknown, immutable or ill-formed.
        AliasExistsException: the new address or name signs another user in.
    """
    values = {name: usernames.fold(user.pool, name, value) for name, value in attributes.items()}
    _validate(user, values)
    present = user.attributes
    if all(present.get(name) == value for name, value in values.items()):
        return
    changed = {name: values[name] for name in _ADDRESSES if name in values and values[name] != getattr(user, name)}
    with transaction.atomic():
        _store(user, values, changed=changed)


def delete_attributes(user: User, *, names: list[str], client: AppClient | None = None) -> None:
    """Remove attribute values.

    Raises:
        InvalidParameterException: required, immutable or unknown.
        NotAuthorizedException: the client may not write one.
    """
    if client:
        schema.require_writable(client, dict.fromkeys(names, ""))
    emptied = dict.fromkeys(names, "")
    _validate(user, emptied)
    with transaction.atomic():
        _store(user, emptied, changed={name: "" for name in _ADDRESSES if name in emptied})


def _validate(user: User, values: dict[str, str]) -> None:
    schema.validate(user.pool, values, creating=False)
    for attribute in user.pool.username_attributes:
        if values.get(attribute) == "" and len(_present(user, values)) == 0:
            raise InvalidParameterException(f"Cannot delete the only sign-in attribute {attribute}.")


def _present(user: User, values: dict[str, str]) -> list[str]:
    return [name for name in user.pool.username_attributes if values.get(name, getattr(user, name))]


def _needs_code(user: User, name: str, values: dict[str, str]) -> bool:
    said_verified = values.get(f"{name}_verified", "").lower() == "true"
    return name in user.pool.auto_verified_attributes and not said_verified


def _store(user: User, values: dict[str, str], *, changed: dict[str, str]) -> None:
    users.lock_with_names(user)
    user.set_attributes(values)
    for name in changed:
        if name in values and f"{name}_verified" not in values:
            setattr(user, f"{name}_verified", False if values[name] else None)
    user.updated_at = clock.now()
    user.save()
    for name in ("email", "phone_number", "preferred_username"):
        if name in values or f"{name}_verified" in values:
            aliases.refresh(user, name)
    search_values.refresh(user, values)


def _code_message(
    user: User,
    attribute: str,
    value: str,
    code: str,
    client: AppClient | None,
    client_metadata: dict[str, str] | None,
) -> PreparedMessage:
    return message.prepare(
        user.pool,
        event="UpdateUserAttribute",
        medium=confirmation.MEDIUMS[attribute],
        to=value,
        username=user.username,
        code=code,
        attributes=user.trigger_attributes,
        client_id=client.id if client else None,
        client_metadata=client_metadata,
    )
