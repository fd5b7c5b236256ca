"""Passwords: checked, changed by the user, set by an administrator."""

from django.db import transaction

from accounts import (
    admission,
    attempts,
    auth_events,
    compromised,
    credentials,
    lock_out,
    password_history,
    security_notices,
    sessions,
    subjects,
    users,
)
from accounts.crypto import argon2
from accounts.familiarity import Caller
from accounts.models import User
from accounts.models.auth_session import UNKNOWN, Context
from accounts.models.user import UserStatus
from pools import password_policy
from pools.core import clock
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, UserPool


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
        right = credentials.matches(password, user.password if user else "")
        if not right or user is None:
            lock_out.fail(pool, subject, caller=caller)
            raise NotAuthorizedException(admission.INCORRECT)
        lock_out.clear(failures)
    credentials.upgrade(user, password)


def change(
    user: User,
    *,
    previous: str | None,
    proposed: str,
    client: AppClient | None = None,
    context: Context = UNKNOWN,
) -> None:
    """Replace one's own password; other sign-ins live on, as in Cognito.

    Args:
        user: whose.
        previous: the present one, if there is any.
        proposed: the new one.
        client: that the user acts through.
        context: of the call.

    Raises:
        NotAuthorizedException: the previous password is wrong.
        InvalidPasswordException, PasswordHistoryPolicyViolationException: the new one.
        LimitExceededException: five changes within the hour.
    """
    attempts.spend(user.pool, subjects.of(user.pool, user, ""), attempts.CHANGE_PASSWORD)
    with auth_events.recorded("PasswordChange", user, client_id=client.id if client else "", context=context):
        if user.has_password:
            verify(user.pool, user, "", previous or "", ip=context.ip)
        made = accept(user, proposed, client=client)
        _replace(user, made, status=UserStatus.CONFIRMED, hosted=context.hosted)


def accept(
    user: User, password: str, *, client: AppClient | None = None, by_user: bool = True
) -> credentials.Credentials:
    """A password that the user may have from now on, ready to be stored.

    Args:
        user: whose.
        password: as chosen.
        client: through which.
        by_user: whether the user chose it; what an administrator gives is not held against lists of known ones.

    Raises:
        InvalidPasswordException: the policy, or others know the password and the pool blocks such.
        PasswordHistoryPolicyViolationException: the user has had it.
        TooManyRequestsException: too many passwords are being hashed.
    """
    password_policy.check(user.pool, password)
    if by_user:
        compromised.refuse_new(user.pool, client, "PASSWORD_CHANGE", password)
    password_history.check(user, password)
    return credentials.make(user.pool, user.username, password)


def set_password(user: User, *, password: str, permanent: bool) -> None:
    """Set a password for a user: permanent, or one that must be changed at the next sign-in and ends every session.

    Raises:
        InvalidPasswordException, PasswordHistoryPolicyViolationException: the password.
    """
    status = UserStatus.CONFIRMED if permanent else UserStatus.FORCE_CHANGE_PASSWORD
    _replace(user, accept(user, password, by_user=False), status=status)


def store_chosen(user: User, made: credentials.Credentials, *, hosted: bool) -> None:
    """Store the password that the user chose, which confirms the user. Call inside the verb's transaction."""
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
    security_notices.enqueue(user, security_notices.PASSWORD, hosted=hosted)
