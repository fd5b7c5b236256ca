"""Which region an operator looks at: lists are per region, as Cognito's are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from pools.models import UserPool


def current(request: HttpRequest) -> str:
    return str(getattr(request.user, "region", "") or settings.POOLHOUSE_REGION)


def choices(request: HttpRequest) -> list[str]:
    """Regions that hold a pool, the configured one, and the one the operator is in."""
    held = UserPool.objects.order_by("region").values_list("region", flat=True).distinct()
    return sorted({*held, settings.POOLHOUSE_REGION, current(request)})
