"""User pools: create, get, list, change, delete; their issuer."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings as configuration
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from pools import fixed_ids, pool_schema, pool_settings, running_imports, signing_keys
from pools.core import clock, dependents, ids
from pools.core.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.core.pagination import Page
from pools.core.prepared import Prepared
from pools.models import Domain, FixedClient, SigningKey, UserPool
from pools.models.user_pool import IssuerMode

ISSUER_TAG = "poolhouse:issuer"
"""The tag by which API callers choose the issuer: `served` or `aws`."""

_ID = re.compile(r"[A-Za-z0-9_-]+_[0-9A-Za-z]+")
_BY_ID = Prepared(lambda pool_id: UserPool.objects.filter(id=pool_id), str)
_MOST = 1000
_COUNTED = 10_000


def create(*, region: str, name: str, settings: dict[str, Any]) -> UserPool:
    """Create a pool with its signing keys. The tag `poolhouse:issuer` chooses what its tokens name as issuer.

    Further tags fix its id, and ids and secrets of its app clients, where that is allowed (`fixed_ids`).

    Args:
        region: where the call is signed for; the id begins with it.
        name: 1-128 characters.
        settings: members of AWS CreateUserPool.

    Raises:
        InvalidParameterException: settings that contradict each other; a fixed id that is taken or not to be had.
        FeatureUnavailableInTierException: settings that the feature plan does not have.
        LimitExceededException: a thousand pools in the region, or fifty custom attributes.
    """
    if UserPool.objects.filter(region=region).count() >= _MOST:
        raise LimitExceededException("The maximum number of user pools has been reached.")
    now = clock.now()
    fixed = fixed_ids.chosen(settings.get("UserPoolTags") or {}, region=region)
    pool = UserPool(
        id=fixed.pool_id or ids.pool_id(region),
        region=region,
        name=name,
        schema=pool_schema.initial(settings.get("Schema") or []),
        case_sensitive=(settings.get("UsernameConfiguration") or {}).get("CaseSensitive", True),
        alias_attributes=settings.get("AliasAttributes") or [],
        username_attributes=settings.get("UsernameAttributes") or [],
        created_at=now,
        updated_at=now,
    )
    pool_settings.check_identifiers(pool)
    pool_settings.apply(pool, settings, creating=True)
    obey_tags(pool)
    _insert(pool, signing_keys.generate(pool), fixed_ids.clients(pool, fixed))
    return pool


@transaction.atomic
def _insert(pool: UserPool, keys: list[SigningKey], fixed: list[FixedClient]) -> None:
    try:
        with transaction.atomic():
            pool.save(force_insert=True)
    except IntegrityError:
        raise InvalidParameterException(f"User pool {pool.id} exists already.") from None
    SigningKey.objects.bulk_create(keys)
    FixedClient.objects.bulk_create(fixed)


def get(pool_id: str, *, region: str | None = None) -> UserPool:
    """The pool of this id; with a region only if it is there.

    Raises:
        ResourceNotFoundException: there is none.
    """
    pool = _BY_ID.first(pool_id) if _ID.fullmatch(pool_id) else None
    if pool is None or (region is not None and pool.region != region):
        raise _not_found(pool_id)
    return pool


def list_page(*, region: str, limit: int, after: list[str] | None = None, name_contains: str = "") -> Page[UserPool]:
    """A page of the region's pools, oldest first; all, or those with some letters in their name."""
    rows = UserPool.objects.filter(region=region)
    if name_contains:
        rows = rows.filter(name__icontains=name_contains)
    if after:
        moment, last_id = datetime.fromisoformat(after[0]), after[1]
        rows = rows.filter(Q(created_at__gt=moment) | Q(created_at=moment, id__gt=last_id))
    found = list(rows.order_by("created_at", "id")[: limit + 1])
    if len(found) <= limit:
        return Page(found)
    return Page(found[:limit], [found[limit - 1].created_at.isoformat(), found[limit - 1].id])


@transaction.atomic
def update(pool: UserPool, *, settings: dict[str, Any]) -> UserPool:
    """Replace the settings: what is left out goes back to its default, as in AWS.

    Name, tags and DcrConfiguration stay when they are left out. The tag `poolhouse:issuer` chooses the issuer.

    Raises:
        InvalidParameterException: settings that contradict each other.
        FeatureUnavailableInTierException: settings that the feature plan does not have.
        UserImportInProgressException: users are being imported.
    """
    lock(pool)
    running_imports.refuse(pool)
    pool_settings.apply(pool, settings, creating=False)
    pool.name = settings.get("PoolName") or pool.name
    obey_tags(pool)
    return saved(pool)


