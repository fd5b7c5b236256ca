"""Signing up: create oneself, confirm by code, ask for another code, be confirmed by an administrator."""

from dataclasses import dataclass

from django.db import transaction

from accounts import (
    aliases,
    attempts,
    auth_events,
    compromised,
    confirmation,
    credentials,
    first_factors,
    sending,
    sign_up_message,
    subjects,
    usernames,
    users,
)
from accounts.confirmation import CodeDelivery
from accounts.models import ConfirmationCode, User
from accounts.models.auth_session import UNKNOWN, Context
from accounts.models.confirmation_code import CodePurpose
from accounts.models.user import UserStatus
from accounts.steady import steady
from pools import attributes as schema
from pools import definitions, password_policy, sign_in_policy
from pools.core import clock
from pools.core.errors import (
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    NotAuthorizedException,
    UserNotFoundException,
)
from pools.delivery import outbox
from pools.models import AppClient
from pools.triggers import post_confirmation, pre_sign_up
from pools.triggers.pre_sign_up import PreSignUpAnswer

NOT_FOUND = "Username/client id combination not found."
_TAKEN = "User already exists"


@dataclass(frozen=True)
class SignUpResult:
    """The new user, whether already confirmed, and where the code went, if one was sent."""

    user: User
    confirmed: bool
    delivery: CodeDelivery | None


def sign_up(
    client: AppClient,
    *,
    username: str,
    password: str | None,
    attributes: dict[str, str],
    validation_data: dict[str, str] | None = None,
    client_metadata: dict[str, str] | None = None,
    context: Context = UNKNOWN,
) -> SignUpResult:
    """Create a user in state UNCONFIRMED and send a code to the address that the pool verifies.

    Without a password only through a client that signs in by choice, where the user can get in otherwise.

    Raises:
        LimitExceededException: too many codes were sent; nothing was stored.
        NotAuthorizedException: only administrators create users here, or an attribute is not writable.
        InvalidParameterException, InvalidPasswordException: see the pool's rules.
        UsernameExistsException: the name is taken.
        UserLambdaValidationException: the pre sign-up trigger refused; nothing was stored.
    """
    pool = client.pool
    if pool.admin_only_sign_up:
        raise NotAuthorizedException("SignUp is not permitted for this user pool")  # AWS: unverified
    name = _name(client, username, attributes)
    if password or not _needs_no_password(client, name.attributes):
        password_policy.check(pool, password or "")
    if password:
        compromised.refuse_new(pool, client, "SIGN_UP", password)
    users.require_free(pool, username if pool.username_attributes else name.username, taken=_TAKEN)
    answer = pre_sign_up.run(
        pool,
        client_id=client.id,
        username=name.username,
        attributes=name.attributes,
        validation_data=validation_data,
        client_metadata=client_metadata,
        source="SignUp",
    )
    user = users.new(pool, name, status=UserStatus.CONFIRMED if answer.auto_confirm else UserStatus.UNCONFIRMED)
    _verify_by_trigger(user, answer)
    if password:
        credentials.assign(user, credentials.make(pool, user.username, password))
    address = None if answer.auto_confirm else confirmation.address_to_verify(pool, user.attributes)
    if address:
        sending.spend(pool, subjects.of(pool, user, ""), address=address[1], context=context)
    delivery = _store(client, user, address, force=answer.verifies, client_metadata=client_metadata)
    auth_events.record("SignUp", user, auth_events.PASS, client_id=client.id, context=context)
    if answer.auto_confirm:
        _tell_confirmed(user, client.id, client_metadata)
    return SignUpResult(user, answer.auto_confirm, delivery)


