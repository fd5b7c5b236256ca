"""Sign-ins that come back from a provider have a category of their own: UserFederation."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from pools.models import AppClient
from tests.support import trips
from tests.support.clock import Clock
from tests.support.limits import limiter
from tests.support.provider_stand_in import ProviderStandIn


def test_a_return_beyond_the_limit_is_told_to_the_application(
    app: AppClient,
    name: str,
    stand_in: ProviderStandIn,
    clock: Clock,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.stop()
    limiter(settings, tmp_path, monkeypatch)("UserFederation", 1)

    answers = [trips.told(trips.go(Client(headers={"host": "localhost"}), app, name, stand_in)) for _ in range(2)]

    assert "code" in answers[0]
    assert (answers[1]["error"], answers[1]["error_description"]) == ("invalid_request", "Rate exceeded")
    assert User.objects.count() == 1
