"""Groups of a pool's users: create, read, list, change, delete."""

from django.db import IntegrityError, transaction

from pools.core import clock
from pools.core.errors import GroupExistsException, LimitExceededException, ResourceNotFoundException
from pools.core.pagination import Page
from pools.models import Group, UserPool

_MOST = 10_000


def create(
    pool: UserPool, *, name: str, description: str = "", role_arn: str = "", precedence: int | None = None
) -> Group:
    """Create a group.

    Raises:
        GroupExistsException: the name is taken.
        LimitExceededException: ten thousand groups.
    """
    if Group.objects.filter(pool=pool).count() >= _MOST:
        raise LimitExceededException("The user pool has the maximum number of groups.")
    now = clock.now()
    try:
        with transaction.atomic():
            return Group.objects.create(
                pool=pool,
                name=name,
                description=description,
                role_arn=role_arn,
                precedence=precedence,
                created_at=now,
                updated_at=now,
            )
    except IntegrityError:
        raise GroupExistsException("A group with the name already exists") from None


def ensure(pool: UserPool, *, name: str, description: str) -> Group:
    """The group of this name, created if there is none; errors as `create`."""
    found = Group.objects.filter(pool=pool, name=name).first()
    try:
        return found or create(pool, name=name, description=description)
    except GroupExistsException:
        return get(pool, name)


def get(pool: UserPool, name: str) -> Group:
    """The group of this name.

    Raises:
        ResourceNotFoundException: there is none.
    """
    # No database holds NUL, and PostgreSQL will not even look for it.
    group = Group.objects.filter(pool=pool, name=name).first() if "\0" not in name else None
    if group is None:
        raise ResourceNotFoundException("Group not found.")  # AWS: unverified
    group.pool = pool
    return group


def list_page(pool: UserPool, *, limit: int, after: str | None = None) -> Page[Group]:
    """A page of the pool's groups by name."""
    rows = Group.objects.filter(pool=pool)
    if after:
        rows = rows.filter(name__gt=after)
    found = list(rows.order_by("name")[: limit + 1])
    for group in found:
        group.pool = pool
    return Page(found[:limit], found[limit - 1].name if len(found) > limit else None)


def update(
    group: Group,
    *,
    description: str | None = None,
    role_arn: str | None = None,
    precedence: int | None = None,
    forget_precedence: bool = False,
) -> Group:
    """Change what is given; the rest stays.

    Args:
        group: which.
        description: up to 2048 characters.
        role_arn: the role its members get.
        precedence: 0 is strongest.
        forget_precedence: leave the group without a precedence.
    """
    if description is not None:
        group.description = description
    if role_arn is not None:
        group.role_arn = role_arn
    if precedence is not None or forget_precedence:
        group.precedence = precedence
    group.updated_at = clock.now()
    group.save(update_fields=["description", "role_arn", "precedence", "updated_at"])
    return group


def delete(group: Group) -> None:
    """Delete the group; its users stay."""
    group.delete()