@transaction.atomic
def rename(pool: UserPool, *, name: str) -> UserPool:
    """Give the pool another name; nothing else changes."""
    lock(pool)
    pool.name = name
    return saved(pool)


@transaction.atomic
def set_issuer_mode(pool: UserPool, *, mode: str) -> UserPool:
    """Choose what new tokens name as issuer: the address served here, or Amazon Cognito's own.

    Raises:
        InvalidParameterException: another mode.
    """
    if mode not in IssuerMode.values:
        raise InvalidParameterException("The issuer is either served or aws.")
    lock(pool)
    pool.issuer_mode = mode
    if ISSUER_TAG in pool.tags:
        pool.tags[ISSUER_TAG] = mode
    return saved(pool)


@transaction.atomic
def set_deletion_protection(pool: UserPool, *, active: bool) -> UserPool:
    """Protect the pool from being deleted, or no longer."""
    lock(pool)
    pool.deletion_protection = "ACTIVE" if active else "INACTIVE"
    return saved(pool)


@transaction.atomic
def delete(pool: UserPool) -> None:
    """Delete the pool with everything in it, or nothing of it.

    Raises:
        InvalidParameterException: it is protected, or has a domain.
        UserImportInProgressException: users are being imported.
    """
    # Whoever adds a domain or a user waits for this lock, and finds no pool then.
    lock(pool)
    running_imports.refuse(pool)
    if pool.deletion_protection == "ACTIVE":
        raise InvalidParameterException(
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )
    if Domain.objects.filter(pool=pool).exists():
        raise InvalidParameterException(
            "User pool cannot be deleted. It has a domain configured that should be deleted first."  # AWS: unverified
        )
    dependents.delete(pool)
    pool.delete()


def issuer(pool: UserPool) -> str:
    """`iss` of the pool's new tokens."""
    return issuers(pool)[1 if pool.issuer_mode == IssuerMode.AWS else 0]


def issuers(pool: UserPool) -> tuple[str, str]:
    """Both issuers that the pool's tokens may name: the address served here, and Amazon's."""
    return (
        f"{configuration.POOLHOUSE_URL}/{pool.id}",
        f"https://cognito-idp.{pool.region}.amazonaws.com/{pool.id}",
    )


def arn(pool: UserPool) -> str:
    """The pool's ARN, with the configured account id."""
    return ids.user_pool_arn(pool.region, configuration.POOLHOUSE_ACCOUNT_ID, pool.id)


def estimated_number_of_users(pool: UserPool) -> int:
    """Counted when they are few; on PostgreSQL the planner's figure when they are many."""
    users = _users(pool)
    if connection.vendor != "postgresql":
        return int(users.count())
    exact = int(users[: _COUNTED + 1].count())
    if exact <= _COUNTED:
        return exact
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(users.model._meta.db_table)
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {table} WHERE pool_id = %s", [pool.id])  # noqa: S608
        plan = cursor.fetchone()[0]
    return max(exact, int(plan[0]["Plan"]["Plan Rows"]))


def obey_tags(pool: UserPool) -> None:
    """Let the tag `poolhouse:issuer`, where there is one, choose the issuer (in memory).

    Raises:
        InvalidParameterException: another value than `served` and `aws`.
    """
    mode = pool.tags.get(ISSUER_TAG)
    if mode is None:
        return
    if mode not in IssuerMode.values:
        raise InvalidParameterException(f"The tag {ISSUER_TAG} is either served or aws.")
    pool.issuer_mode = mode


def lock(pool: UserPool) -> None:
    """Read the row again and keep everybody else from it until the transaction ends.

    Raises:
        ResourceNotFoundException: deleted since.
    """
    try:
        pool.refresh_from_db(from_queryset=UserPool.objects.select_for_update())
    except UserPool.DoesNotExist:
        raise _not_found(pool.id) from None


def saved(pool: UserPool) -> UserPool:
    """Save a pool that was locked and changed."""
    pool.updated_at = clock.now()
    pool.save()
    return pool


def _users(pool: UserPool) -> Any:
    """The pool's users; their model belongs to the floor above, so it is known here by its relation only."""
    return UserPool._meta.get_field("users").related_model._default_manager.filter(pool=pool)


def _not_found(pool_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"User pool {pool_id} does not exist.")
