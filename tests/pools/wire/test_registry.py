"""Functions answer the operations they are named for; a wrong name fails when it is imported."""

from __future__ import annotations

from typing import Any

import pytest

from pools.wire import model, registry
from pools.wire.call import Call


@pytest.fixture(autouse=True)
def _empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_functions", {})


def tag_resource(call: Call) -> dict[str, Any]:
    return {}


def admin_get_usr(call: Call) -> dict[str, Any]:
    return {}


def test_a_function_answers_the_operation_of_its_name() -> None:
    registry.user_pool_operation(tag_resource)

    assert registry.lookup(model.service("cognito-idp").operations["TagResource"]) is tag_resource
    assert registry.registered() == {("cognito-idp", "TagResource")}


def test_a_name_that_both_services_have_is_registered_for_one() -> None:
    registry.identity_pool_operation(tag_resource)

    assert registry.lookup(model.service("cognito-idp").operations["TagResource"]) is None


def test_a_misspelt_name_fails_at_once() -> None:
    with pytest.raises(LookupError, match="no operation that boto3 calls admin_get_usr"):
        registry.user_pool_operation(admin_get_usr)


def test_an_operation_cannot_be_answered_twice() -> None:
    registry.user_pool_operation(tag_resource)

    with pytest.raises(LookupError, match="twice"):
        registry.user_pool_operation(tag_resource)
