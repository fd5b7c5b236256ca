"""One scene for all tests of a module; what a test does there is undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.conformance import scene as scenes
from tests.conformance.scene import Scene
from tests.support import keys


@pytest.fixture(scope="module")
def kept_scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Made once, because making it takes as long as calling a hundred operations."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(rsa, "generate_private_key", keys.next_key)
        yield scenes.prepared()
        transaction.set_rollback(True)


@pytest.fixture
def scene(kept_scene: Scene, db: None) -> Scene:
    """As it was made, for each test."""
    return kept_scene
