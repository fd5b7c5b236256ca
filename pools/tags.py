"""Tags on what an ARN names: user pools."""

import re

from django.db import transaction

from pools import fixed_ids, pool_checks, user_pools
from pools.core import clock
from pools.core.errors import InvalidParameterException, ResourceNotFoundException, UserPoolTaggingException
from pools.models import UserPool

_ARN = re.compile(r"arn:[\w-]+:cognito-idp:(?P<region>[\w-]+):(?P<account>\d+):userpool/(?P<pool>[\w-]+_[0-9a-zA-Z]+)")
_RESERVED = "aws:"


def pool_of(arn: str, *, region: str) -> UserPool:
    """The user pool that an ARN names, in the region of the call.

    Raises:
        InvalidParameterException: it names no user pool.
        ResourceNotFoundException: there is none such.
    """
    match = _ARN.fullmatch(arn)
    if match is None:
        raise InvalidParameterException(f"Invalid ARN {arn[:128]}.")
    pool = user_pools.get(match["pool"], region=region)
    if user_pools.arn(pool) != arn:
        raise ResourceNotFoundException(f"User pool {pool.id} does not exist.")
    return pool


@transaction.atomic
def add(pool: UserPool, tags: dict[str, str]) -> None:
    """Set tags; those of other keys stay.

    Raises:
        InvalidParameterException: more than fifty, or a key that AWS keeps for itself.
    """
    if any(key.lower().startswith(_RESERVED) for key in tags):
        raise InvalidParameterException("Tag keys must not begin with aws:.")
    _change(pool, {**_locked(pool).tags, **tags})


@transaction.atomic
def remove(pool: UserPool, keys: list[str]) -> None:
    """Remove the tags of these keys; those that are not there are passed over."""
    _change(pool, {key: value for key, value in _locked(pool).tags.items() if key not in keys})


def _locked(pool: UserPool) -> UserPool:
    return UserPool.objects.select_for_update().get(pk=pool.pk)


def _change(pool: UserPool, tags: dict[str, str]) -> None:
    try:
        pool_checks.check_tags(tags)
    except UserPoolTaggingException as error:
        # AWS: the tagging operations declare no UserPoolTaggingException.
        raise InvalidParameterException(error.message) from None
    pool.tags = fixed_ids.without_secrets(tags)
    user_pools.obey_tags(pool)
    pool.updated_at = clock.now()
    pool.save(update_fields=["tags", "issuer_mode", "updated_at"])
