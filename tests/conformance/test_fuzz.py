"""A short fuzz run over every operation, the same each time; `manage.py fuzz` is the long one."""

from __future__ import annotations

import pytest
from django.db import connection

from pools.wire import model
from pools.wire.model import Operation
from tests.conformance import fuzzing
from tests.conformance.scene import Scene

# PostgreSQL refuses more than SQLite does.
EXAMPLES = {"postgresql": 10, "sqlite": 4}


@pytest.mark.parametrize(
    "operation", model.service("cognito-idp").operations.values(), ids=lambda operation: operation.name
)
def test_hostile_input_is_answered_or_refused_as_modelled(operation: Operation, scene: Scene) -> None:
    # checklist 67
    fuzzing.fuzz(scene, operation, examples=EXAMPLES[connection.vendor])
