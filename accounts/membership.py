"""Users in groups."""

from accounts.models import Membership, User
from pools.core import clock
from pools.core.errors import LimitExceededException
from pools.core.pagination import Page
from pools.core.prepared import Prepared
from pools.models import Group

_OF_USER = Prepared(lambda user_id: Group.objects.filter(memberships__user_id=user_id), int)
_MOST_GROUPS = 100


def add(user: User, group: Group) -> None:
    """Put the user in the group; being in it already changes nothing.

    Raises:
        LimitExceededException: the user is in a hundred groups.
    """
    if Membership.objects.filter(user=user).exclude(group=group).count() >= _MOST_GROUPS:
        raise LimitExceededException("The user is in the maximum number of groups.")
    Membership.objects.get_or_create(user=user, group=group, defaults={"created_at": clock.now()})


def remove(user: User, group: Group) -> None:
    """Take the user out of the group; not being in it changes nothing."""
    Membership.objects.filter(user=user, group=group).delete()


def groups_of(user: User) -> list[Group]:
    """The user's groups, strongest first; those without precedence last."""
    return sorted(
        _OF_USER.rows(user.id), key=lambda group: (group.precedence is None, group.precedence or 0, group.name)
    )


def groups_page(user: User, *, limit: int, after: int | None) -> Page[Group]:
    """A page of the user's groups in the order of joining."""
    rows = Membership.objects.filter(user=user, id__gt=after or 0).select_related("group").order_by("id")
    found = list(rows[: limit + 1])
    marker = found[limit - 1].id if len(found) > limit else None
    return Page([row.group for row in found[:limit]], marker)


def users_page(group: Group, *, limit: int, after: int | None) -> Page[User]:
    """A page of the group's users in the order of joining."""
    rows = Membership.objects.filter(group=group, id__gt=after or 0).select_related("user").order_by("id")
    found = list(rows.defer("user__password", "user__srp_salt", "user__srp_verifier")[: limit + 1])
    marker = found[limit - 1].id if len(found) > limit else None
    for row in found:
        row.user.pool = group.pool
    return Page([row.user for row in found[:limit]], marker)
