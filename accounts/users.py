"""The users of a pool: find, create by an administrator, list, disable, enable, delete."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import (
    aliases,
    credentials,
    prefixes,
    search_values,
    sending,
    sessions,
    subjects,
    user_filter,
    usernames,
)
from accounts.models import SearchValue, User, UserAlias
from accounts.models.auth_session import BY_ADMINISTRATOR
from accounts.models.user import UserStatus
from accounts.user_filter import UserFilter
from pools import attributes as schema
from pools import definitions, password_policy, sign_in_policy
from pools.core import clock
from pools.core.errors import (
    AliasExistsException,
    InvalidParameterException,
    TooManyRequestsException,
    UnsupportedUserStateException,
    UsernameExistsException,
    UserNotFoundException,
)
from pools.core.pagination import Page
from pools.delivery import message, outbox
from pools.delivery.message import PreparedMessage
from pools.models import UserPool
from pools.triggers import pre_sign_up

_ADDRESSES = {"EMAIL": "email", "SMS": "phone_number"}
_TAKEN = "User account already exists"  # AWS: unverified
_SECRETS = ("password", "srp_salt", "srp_verifier")


@dataclass(frozen=True)
class Invitation:
    """How a new user is to be told: media, or nothing (`SUPPRESS`), and what triggers get to know."""

    action: str | None = None
    mediums: tuple[str, ...] = ("SMS",)
    validation_data: dict[str, str] | None = None
    client_metadata: dict[str, str] | None = None
    client_id: str | None = None


def find(pool: UserPool, name: str) -> User | None:
    """The user with this username, alias or `sub`; nothing when there is none."""
    return (_by_sub(pool, name) if is_sub(name) else None) or aliases.find(pool, name)


def get(pool: UserPool, name: str) -> User:
    """As `find`.

    Raises:
        UserNotFoundException: there is none.
    """
    user = find(pool, name)
    if user is None:
        raise UserNotFoundException("User does not exist.")
    return user


def is_sub(name: str) -> bool:
    """Whether the name has the form of a `sub`."""
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def lock(user: User) -> None:
    """Read the user anew and let nobody else write meanwhile. Call inside the verb's transaction.

    Raises:
        UserNotFoundException: deleted since.
    """
    pool = user.pool
    try:
        user.refresh_from_db(from_queryset=User.objects.select_for_update())
    except User.DoesNotExist:
        raise UserNotFoundException("User does not exist.") from None
    user.pool = pool


def lock_with_names(user: User) -> None:
    """As `lock`, for whoever writes attributes: the pool's sign-in names and searchable attributes are read anew too.

    Raises:
        UserNotFoundException: deleted since.
    """
    lock(user)
    definitions.reread(user.pool)


def list_page(
    pool: UserPool,
    *,
    filter: str = "",  # noqa: A002 - AWS's name
    limit: int = 60,
    after: list[object] | None = None,
) -> Page[User]:
    """A page of users, by id or by the attribute that a prefix filter searches.

    Raises:
        InvalidParameterException: the filter cannot be parsed or names an attribute that is not searched.
    """
    chosen = user_filter.parse(pool, filter)
    if chosen.attribute:
        return _searched_page(pool, chosen, limit, after)
    rows = User.objects.defer(*_SECRETS)
    if chosen.order == "id":
        # A range of one: with `=` PostgreSQL may walk the ids of every other pool's users before it finds ours.
        rows = rows.filter(*chosen.conditions, pool_id__gte=pool.id, pool_id__lte=pool.id).order_by("pool_id", "id")
    else:
        rows = rows.filter(*chosen.conditions, pool=pool).order_by(prefixes.InOrder(F(chosen.order)), "id")
    if after:
        rows = rows.filter(*chosen.after(after))
    users = list(rows[: limit + 1])
    for user in users:
        user.pool = pool
    if len(users) <= limit:
        return Page(users, None)
    last = users[limit - 1]
    return Page(users[:limit], [getattr(last, chosen.order), last.id])


def _searched_page(pool: UserPool, chosen: UserFilter, limit: int, after: list[object] | None) -> Page[User]:
    """By an attribute that the pool made searchable."""
    rows = SearchValue.objects.select_related("user").defer(*(f"user__{column}" for column in _SECRETS))
    rows = rows.filter(*chosen.conditions, pool=pool, attribute=chosen.attribute)
    if after:
        rows = rows.filter(*chosen.after(after))
    found = list(rows.order_by(prefixes.InOrder(F("value")), "user_id")[: limit + 1])
    for row in found:
        row.user.pool = pool
    users = [row.user for row in found[:limit]]
    return Page(users, [found[limit - 1].value, found[limit - 1].user_id] if len(found) > limit else None)


def admin_create(
    pool: UserPool,
    *,
    username: str,
    attributes: dict[str, str],
    temporary_password: str | None = None,
    force_alias_creation: bool = False,
    invitation: Invitation = Invitation(),
) -> User:
    """Create a user in state FORCE_CHANGE_PASSWORD and invite them, or invite again (`RESEND`).

    Without a temporary password, somebody who can get in by a code is confirmed at once and gets no invitation.

    Raises:
        UsernameExistsException: the name, or a verified address, is another user's.
        InvalidParameterException, InvalidPasswordException: see the pool's rules.
        UnsupportedUserStateException: resent to somebody who has a password of their own.
        UserLambdaValidationException: the pre sign-up trigger refused.
    """
    if invitation.action == "RESEND":
        return _invite_again(get(pool, username), temporary_password, invitation)
    name = usernames.resolve(pool, username, attributes)
    schema.validate(pool, name.attributes, creating=True, complete=False)
    password = temporary_password or _generated(pool, name.attributes)
    if password:
        password_policy.check(pool, password)
    require_free(pool, username if pool.username_attributes else name.username, taken=_TAKEN)
    pre_sign_up.run(
        pool,
        client_id=None,
        username=name.username,
        attributes=name.attributes,
        validation_data=invitation.validation_data,
        client_metadata=invitation.client_metadata,
        source="AdminCreateUser",
    )
    user = new(pool, name, status=UserStatus.FORCE_CHANGE_PASSWORD if password else UserStatus.CONFIRMED)
    messages = _give_temporary(user, password, invitation) if password else []
    with transaction.atomic():
        save_new(user, force=force_alias_creation, taken=_TAKEN)
        for prepared in messages:
            outbox.enqueue(pool, prepared, user_sub=user.sub)
    return user


def require_free(pool: UserPool, name: str, *, taken: str) -> None:
    """Refuse a name that finds a user already; a `sub` is one, else its owner could be mistaken for another.

    Raises:
        UsernameExistsException: with the text `taken`.
    """
    if aliases.taken(pool, name) or (is_sub(name) and _by_sub(pool, name)):
        raise UsernameExistsException(taken)


def new(pool: UserPool, name: usernames.NewName, *, status: UserStatus) -> User:
    """A user that is not yet saved."""
    now = clock.now()
    user = User(pool=pool, sub=name.sub, username=name.username, status=status, created_at=now, updated_at=now)
    user.set_attributes({key: value for key, value in name.attributes.items() if value != ""})
    return user


def save_new(user: User, *, force: bool, taken: str) -> None:
    """Insert a user with all sign-in names. Call inside the verb's transaction.

    Raises:
        UsernameExistsException: the username or a sign-in address is taken, the latter only if `force` is off.
    """
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            UserAlias.objects.create(
                pool=user.pool, user=user, attribute="username", value=user.pool.fold(user.username)
            )
    except IntegrityError:
        raise UsernameExistsException(taken) from None
    definitions.reread(user.pool)
    SearchValue.objects.bulk_create(search_values.of(user.pool, user, user.pool.kept_searchable))
    for attribute in ("email", "phone_number", "preferred_username"):
        if attribute in user.pool.kept_names["username"]:
            _claim_username(user, attribute, taken)
        else:
            _claim_alias(user, attribute, force=force)


def invitations(user: User, password: str, invitation: Invitation) -> list[PreparedMessage]:
    """What tells a new user of the account; never write it inside a transaction.

    Raises:
        InvalidParameterException: an unknown medium.
        TooManyRequestsException: too many messages to one address.
        CodeDeliveryFailureException: an address that is none.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: the message trigger.
    """
    if invitation.action == "SUPPRESS":
        return []
    unknown = set(invitation.mediums) - set(_ADDRESSES)
    if unknown:
        raise InvalidParameterException(f"Invalid delivery medium: {unknown.pop()}")
    # AWS: a medium without an address is passed over in silence.
    addresses = {medium: to for medium in invitation.mediums if (to := getattr(user, _ADDRESSES[medium]))}
    for to in addresses.values():
        subject = subjects.of(user.pool, user, "")
        sending.spend(user.pool, subject, address=to, context=BY_ADMINISTRATOR, error=TooManyRequestsException)
    return [
        message.prepare(
            user.pool,
            event="AdminCreateUser",
            medium=medium,
            to=to,
            username=shown_name(user),
            code=password,
            attributes=user.trigger_attributes,
            client_id=invitation.client_id,
            client_metadata=invitation.client_metadata,
        )
        for medium, to in addresses.items()
    ]


def temporary_password_life(pool: UserPool) -> timedelta:
    """How long a temporary password is good."""
    return timedelta(days=pool.password_policy.get("TemporaryPasswordValidityDays") or 7)


def disable(user: User) -> None:
    """Bar the user and end every session; repeating it changes nothing."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(enabled=False, updated_at=clock.now())
        sessions.sign_out_everywhere(user)
    user.enabled = False