def confirm(
    client: AppClient,
    *,
    username: str,
    code: str,
    force_alias_creation: bool = False,
    client_metadata: dict[str, str] | None = None,
) -> User:
    """Confirm a sign-up by its code; the address it was sent to is verified then.

    Raises:
        CodeMismatchException, ExpiredCodeException: the code.
        LimitExceededException: fifteen tries within the hour.
        NotAuthorizedException: already confirmed.
        AliasExistsException: the address belongs to another user; the code stays usable.
        UserNotFoundException: no such user.
    A client that hides who exists is told of a wrong code only, and of the limit.
    """
    with steady(when=client.hides_existence):
        user = users.find(client.pool, username)
        subject = subjects.of(client.pool, user, username)
        attempts.spend(client.pool, subject, attempts.CONFIRM_SIGN_UP)
        user, row = _waiting_for(client, user, code)
        with transaction.atomic():
            confirmation.consume(row)
            _confirm(user, verified=row.sent_to, value=row.value, force=force_alias_creation)
    _tell_confirmed(user, client.id, client_metadata)
    return user


def resend(
    client: AppClient,
    *,
    username: str,
    client_metadata: dict[str, str] | None = None,
    context: Context = UNKNOWN,
) -> CodeDelivery:
    """Send a new code; the old one dies.

    Raises:
        InvalidParameterException: already confirmed, or no address to send to.
        LimitExceededException: five within the hour, or too many codes in other ways.
        UserNotFoundException: no such user.
    A client that hides who exists is told none of this but the limit.
    """
    with steady(when=client.hides_existence):
        user = users.find(client.pool, username)
        subject = subjects.of(client.pool, user, username)
        attempts.spend(client.pool, subject, attempts.RESEND)
        try:
            user, address = _to_confirm(client, user)
        except (UserNotFoundException, InvalidParameterException):
            if client.hides_existence:
                sending.spend(client.pool, subject, address=username, context=context)
                return made_up_delivery(client, username)
            raise
        sending.spend(client.pool, subject, address=address[1], context=context)
        code = confirmation.new_code()
        prepared = sign_up_message.prepare(client, user, address, code, "ResendCode", client_metadata)
        with transaction.atomic():
            confirmation.store(user, CodePurpose.SIGN_UP, attribute=address[0], value=address[1], code=code)
            outbox.enqueue(client.pool, prepared, user_sub=user.sub)
        auth_events.record("ResendCode", user, auth_events.PASS, client_id=client.id, context=context)
        return confirmation.delivery(*address)


def admin_confirm(user: User, *, client_metadata: dict[str, str] | None = None) -> None:
    """Confirm without a code; no attribute becomes verified.

    Raises:
        NotAuthorizedException: not unconfirmed.
    """
    _refuse_confirmed(user)
    with transaction.atomic():
        _confirm(user)
    _tell_confirmed(user, None, client_metadata)


def confirm_by_sign_in(
    client: AppClient, user: User, *, attribute: str, value: str, client_metadata: dict[str, str] | None = None
) -> None:
    """Confirm whoever entered a code that a sign-in sent to an address; the address is verified then.

    Raises:
        ExpiredCodeException: the address is no longer the user's.
        AliasExistsException: the address belongs to another user.
    """
    with transaction.atomic():
        users.lock(user)
        if getattr(user, attribute) != value:
            raise ExpiredCodeException(confirmation.EXPIRED)
        if user.status != UserStatus.UNCONFIRMED:
            return
        _confirm(user, verified=attribute, value=value)
    _tell_confirmed(user, client.id, client_metadata)


def made_up_delivery(client: AppClient, username: str) -> CodeDelivery:
    """A believable answer for a user who does not exist, always the same for the same name."""
    attribute = "phone_number" if username.startswith("+") else "email"
    return confirmation.made_up(client.pool, username, attribute)


def _to_confirm(client: AppClient, user: User | None) -> tuple[User, tuple[str, str]]:
    """Somebody who may be sent a code, and where."""
    if user is None or (client.hides_existence and not user.enabled):
        raise UserNotFoundException(NOT_FOUND)
    if user.status != UserStatus.UNCONFIRMED:
        raise InvalidParameterException("User is already confirmed.")  # AWS: unverified
    address = confirmation.address_to_verify(client.pool, user.attributes)
    if address is None:
        raise InvalidParameterException("Auto verification not turned on.")
    return user, address


