"""Limits on requests, set for a test alone: in a cache that no other test's process looks into."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from pools import provisioned_limits, request_rate

Limit = Callable[[str, int], None]


def limiter(settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Limit:
    """`limit("UserCreation", 2)` is obeyed at once."""
    own = {"KEY_PREFIX": uuid.uuid4().hex} if settings.REDIS_URL else {"LOCATION": str(folder / "shared")}
    settings.CACHES = {**settings.CACHES, "shared": {**settings.CACHES["shared"], **own}}
    monkeypatch.setattr(request_rate, "_known", request_rate._Known())

    def limit(category: str, requests_per_second: int) -> None:
        provisioned_limits.update(category, requests_per_second)
        provisioned_limits.publish()
        request_rate._known.look_again_at = 0.0

    return limit