def enable(user: User) -> None:
    """Let the user in again; ended sessions stay ended."""
    User.objects.filter(pk=user.pk).update(enabled=True, updated_at=clock.now())
    user.enabled = True


def delete(user: User) -> None:
    """Remove the user and all that is theirs."""
    user.delete()


def _claim_username(user: User, attribute: str, taken: str) -> None:
    if aliases.wanted(user, attribute):
        value = user.pool.fold(getattr(user, attribute))
        try:
            with transaction.atomic():
                UserAlias.objects.create(pool=user.pool, user=user, attribute=attribute, value=value)
        except IntegrityError:
            raise UsernameExistsException(taken) from None


def _claim_alias(user: User, attribute: str, *, force: bool) -> None:
    try:
        aliases.refresh(user, attribute, force=force)
    except AliasExistsException as error:
        # AWS: the operations that create users declare no AliasExistsException.
        raise UsernameExistsException(error.message) from None


def _generated(pool: UserPool, attributes: dict[str, str]) -> str:
    return "" if sign_in_policy.needs_no_password(pool, attributes) else password_policy.generate(pool)


def _give_temporary(user: User, password: str, invitation: Invitation) -> list[PreparedMessage]:
    """Put a temporary password on the user (in memory); the messages that tell it."""
    credentials.assign(user, credentials.make(user.pool, user.username, password))
    user.temporary_password_expires_at = user.updated_at + temporary_password_life(user.pool)
    return invitations(user, password, invitation)


