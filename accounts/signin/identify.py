"""Who wants to sign in: finds the user, or makes one up where the client hides who exists."""

import uuid
from collections.abc import Callable

from accounts import admission, lock_out, made_up, migration, risk, subjects, usernames, users
from accounts.crypto import srp
from accounts.familiarity import Caller
from accounts.models import User
from accounts.models.auth_session import AuthSession
from pools.core.errors import InvalidParameterException, NotAuthorizedException, UserNotFoundException
from pools.models import UserPool
from pools.triggers import pre_authentication

_LONGEST_NAME = 2048


def begin(
    session: AuthSession,
    typed: str,
    *,
    password: str | None = None,
    guessing: str = "",
    unconfirmed: Callable[[User], bool] | None = None,
) -> None:
    """Put the user on the session and let the gate and the pre-authentication trigger have their say.

    Args:
        session: of the sign-in.
        typed: the name, as typed.
        password: where it is sent plainly: whom nobody knows here may then be known to an older directory.
        guessing: what this sign-in lets one guess at, see `subjects.of`.
        unconfirmed: whether a user who has not proved an address yet may pass, because this sign-in can prove it.

    Raises:
        InvalidParameterException: longer than any name.
        NotAuthorizedException: locked out, or disabled.
        UserNotFoundException: nobody, and the client does not hide that.
        UserNotConfirmedException, PasswordResetRequiredException: told before any password is looked at.
        UserLambdaValidationException: the trigger refused.
        Also what `migration.on_sign_in` raises.
    """
    if len(typed) > _LONGEST_NAME:
        raise InvalidParameterException("Invalid USERNAME")
    found = users.find(session.pool, typed)
    if found is None and password is not None:
        found = migration.on_sign_in(
            session.client, typed=typed, password=password, validation_data=session.context.client_metadata
        )
    session.typed = typed
    user = session.user = None if found and _hidden(session, found) else found
    risk.refuse_blocked(session)
    if "PreAuthentication" in session.pool.lambda_config:
        refuse_locked(session, guessing=guessing)  # a function is not called for who is locked out
    if user:
        admission.check(user, unconfirmed=unconfirmed is not None and unconfirmed(user))
    elif not session.client.hides_existence:
        raise UserNotFoundException("User does not exist.")
    session.username = user.username if user else made_up_id(session.pool, typed)
    _ask_trigger(session)


def bring_over(session: AuthSession, password: str) -> None:
    """Whoever gave a name that nobody has, and now a password: an older directory may know them.

    Raises:
        Also what `migration.on_sign_in` and `admission.check` raise.
    """
    if session.user or users.find(session.pool, session.typed):
        return
    user = migration.on_sign_in(
        session.client, typed=session.typed, password=password, validation_data=session.context.client_metadata
    )
    if user:
        admission.check(user)
        session.user, session.username = user, user.username


def admit(session: AuthSession) -> None:
    """As `begin`, for a sign-in whose user is known from an earlier step.

    Raises:
        NotAuthorizedException, PasswordResetRequiredException, UserNotConfirmedException: the gate.
        UserLambdaValidationException: the trigger refused.
    """
    risk.refuse_blocked(session)
    if session.user:
        admission.check(session.user)
    _ask_trigger(session)


def subject(session: AuthSession, *, guessing: str = "") -> bytes:
    """Whom failures of this sign-in count against."""
    return subjects.of(session.pool, session.user, session.typed, guessing=guessing)


def caller(session: AuthSession) -> Caller:
    """Who guesses, and from where."""
    return Caller(session.user, session.context.ip)


def refuse_locked(session: AuthSession, *, guessing: str = "") -> None:
    """Raise NotAuthorizedException while the subject is locked out."""
    lock_out.check(session.pool, subject(session, guessing=guessing), caller=caller(session))


def made_up_id(pool: UserPool, typed: str) -> str:
    """USER_ID_FOR_SRP of a name that nobody has: as a real one would look, and the same each time."""
    if not pool.username_attributes and not usernames.looks_like_address(typed):
        return pool.fold(typed)
    return str(uuid.UUID(bytes=made_up.mark(pool, typed, "id")[:16]))


def made_up_salt(pool: UserPool, typed: str) -> bytes:
    """The SRP salt of a name that nobody has; it repeats, as a real one does (checklist 29)."""
    return srp.salt(made_up.mark(pool, typed, "salt"))


def made_up_verifier(pool: UserPool, typed: str) -> int:
    """An SRP verifier that no password has."""
    return srp.unknowable_verifier(made_up.mark(pool, typed, "verifier"))


def incorrect() -> NotAuthorizedException:
    """The one answer to a wrong name or password."""
    return NotAuthorizedException(admission.INCORRECT)


def _hidden(session: AuthSession, user: User) -> bool:
    """A disabled user is treated like none at all where existence is hidden."""
    return session.client.hides_existence and not user.enabled


def _ask_trigger(session: AuthSession) -> None:
    user = session.user
    pre_authentication.run(
        session.pool,
        client_id=session.client.id,
        username=session.username,
        attributes=user.trigger_attributes if user else {},
        validation_data=session.context.client_metadata,
        user_not_found=user is None,
    )
