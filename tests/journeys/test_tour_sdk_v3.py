"""@aws-sdk/client-cognito-identity-provider v3 through the life of one pool, in sixty operations and more."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from console.models import AccessKey
from pools import user_pools
from pools.core.errors import ResourceNotFoundException
from tests.support import answered, node


@pytest.mark.node
def test_the_sdk_tours_sixty_operations_and_more(base_url: str, access_key: AccessKey, settings: Settings) -> None:
    settings.POOLHOUSE_DEVELOPMENT = True
    with answered.operations() as done:
        said = node.run("tour.js", base_url, access_key.access_key_id, bytes(access_key.secret).decode())
    assert "failed" not in said, said
    assert set(said["done"]) == done
    assert len(done) >= 60, sorted(done)
    with pytest.raises(ResourceNotFoundException):
        user_pools.get("us-east-1_TourSdkV3")
