"""Proving an address that a user has, or wants to have, by a code sent there."""

from django.db import transaction

from accounts import aliases, attempts, confirmation, security_notices, sending, subjects, users
from accounts.confirmation import CodeDelivery
from accounts.models import User
from accounts.models.auth_session import UNKNOWN, Context
from accounts.models.confirmation_code import CodePurpose
from pools import attributes as schema
from pools.core import clock
from pools.core.errors import InvalidParameterException, NotAuthorizedException
from pools.delivery import message, outbox
from pools.models import AppClient


def send_code(
    user: User,
    *,
    attribute: str,
    client: AppClient,
    client_metadata: dict[str, str] | None = None,
    context: Context = UNKNOWN,
) -> CodeDelivery:
    """Send a code to the address that waits for one, else to the present one, verified or not; an older code dies.

    Raises:
        InvalidParameterException: no address of that kind, or another attribute.
        NotAuthorizedException: the client may not read it.
        LimitExceededException: five within the hour.
        CodeDeliveryFailureException: the address cannot be written to.
    """
    _require_address(attribute)
    if attribute not in schema.readable(client):
        raise NotAuthorizedException("A client attempted to read unauthorized attribute")
    value = _pending(user, attribute) or getattr(user, attribute)
    if not value:
        raise InvalidParameterException(f"User has no attribute {attribute} to verify.")
    subject = subjects.of(user.pool, user, "")
    attempts.spend(user.pool, subject, attempts.SEND_VERIFICATION)
    sending.spend(user.pool, subject, address=value, context=context)
    code = confirmation.new_code()
    prepared = message.prepare(
        user.pool,
        event="VerifyUserAttribute",
        medium=confirmation.MEDIUMS[attribute],
        to=value,
        username=user.username,
        code=code,
        attributes=user.trigger_attributes,
        client_id=client.id,
        client_metadata=client_metadata,
    )
    with transaction.atomic():
        confirmation.store(user, CodePurpose.VERIFY_ATTRIBUTE, attribute=attribute, value=value, code=code)
        outbox.enqueue(user.pool, prepared, user_sub=user.sub)
    return confirmation.delivery(attribute, value)


def verify(user: User, *, attribute: str, code: str, hosted: bool = False) -> None:
    """Take the code that was sent to an address: it is verified, and becomes the user's if it was kept pending.

    Whose verified e-mail address is another one from then on is told at the old one (see `security_notices`); `hosted`
    says whether a page was used.

    AWS: whoever proves an alias has it from then on; it is taken over from another user without a word.

    Raises:
        CodeMismatchException, ExpiredCodeException: the code.
        LimitExceededException: fifteen tries within the hour.
        InvalidParameterException: another attribute.
        AliasExistsException: the address is another user's own sign-in name.
    """
    _require_address(attribute)
    attempts.spend(user.pool, subjects.of(user.pool, user, ""), attempts.VERIFY_ATTRIBUTE)
    row = confirmation.check(user, CodePurpose.VERIFY_ATTRIBUTE, code, attribute=attribute)
    with transaction.atomic():
        confirmation.consume(row)
        users.lock_with_names(user)
        if getattr(user, attribute) != row.value:
            security_notices.enqueue(user, security_notices.ADDRESSES[attribute], hosted=hosted)
        setattr(user, attribute, row.value)
        setattr(user, f"{attribute}_verified", True)
        user.updated_at = clock.now()
        user.save(update_fields=[attribute, f"{attribute}_verified", "updated_at"])
        aliases.refresh(user, attribute, force=attribute in user.pool.alias_attributes)


def awaited(user: User, *, attribute: str) -> str:
    """The address to which a code went that is still good; empty when there is none."""
    return confirmation.pending_value(user, CodePurpose.VERIFY_ATTRIBUTE, attribute=attribute)


def _require_address(attribute: str) -> None:
    if attribute not in confirmation.MEDIUMS:
        raise InvalidParameterException(f"Invalid attribute name: {attribute}")


def _pending(user: User, attribute: str) -> str:
    """The address that waits for its code, where the old one stays until then."""
    if attribute not in user.pool.verify_before_update:
        return ""
    return confirmation.pending_value(user, CodePurpose.VERIFY_ATTRIBUTE, attribute=attribute)
