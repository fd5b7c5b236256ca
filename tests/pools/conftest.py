"""A pool and an app client with AWS's defaults."""

from __future__ import annotations

import pytest

from pools.models import AppClient, UserPool
from tests.support import builders


@pytest.fixture
def pool(db: None) -> UserPool:
    return builders.pool()


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return builders.client(pool)


@pytest.fixture
def other_pool(db: None) -> UserPool:
    return builders.pool("others")
