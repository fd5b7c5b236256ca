"""Replicas of a user pool in other regions. One installation serves all regions itself, so it makes none.

What replicas will mean between installations is written down in docs/replicas.md.
"""

import re
from typing import NoReturn

from pools import pool_checks
from pools.core.errors import InvalidParameterException, OperationNotEnabledException, ResourceNotFoundException
from pools.core.pagination import Page
from pools.models import UserPool

_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d{1,2}")


def create(pool: UserPool, *, region: str, tags: dict[str, str]) -> NoReturn:
    """Refuse a replica, for what is wrong with it or because there can be none.

    Raises:
        InvalidParameterException: no region, or the pool's own.
        UserPoolTaggingException: too many tags.
        OperationNotEnabledException: anything else: a second copy in this database would survive nothing that it would
            be made for.
    """
    _check(region)
    if region == pool.region:
        raise InvalidParameterException(f"User pool {pool.id} already exists in region {region}.")  # AWS: unverified
    pool_checks.check_tags(tags)
    raise OperationNotEnabledException(
        "User pool replication is not enabled: this installation is a single one."  # AWS: unverified
    )


def update(pool: UserPool, *, region: str) -> NoReturn:
    """Refuse to switch a replica on or off.

    Raises:
        InvalidParameterException: no region, or that of the primary, which is always active.
        ResourceNotFoundException: no replica is there.
    """
    _refuse(pool, region, "The status of a primary user pool cannot be changed.")  # AWS: unverified


def delete(pool: UserPool, *, region: str) -> NoReturn:
    """Refuse to delete a replica.

    Raises:
        InvalidParameterException: no region, or that of the primary, which DeleteUserPool deletes.
        ResourceNotFoundException: no replica is there.
    """
    _refuse(pool, region, "A primary user pool cannot be deleted as a replica.")  # AWS: unverified


def list_page(pool: UserPool, *, limit: int, after: None = None) -> Page[UserPool]:  # noqa: ARG001  one row
    """The pool itself, which is the primary and all there is."""
    return Page([pool])


def _refuse(pool: UserPool, region: str, of_primary: str) -> NoReturn:
    _check(region)
    if region == pool.region:
        raise InvalidParameterException(of_primary)
    raise ResourceNotFoundException(f"User pool {pool.id} has no replica in region {region}.")  # AWS: unverified


def _check(region: str) -> None:
    if not _REGION.fullmatch(region):
        raise InvalidParameterException(f"Invalid region {region}.")  # AWS: unverified
