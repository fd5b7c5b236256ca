"""A limit on requests per second, in AWS's shape."""

from typing import Any


def limit_type(category: str, *, provisioned: int, free: int) -> dict[str, Any]:
    """AWS LimitType; `free` is what a category has while nobody sets anything."""
    return {
        "LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}},
        "ProvisionedLimitValue": provisioned,
        "FreeLimitValue": free,
    }
