"""A pool, and a server on loopback that plays its functions and webhooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from pools.core import clock
from pools.models import UserPool
from tests.support.scripted_triggers import ScriptedTriggers, scripted_triggers


@pytest.fixture
def functions(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedTriggers]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
    with scripted_triggers() as served:
        settings.POOLHOUSE_LAMBDA_ENDPOINT_URL = served.url
        yield served


@pytest.fixture
def pool(db: None) -> UserPool:
    now = clock.now()
    return UserPool.objects.create(
        id="us-east-1_Trigger01", region="us-east-1", name="t", created_at=now, updated_at=now
    )


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> float:
    """Seconds that are waited for a trigger: fewer than Cognito's five."""
    seconds = 0.4
    monkeypatch.setattr("pools.triggers.transport.SECONDS", seconds)
    return seconds
