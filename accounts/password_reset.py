"""Forgotten passwords: reset by the user with a code, or by an administrator who has one sent."""

from django.db import transaction

from accounts import (
    attempts,
    auth_events,
    confirmation,
    lock_out,
    migration,
    passwords,
    second_factors,
    sending,
    sessions,
    subjects,
    users,
)
from accounts.confirmation import CodeDelivery
from accounts.models import ConfirmationCode, User
from accounts.models.auth_session import BY_ADMINISTRATOR, UNKNOWN, Context
from accounts.models.confirmation_code import CodePurpose
from accounts.models.user import UserStatus
from accounts.sign_up import NOT_FOUND, made_up_delivery
from accounts.steady import steady
from pools.core import clock
from pools.core.errors import (
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    NotAuthorizedException,
    UserNotFoundException,
)
from pools.delivery import message, outbox
from pools.delivery.message import PreparedMessage
from pools.models import AppClient, UserPool
from pools.triggers import post_confirmation

_NO_ADDRESS = "Cannot reset password for the user as there is no registered/verified email or phone_number"
_WRONG_STATE = "User password cannot be reset in the current state."


def forgot(
    client: AppClient,
    *,
    username: str,
    client_metadata: dict[str, str] | None = None,
    context: Context = UNKNOWN,
) -> CodeDelivery:
    """Send a reset code to the first verified address of the pool's recovery order.

    Raises:
        InvalidParameterException: no verified address.
        NotAuthorizedException: the state forbids it, or only administrators reset passwords.
        LimitExceededException: five within the hour, or too many codes in other ways.
        UserNotFoundException: no such user, here or in an older directory.
        UnexpectedLambdaException, InvalidLambdaResponseException: the UserMigration trigger does not work.
    A client that hides who exists is told none of this but the limit and the pool's own rule.
    """
    with steady(when=client.hides_existence):
        user = users.find(client.pool, username)
        attempts.spend(client.pool, subjects.of(client.pool, user, username), attempts.FORGOT_PASSWORD)
        if user is None:
            user = migration.on_forgot_password(client, typed=username, client_metadata=client_metadata)
        if user is None and not client.hides_existence:
            raise UserNotFoundException(NOT_FOUND)
        _refuse_admin_only(client.pool)
        if user is None or (client.hides_existence and not _can_reset(user)):
            subject = subjects.of(client.pool, user, username)
            sending.spend(client.pool, subject, address=username, context=context)
            return made_up_delivery(client, username)
        _require_resettable(user)
        in_progress = auth_events.IN_PROGRESS
        with auth_events.recorded("ForgotPassword", user, client_id=client.id, context=context, success=in_progress):
            return _send_reset_code(user, client.id, client_metadata, context=context)


def confirm_forgot(
    client: AppClient,
    *,
    username: str,
    code: str,
    password: str,
    client_metadata: dict[str, str] | None = None,
    context: Context = UNKNOWN,
) -> None:
    """Set a new password by a reset code, which only a verified address gets; every session ends.

    Raises:
        CodeMismatchException, ExpiredCodeException: the code.
        InvalidPasswordException, PasswordHistoryPolicyViolationException: the password; the code stays usable.
        LimitExceededException: too many tries within the hour.
        UserNotFoundException: no such user, where the client does not hide that.
    """
    with steady(when=client.hides_existence):
        user = users.find(client.pool, username)
        attempts.spend(client.pool, subjects.of(client.pool, user, username), attempts.CONFIRM_FORGOT_PASSWORD)
        user, row = _waiting_for(client, user, username, code, context)
    made = passwords.accept(user, password, client=client)
    with transaction.atomic():
        users.lock(user)
        confirmation.consume(row)
        passwords.store_chosen(user, made, hosted=context.hosted)
        sessions.sign_out_everywhere(user)
    auth_events.record("ForgotPassword", user, auth_events.PASS, client_id=client.id, context=context)
    lock_out.forget(user.pool, subjects.of(user.pool, user, ""))
    post_confirmation.run(
        user.pool,
        client_id=client.id,
        username=user.username,
        attributes=user.trigger_attributes,
        client_metadata=client_metadata,
        source="ConfirmForgotPassword",
    )


