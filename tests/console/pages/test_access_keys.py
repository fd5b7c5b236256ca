"""The pages of access keys."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from console import access_keys
from console.models import AccessKey, Operator
from pools.core.errors import UnrecognizedClientException

LIST = reverse("console:access_keys")


def page(name: str, key: AccessKey) -> str:
    return reverse(f"console:access_key_{name}", args=[key.access_key_id])


def test_the_secret_of_a_new_key_is_shown_once(console: Client, operator: Operator) -> None:
    # checklist 55
    answer = console.post(reverse("console:access_key_create"), {"description": "CI"})
    key = operator.access_keys.get()
    secret = access_keys.secret_of(key)
    assert secret in answer.content.decode().replace("&#x2B;", "+")
    assert answer.headers["Cache-Control"] == "no-store"
    assert secret not in console.get(LIST).content.decode()


def test_a_disabled_key_is_refused_until_it_is_enabled(console: Client, access_key: AccessKey) -> None:
    console.post(page("disable", access_key), {"confirmed": "yes"})
    with pytest.raises(UnrecognizedClientException):
        access_keys.usable(access_key.access_key_id)
    console.post(page("enable", access_key), {"confirmed": "yes"})
    assert access_keys.usable(access_key.access_key_id) == access_key


def test_a_deleted_key_is_gone(console: Client, access_key: AccessKey) -> None:
    answer = console.post(page("delete", access_key), {"confirmed": "yes"}, follow=True)
    assert not AccessKey.objects.exists()
    assert f"Access key {access_key.access_key_id} was deleted." in answer.content.decode()


def test_looking_at_a_question_changes_nothing(console: Client, access_key: AccessKey) -> None:
    # checklist 42
    for name in ("disable", "enable", "delete"):
        console.get(page(name, access_key))
    access_key.refresh_from_db()
    assert access_key.status == "Active"


def test_another_operators_keys_are_not_found(anonymous: Client, access_key: AccessKey) -> None:
    # checklist 52
    anonymous.force_login(Operator.objects.create_user("otto@example.com", "a long password of Otto's"))
    assert access_key.access_key_id not in anonymous.get(LIST).content.decode()
    assert anonymous.post(page("delete", access_key), {"confirmed": "yes"}).status_code == 404
    assert AccessKey.objects.exists()


def test_who_manages_operators_sees_all_keys(anonymous: Client, access_key: AccessKey) -> None:
    anonymous.force_login(Operator.objects.create_superuser("ada@example.com", "a long password of Ada's"))
    assert access_key.access_key_id in anonymous.get(LIST).content.decode()


def test_an_operator_may_not_have_keys_without_end(console: Client, operator: Operator) -> None:
    for _ in range(access_keys.MOST):
        access_keys.create(operator)
    answer = console.post(reverse("console:access_key_create"), {"description": "one more"})
    assert "Delete one that is not used." in answer.content.decode()
    assert 'value="one more"' in answer.content.decode()


def test_the_list_costs_the_same_with_more_keys(console: Client, operator: Operator) -> None:
    access_keys.create(operator)
    with CaptureQueriesContext(connection) as few:
        console.get(LIST)
    for _ in range(10):
        access_keys.create(operator)
    with CaptureQueriesContext(connection) as many:
        console.get(LIST)
    assert len(many) == len(few) <= 5


def test_keys_of_a_disabled_operator_are_refused(access_key: AccessKey) -> None:
    Operator.objects.update(is_active=False)
    with pytest.raises(UnrecognizedClientException):
        access_keys.usable(access_key.access_key_id)
