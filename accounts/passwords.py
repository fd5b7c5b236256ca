"""Passwords: change, forget and reset by the user; set and reset by an administrator."""

from django.db import transaction

from accounts import (
    admission,
    attempts,
    confirmation,
    credentials,
    lock_out,
    migration,
    password_history,
    password_notice,
    second_factors,
    sending,
    sessions,
    subjects,
    users,
)
from accounts.confirmation import CodeDelivery
from accounts.crypto import argon2
from accounts.familiarity import Caller
from accounts.models import LockOut, User
from accounts.models.auth_session import BY_ADMINISTRATOR, UNKNOWN, Context
from accounts.models.confirmation_code import CodePurpose
from accounts.models.user import UserStatus
from accounts.sign_up import NOT_FOUND, made_up_delivery
from accounts.steady import steady
from pools import password_policy
from pools.core import clock
from pools.core.errors import (
    CodeMismatchException,
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


def verify(pool: UserPool, user: User | None, typed: str, password: str, *, ip: str = "") -> None:
    """Check a plain password, counting failures; an unknown user costs the same time as a known one.

    Args:
        pool: whose.
        user: if there is one.
        typed: the name, where there is no user.
        password: as given.
        ip: where it comes from.

    Raises:
        NotAuthorizedException: wrong, or locked after too many failures.
        TooManyRequestsException: too many passwords are being checked.
    """
    subject = subjects.of(pool, user, typed)
    caller = Caller(user, ip)
    with argon2.slot(subject):
        failures = lock_out.check(pool, subject, caller=caller)
        right = argon2.matches(password, user.password if user else "")
        if not right or user is None:
            lock_out.fail(pool, subject, caller=caller)
            raise NotAuthorizedException(admission.INCORRECT)
        lock_out.clear(failures)
    credentials.upgrade(user, password)


def change(user: User, *, previous: str | None, proposed: str, context: Context = UNKNOWN) -> None:
    """Replace one's own password; other sign-ins live on, as in Cognito.

    Raises:
        NotAuthorizedException: the previous password is wrong.
        InvalidPasswordException, PasswordHistoryPolicyViolationException: the new one.
        LimitExceededException: five changes within the hour.
    """
    attempts.spend(user.pool, subjects.of(user.pool, user, ""), attempts.CHANGE_PASSWORD)
    if user.has_password:
        verify(user.pool, user, "", previous or "", ip=context.ip)
    _replace(user, accept(user, proposed), status=UserStatus.CONFIRMED, hosted=context.hosted)


def accept(user: User, password: str) -> credentials.Credentials:
    """A password that the user may have from now on, ready to be stored.

    Raises:
        InvalidPasswordException: the policy.
        PasswordHistoryPolicyViolationException: the user has had it.
        TooManyRequestsException: too many passwords are being hashed.
    """
    password_policy.check(user.pool, password)
    password_history.check(user, password)
    return credentials.make(user.pool, user.username, password)


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
        if user is None or (client.hides_existence and not user.enabled):
            if client.hides_existence:
                raise CodeMismatchException(confirmation.WRONG)
            raise UserNotFoundException(NOT_FOUND)
        row = confirmation.check(user, CodePurpose.RESET_PASSWORD, code)
    made = accept(user, password)
    with transaction.atomic():
        users.lock(user)
        confirmation.consume(row)
        _store(user, made, status=UserStatus.CONFIRMED, hosted=context.hosted)
        sessions.sign_out_everywhere(user)
    lock_out.clear(LockOut.objects.filter(pool=user.pool, subject=subjects.of(user.pool, user, "")).first())
    post_confirmation.run(
        user.pool,
        client_id=client.id,
        username=user.username,
        attributes=user.trigger_attributes,
        client_metadata=client_metadata,
        source="ConfirmForgotPassword",
    )


def set_password(user: User, *, password: str, permanent: bool) -> None:
    """Set a password for a user: permanent, or one that must be changed at the next sign-in and ends every session.

    Raises:
        InvalidPasswordException, PasswordHistoryPolicyViolationException: the password.
    """
    status = UserStatus.CONFIRMED if permanent else UserStatus.FORCE_CHANGE_PASSWORD
    _replace(user, accept(user, password), status=status)


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


def complete_forced_change(user: User, made: credentials.Credentials, *, hosted: bool) -> None:
    """Store the password that replaces a temporary one. Call inside the verb's transaction."""
    _store(user, made, status=UserStatus.CONFIRMED, hosted=hosted)


def _replace(user: User, made: credentials.Credentials, *, status: UserStatus, hosted: bool = False) -> None:
    with transaction.atomic():
        users.lock(user)
        _store(user, made, status=status, hosted=hosted)
        if status == UserStatus.FORCE_CHANGE_PASSWORD:
            # Tokens that live on could make the temporary password a lasting one (checklist 35).
            sessions.sign_out_everywhere(user)


def _store(user: User, made: credentials.Credentials, *, status: UserStatus, hosted: bool) -> None:
    password_history.remember(user, user.password)
    credentials.assign(user, made)
    user.status = status
    user.updated_at = clock.now()
    temporary = status == UserStatus.FORCE_CHANGE_PASSWORD
    user.temporary_password_expires_at = (
        user.updated_at + users.temporary_password_life(user.pool) if temporary else None
    )
    user.save(update_fields=[*credentials.FIELDS, "status", "temporary_password_expires_at", "updated_at"])
    password_notice.enqueue(user, hosted=hosted)


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