def admin_reset(user: User, *, client_metadata: dict[str, str] | None = None) -> None:
    """Let nobody in by the present password, end every session and send a reset code.

    Raises:
        InvalidParameterException: no verified address.
        LimitExceededException: too many codes were sent to it.
        NotAuthorizedException: the state forbids it.
    """
    _require_resettable(user)
    if user.status == UserStatus.UNCONFIRMED:
        raise NotAuthorizedException(_WRONG_STATE)
    _refuse_admin_only(user.pool)
    _send_reset_code(user, None, client_metadata, context=BY_ADMINISTRATOR, status=UserStatus.RESET_REQUIRED)


def _waiting_for(
    client: AppClient, user: User | None, typed: str, code: str, context: Context
) -> tuple[User, ConfirmationCode]:
    """Whose password this code resets.

    Where existence is hidden, every other code is wrong, or expired for whoever asked for one and let the hour pass,
    whether or not one was sent (checklist 29). AWS: tells a user who never asked from nobody.
    """
    try:
        found = _known(client, user)
        with auth_events.failures("ForgotPassword", found, client_id=client.id, context=context):
            return found, confirmation.check(found, CodePurpose.RESET_PASSWORD, code)
    except (CodeMismatchException, ExpiredCodeException, UserNotFoundException):
        if not client.hides_existence:
            raise
    if attempts.is_over(client.pool, subjects.of(client.pool, user, typed), attempts.FORGOT_PASSWORD):
        raise ExpiredCodeException(confirmation.EXPIRED)
    raise CodeMismatchException(confirmation.WRONG)


def _known(client: AppClient, user: User | None) -> User:
    if user is None or (client.hides_existence and not user.enabled):
        raise UserNotFoundException(NOT_FOUND)
    return user


def _require_resettable(user: User) -> None:
    if not user.enabled:
        raise NotAuthorizedException("User is disabled.")
    if user.status in (UserStatus.FORCE_CHANGE_PASSWORD, UserStatus.EXTERNAL_PROVIDER):
        raise NotAuthorizedException(_WRONG_STATE)


def _can_reset(user: User) -> bool:
    try:
        _require_resettable(user)
        _recovery_attribute(user)
    except (InvalidParameterException, NotAuthorizedException):
        return False
    return True


def _refuse_admin_only(pool: UserPool) -> None:
    if pool.recovery_mechanisms == ["admin_only"]:
        raise NotAuthorizedException("Contact administrator to reset password.")


def _send_reset_code(
    user: User,
    client_id: str | None,
    client_metadata: dict[str, str] | None,
    *,
    context: Context,
    status: UserStatus | None = None,
) -> CodeDelivery:
    attribute = _recovery_attribute(user)
    code = confirmation.new_code()
    value = getattr(user, attribute)
    sending.spend(user.pool, subjects.of(user.pool, user, ""), address=value, context=context)
    prepared = _reset_message(user, attribute, code, client_id, client_metadata)
    with transaction.atomic():
        if status:
            User.objects.filter(pk=user.pk).update(status=status, updated_at=clock.now())
            sessions.sign_out_everywhere(user)
        confirmation.store(user, CodePurpose.RESET_PASSWORD, attribute=attribute, value=value, code=code)
        outbox.enqueue(user.pool, prepared, user_sub=user.sub)
    return confirmation.delivery(attribute, value)


def _recovery_attribute(user: User) -> str:
    # AWS: a pool that never said tries the phone first, then the e-mail.
    mechanisms = user.pool.recovery_mechanisms or ["verified_phone_number", "verified_email"]
    attributes = [name.removeprefix("verified_") for name in mechanisms if name != "admin_only"]
    second = second_factors.channels(user)
    for attribute in attributes:
        if getattr(user, attribute) and getattr(user, f"{attribute}_verified") and attribute not in second:
            return attribute
    raise InvalidParameterException(_NO_ADDRESS)


def _reset_message(
    user: User, attribute: str, code: str, client_id: str | None, client_metadata: dict[str, str] | None
) -> PreparedMessage:
    return message.prepare(
        user.pool,
        event="ForgotPassword",
        medium=confirmation.MEDIUMS[attribute],
        to=getattr(user, attribute),
        username=user.username,
        code=code,
        attributes=user.trigger_attributes,
        client_id=client_id,
        client_metadata=client_metadata,
    )