def _name(client: AppClient, username: str, attributes: dict[str, str]) -> usernames.NewName:
    pool = client.pool
    schema.require_writable(client, attributes)
    if attributes.get("preferred_username") and "preferred_username" in pool.alias_attributes:
        raise InvalidParameterException("User cannot set preferred_username before confirming the account.")
    name = usernames.resolve(pool, username, attributes)
    schema.validate(pool, name.attributes, creating=True)
    return name


def _needs_no_password(client: AppClient, attributes: dict[str, str]) -> bool:
    """Whether the user can come back: by a code, or by a passkey registered right after signing up."""
    return "ALLOW_USER_AUTH" in client.flows and (
        first_factors.allows_passkeys(client.pool) or sign_in_policy.needs_no_password(client.pool, attributes)
    )


def _verify_by_trigger(user: User, answer: PreSignUpAnswer) -> None:
    wishes = {"email": answer.auto_verify_email, "phone_number": answer.auto_verify_phone}
    for attribute, wished in wishes.items():
        if wished and not getattr(user, attribute):
            raise InvalidParameterException(
                f"Unable to verify {attribute}: the attribute is missing."  # AWS: unverified
            )
        if getattr(user, attribute):
            setattr(user, f"{attribute}_verified", wished)


def _store(
    client: AppClient,
    user: User,
    address: tuple[str, str] | None,
    *,
    force: bool,
    client_metadata: dict[str, str] | None,
) -> CodeDelivery | None:
    if address is None:
        with transaction.atomic():
            users.save_new(user, force=force, taken=_TAKEN)
        return None
    code = confirmation.new_code()
    prepared = sign_up_message.prepare(client, user, address, code, "SignUp", client_metadata)
    with transaction.atomic():
        users.save_new(user, force=force, taken=_TAKEN)
        confirmation.store(user, CodePurpose.SIGN_UP, attribute=address[0], value=address[1], code=code)
        outbox.enqueue(client.pool, prepared, user_sub=user.sub)
    return confirmation.delivery(*address)


def _refuse_confirmed(user: User) -> None:
    if user.status != UserStatus.UNCONFIRMED:
        raise NotAuthorizedException(f"User cannot be confirmed. Current status is {user.status}")  # AWS: unverified


def _confirm(user: User, *, verified: str | None = None, value: str = "", force: bool = False) -> None:
    user.status = UserStatus.CONFIRMED
    user.updated_at = clock.now()
    fields = ["status", "updated_at"]
    if verified and getattr(user, verified) == value:
        setattr(user, f"{verified}_verified", True)
        fields.append(f"{verified}_verified")
    user.save(update_fields=fields)
    if verified:
        # The row is locked by having been changed.
        definitions.reread(user.pool)
        aliases.refresh(user, verified, force=force, message=f"An account with the {verified} already exists.")


def _tell_confirmed(user: User, client_id: str | None, client_metadata: dict[str, str] | None) -> None:
    post_confirmation.run(
        user.pool,
        client_id=client_id,
        username=user.username,
        attributes=user.trigger_attributes,
        client_metadata=client_metadata,
        source="ConfirmSignUp",
    )


def _unconfirmed(user: User | None) -> User:
    if user is None:
        raise UserNotFoundException(NOT_FOUND)
    _refuse_confirmed(user)
    return user


def _waiting_for(client: AppClient, user: User | None, code: str) -> tuple[User, ConfirmationCode]:
    """Who waits to be confirmed by this code. Where existence is hidden, all else is a wrong code (checklist 29)."""
    try:
        found = _unconfirmed(user)
        return found, confirmation.check(found, CodePurpose.SIGN_UP, code)
    except (ExpiredCodeException, NotAuthorizedException, UserNotFoundException):
        if client.hides_existence:
            raise CodeMismatchException(confirmation.WRONG) from None
        raise
