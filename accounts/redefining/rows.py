"""What a change does to the rows of some users, whom the caller has locked."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from accounts import aliases, search_values
from accounts.models import SchemaChange, SearchValue, SetAsideValue, User, UserAlias
from pools.core import clock
from pools.models import UserPool

_NAMES = ("email", "phone_number", "preferred_username")


class NameTakenError(Exception):
    """A name would belong to two users."""


def build(pool: UserPool, users: Sequence[User]) -> None:
    """Give them the sign-in names and searchable values that they lack. What is there already is never older.

    Raises:
        NameTakenError: somebody else has one of the names.
    """
    existing = set(UserAlias.objects.filter(user__in=users).values_list("user_id", "attribute"))
    missing = [
        UserAlias(pool_id=pool.pk, user_id=user.pk, attribute=name, value=pool.fold(getattr(user, name)))
        for user in users
        for name in _NAMES
        if (user.pk, name) not in existing and aliases.wanted(user, name)
    ]
    try:
        with transaction.atomic():
            UserAlias.objects.bulk_create(missing)
    except IntegrityError:
        raise NameTakenError from None
    coming = pool.coming.get("searchable_attributes", [])
    values = [row for user in users for row in search_values.of(pool, user, coming)]
    SearchValue.objects.bulk_create(values, ignore_conflicts=True)


def settle(pool: UserPool, users: Sequence[User]) -> None:
    """Take away the sign-in names and searchable values that the pool does not keep."""
    by_pk = {user.pk: user for user in users}
    named = UserAlias.objects.filter(user__in=users, attribute__in=_NAMES).values_list("pk", "user_id", "attribute")
    unwanted = [pk for pk, user_pk, name in named if not aliases.wanted(by_pk[user_pk], name)]
    if unwanted:
        UserAlias.objects.filter(pk__in=unwanted).delete()
    SearchValue.objects.filter(user__in=users).exclude(attribute__in=pool.kept_searchable).delete()


def set_aside(change: SchemaChange, users: Sequence[User], names: set[str]) -> None:
    """Put values of attributes that are no more where an undo finds them."""
    changed = [user for user in users if names & user.other_attributes.keys()]
    kept = [
        SetAsideValue(change=change, user_id=user.pk, attribute=name, value=user.other_attributes[name])
        for user in changed
        for name in sorted(names & user.other_attributes.keys())
    ]
    SetAsideValue.objects.bulk_create(kept, ignore_conflicts=True)
    for user in changed:
        user.set_attributes(dict.fromkeys(names, ""))
    _save(changed)


def give_back(change: SchemaChange, pool: UserPool, users: Sequence[User]) -> None:
    """Put values back that a change had set aside, where the attribute is there again and the user has none."""
    rows = SetAsideValue.objects.filter(change=change, user__in=users)
    by_pk = {user.pk: user for user in users}
    changed: dict[int, User] = {}
    for row in rows:
        user = by_pk[row.user_id]
        if row.attribute in pool.schema_attributes and row.attribute not in user.other_attributes:
            user.set_attributes({row.attribute: row.value})
            changed[user.pk] = user
    _save(list(changed.values()))
    rows.delete()
    values = [found for user in changed.values() for found in search_values.of(pool, user, pool.kept_searchable)]
    SearchValue.objects.bulk_create(values, ignore_conflicts=True)


def _save(users: Sequence[User]) -> None:
    now = clock.now()
    for user in users:
        user.updated_at = now
    User.objects.bulk_update(users, ["other_attributes", "updated_at"], batch_size=100)