def _invite_again(user: User, temporary_password: str | None, invitation: Invitation) -> User:
    if user.status != UserStatus.FORCE_CHANGE_PASSWORD:
        raise _not_invited()
    password = temporary_password or password_policy.generate(user.pool)
    password_policy.check(user.pool, password)
    user.updated_at = clock.now()
    messages = _give_temporary(user, password, invitation)
    with transaction.atomic():
        # Who chose a password while the message was written keeps it.
        if not User.objects.select_for_update().filter(pk=user.pk, status=UserStatus.FORCE_CHANGE_PASSWORD):
            raise _not_invited()
        user.save(update_fields=[*credentials.FIELDS, "temporary_password_expires_at", "updated_at"])
        for prepared in messages:
            outbox.enqueue(user.pool, prepared, user_sub=user.sub)
    return user


def _not_invited() -> UnsupportedUserStateException:
    return UnsupportedUserStateException(
        "Resend not possible. User status is not FORCE_CHANGE_PASSWORD"  # AWS: unverified
    )


def shown_name(user: User) -> str:
    """What an invitation calls the user: in pools that sign in by address the address, never the `sub`."""
    return next((value for name in user.pool.username_attributes if (value := getattr(user, name))), user.username)


def _by_sub(pool: UserPool, sub: str) -> User | None:
    user = User.objects.filter(pool=pool, sub=sub).first()
    if user:
        user.pool = pool
    return user
