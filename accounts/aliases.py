"""The names by which a user can be found at sign-in, each unique in its pool."""

from collections.abc import Container

from django.db import IntegrityError, transaction

from accounts.models import User, UserAlias
from accounts.models.user import UserStatus
from pools.core import clock
from pools.core.errors import AliasExistsException
from pools.core.prepared import Prepared
from pools.models import UserPool

_BY_VALUE = Prepared(
    lambda pool_id, value: UserAlias.objects.select_related("user").filter(pool_id=pool_id, value=value), str, str
)


def find(pool: UserPool, name: str) -> User | None:
    """The user who signs in by this name, in one query; nothing when nobody does."""
    alias = _BY_VALUE.first(pool.id, pool.fold(name))
    if alias is None:
        return None
    alias.user.pool = pool
    # One that is still being built up, or no longer in force, finds nobody.
    return alias.user if alias.attribute == "username" or _in_force(alias.user, alias.attribute) else None


def taken(pool: UserPool, name: str) -> bool:
    """Whether somebody signs in by this name."""
    return UserAlias.objects.filter(pool=pool, value=pool.fold(name)).exists()


def signs_in_by(pool: UserPool, attribute: str) -> bool:
    """Whether the attribute is one of the pool's sign-in names."""
    return attribute in pool.alias_attributes or attribute in pool.username_attributes


def wanted(user: User, attribute: str) -> bool:
    """Whether the attribute's present value should be kept as a name of the user's: one in force, or one that is coming.

    Username attributes count at once, alias e-mails and phone numbers only once verified. What an external provider says
    of a user of its own is no name: else it could take one from somebody else. Who is called by an address has that name
    already: pools that sign in by usernames alone allow it, and may come to sign in by addresses later.
    """
    if attribute != "preferred_username" and getattr(user, attribute) == user.username:
        return False
    return _counts(user, attribute, **user.pool.kept_names)


def _in_force(user: User, attribute: str) -> bool:
    return _counts(user, attribute, alias=user.pool.alias_attributes, username=user.pool.username_attributes)


def _counts(user: User, attribute: str, *, alias: Container[str], username: Container[str]) -> bool:
    if not getattr(user, attribute) or user.status == UserStatus.EXTERNAL_PROVIDER:
        return False
    if attribute in username:
        return True
    return attribute in alias and (attribute == "preferred_username" or bool(getattr(user, f"{attribute}_verified")))


def refresh(user: User, attribute: str, *, force: bool = False, message: str | None = None) -> None:
    """Make the user's name for an attribute agree with its present value. Call inside the verb's transaction.

    Args:
        user: with the new value already set.
        attribute: email, phone_number or preferred_username.
        force: take the name over from another user, whose attribute becomes unverified (ForceAliasCreation).
        message: the error's text.

    Raises:
        AliasExistsException: another user has the name.
    """
    if not any(attribute in names for names in user.pool.kept_names.values()):
        return
    if not wanted(user, attribute):
        UserAlias.objects.filter(user=user, attribute=attribute).delete()
        return
    value = user.pool.fold(getattr(user, attribute))
    # AWS: only addresses are taken over, and only verified ones; a preferred_username stays whose it is.
    if force and attribute != "preferred_username":
        _take_over(user, attribute, value)
    _claim(user, attribute, value, message or f"An account with the given {attribute} already exists.")


def _claim(user: User, attribute: str, value: str, message: str) -> None:
    try:
        with transaction.atomic():
            UserAlias.objects.update_or_create(
                user=user, attribute=attribute, defaults={"pool": user.pool, "value": value}
            )
    except IntegrityError:
        raise AliasExistsException(message) from None


def _take_over(user: User, attribute: str, value: str) -> None:
    rows = UserAlias.objects.filter(pool=user.pool, attribute=attribute, value=value).exclude(user=user)
    owners = list(rows.values_list("user_id", flat=True))
    changed = {f"{attribute}_verified": False, "updated_at": clock.now()}
    User.objects.filter(pool=user.pool, id__in=owners).update(**changed)
    rows.delete()
