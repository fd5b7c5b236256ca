"""The values by which ListUsers finds users where the pool made further attributes searchable."""

from collections.abc import Iterable

from accounts.models import SearchValue, User
from pools.models import UserPool


def refresh(user: User, names: Iterable[str]) -> None:
    """Make what is searched agree with the user's present values. Call inside the transaction that stores them."""
    present = user.attributes
    for name in set(user.pool.kept_searchable).intersection(names):
        if name in present:
            SearchValue.objects.update_or_create(
                user=user, attribute=name, defaults={"pool": user.pool, "value": present[name][: SearchValue.LONGEST]}
            )
        else:
            SearchValue.objects.filter(user=user, attribute=name).delete()


def of(pool: UserPool, user: User, names: Iterable[str]) -> list[SearchValue]:
    """A user's rows for some attributes, not yet saved."""
    present = user.attributes
    return [
        SearchValue(pool_id=pool.pk, user_id=user.pk, attribute=name, value=present[name][: SearchValue.LONGEST])
        for name in names
        if name in present
    ]
