"""Users who come from an older directory: its UserMigration trigger hands them over when they first show up here."""

import logging
import unicodedata

from django.db import transaction

from accounts import credentials, lock_out, subjects, usernames, users
from accounts.models import User
from accounts.models.user import UserStatus
from accounts.users import Invitation
from pools import attributes as schema
from pools.core.errors import (
    CognitoError,
    InvalidLambdaResponseException,
    InvalidParameterException,
    TooManyRequestsException,
    UnexpectedLambdaException,
    UsernameExistsException,
    UserNotFoundException,
)
from pools.delivery import outbox, placeholders
from pools.models import AppClient, UserPool
from pools.triggers import user_migration
from pools.triggers.user_migration import MigratedUser

logger = logging.getLogger(__name__)

_TAKEN = "User account already exists"  # AWS: unverified


def on_sign_in(
    client: AppClient,
    *,
    typed: str,
    password: str,
    validation_data: dict[str, str] | None = None,
    client_metadata: dict[str, str] | None = None,
) -> User | None:
    """Ask the older directory for somebody who signs in by a plain password and whom nobody knows here.

    Each call is one guess at a password there; it is counted before the directory is asked, so that nobody can guess
    faster through us than at our own passwords (checklist 30).

    Args:
        client: with its pool.
        typed: a name that finds nobody.
        password: as typed.
        validation_data: ClientMetadata of InitiateAuth.
        client_metadata: ClientMetadata of AdminRespondToAuthChallenge.

    Returns:
        The new user, whose password is to be verified like anybody's; nothing where no directory is set up, or where it does not know the user and the client hides
        that: go on as for any other name that nobody has.

    Raises:
        NotAuthorizedException: too many guesses at this name; the directory was not asked.
        UserNotFoundException: the directory turned the user down, or what it gave is no user.
        UnexpectedLambdaException, InvalidLambdaResponseException: the trigger does not work.
    """
    if not user_migration.is_set(client.pool):
        return None
    subject = _subject(client.pool, typed)
    lock_out.spend(client.pool, subject)
    user = _migrate(client, typed, password, validation_data, client_metadata)
    if user:
        lock_out.forget(client.pool, subject)
    return user


def on_forgot_password(client: AppClient, *, typed: str, client_metadata: dict[str, str] | None = None) -> User | None:
    """As `on_sign_in`, for somebody who forgot the password: the new user has none. Count the try first."""
    if not user_migration.is_set(client.pool):
        return None
    return _migrate(client, typed, None, None, client_metadata)


def _migrate(
    client: AppClient,
    typed: str,
    password: str | None,
    validation_data: dict[str, str] | None,
    client_metadata: dict[str, str] | None,
) -> User | None:
    try:
        answer = user_migration.run(
            client.pool,
            client_id=client.id,
            username=typed,
            password=password,
            validation_data=validation_data,
            client_metadata=client_metadata,
        )
        return _create(client, typed, password, answer)
    except TooManyRequestsException:
        raise  # it is ours, and says nothing about the user
    except CognitoError as problem:
        logger.warning("A user was not migrated to %s: %s", client.pool.id, problem.code)
        if client.hides_existence:
            return None
        if isinstance(problem, UnexpectedLambdaException | InvalidLambdaResponseException):
            raise
        raise UserNotFoundException(f"Exception migrating user in app client {client.id}") from None


def _create(client: AppClient, typed: str, password: str | None, answer: MigratedUser) -> User:
    """Store the user at once and whole; whoever was faster with the same name has made the same user."""
    pool = client.pool
    user = _new(pool, typed, answer)
    if password is not None and answer.confirmed:
        # AWS: the password policy is not applied to a password from elsewhere.
        credentials.assign(user, credentials.make(pool, user.username, password))
    # The welcome's text has a place for a password; this one the user knows, and no mail should.
    invitation = Invitation(mediums=answer.welcomed_by, client_id=client.id)
    welcome = users.invitations(user, placeholders.MASK, invitation)
    try:
        with transaction.atomic():
            users.save_new(user, force=answer.force_alias_creation, taken=_TAKEN)
            for prepared in welcome:
                outbox.enqueue(pool, prepared, user_sub=user.sub)
    except UsernameExistsException:
        faster = users.find(pool, typed)
        if faster is None:
            raise
        return faster
    return user


def _new(pool: UserPool, typed: str, answer: MigratedUser) -> User:
    if not answer.attributes:
        raise UserNotFoundException("User does not exist.")
    attributes = dict(answer.attributes)
    # AWS: unverified: by this member a user who signs in by an alias gets a name of another form.
    username = attributes.pop("username", typed)
    if not username or not username.isprintable() or " " in username:
        raise InvalidParameterException("Invalid username")
    name = usernames.resolve(pool, username, attributes)
    schema.validate(pool, name.attributes, creating=True)
    status = UserStatus.CONFIRMED if answer.confirmed else UserStatus.RESET_REQUIRED
    user = users.new(pool, name, status=status)
    if answer.sms_mfa:
        _require_sms(pool, user)
        user.mfa_factors = ["SMS_MFA"]
    return user


def _require_sms(pool: UserPool, user: User) -> None:
    """A factor that was asked for and cannot be had must not be passed over in silence."""
    if "SMS_MFA" not in pool.second_factors or not user.phone_number:
        raise InvalidParameterException("User does not have delivery config set to turn on SMS_MFA")


def _subject(pool: UserPool, typed: str) -> bytes:
    """An older directory may be less exact about names than this pool: spellings of one name count as one."""
    spelling = unicodedata.normalize("NFKC", typed).casefold().strip()
    return subjects.of(pool, None, spelling, guessing="migration|")
