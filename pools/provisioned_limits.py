"""Limits on requests per second, a limit a category, over all pools. There are none until somebody sets one.

All processes read them from the shared cache, so that no call costs a query; what counts is the table.
"""

from typing import Any, Final

from django.core.cache import caches
from django.db import connection, transaction

from pools import limit_categories
from pools.core import clock
from pools.core.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import ProvisionedLimit

NONE: Final = 2**31 - 1
"""What the API calls no limit: the largest number that it knows."""


def category_of(attributes: dict[str, str]) -> str:
    """The category that AWS LimitDefinitionType's attributes name.

    Raises:
        InvalidParameterException: no category, or something besides.
        ResourceNotFoundException: no such category.
    """
    if set(attributes) != {"Category"}:
        raise InvalidParameterException("Attributes must have the key Category and no other.")  # AWS: unverified
    category = attributes["Category"]
    if category not in limit_categories.CATEGORIES:
        raise ResourceNotFoundException(f"There is no limit for the category {category[:64]}.")  # AWS: unverified
    return category


def get(category: str) -> int:
    """How many requests of a category are answered in a second; `NONE` where nobody set a limit."""
    row = ProvisionedLimit.objects.filter(category=category).first()
    return row.requests_per_second if row else NONE


@transaction.atomic
def update(category: str, requests_per_second: int) -> None:
    """Set a limit, or lift it with `NONE`. Other processes obey within ten seconds.

    Raises:
        InvalidParameterException: less than one.
    """
    if requests_per_second < 1:
        raise InvalidParameterException(f"RequestedLimitValue must be between 1 and {NONE}.")  # AWS: unverified
    if requests_per_second == NONE:
        ProvisionedLimit.objects.filter(category=category).delete()
    else:
        values: dict[str, Any] = {"requests_per_second": requests_per_second, "updated_at": clock.now()}
        ProvisionedLimit.objects.update_or_create(category=category, defaults=values)
    transaction.on_commit(publish, robust=True)


def publish() -> None:
    """Put all limits where every process looks. The worker does so too, for a cache that was emptied."""
    caches["shared"].set(cache_key("limits"), in_table(), timeout=None)


def in_table() -> dict[str, int]:
    """All limits by category, as the database has them."""
    return dict(ProvisionedLimit.objects.values_list("category", "requests_per_second"))


def cache_key(name: str) -> str:
    """A key of this database alone."""
    return f"requests.{connection.settings_dict['NAME']}.{name}"
