"""The pages of operators."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from console import second_factor
from console.models import Operator
from tests.support.operators import enrolled

LIST = reverse("console:operators")


@pytest.fixture
def in_charge(anonymous: Client, db: None) -> Client:
    """A browser of an operator who manages operators."""
    anonymous.force_login(Operator.objects.create_superuser("ada@example.com", "a long password of Ada's"))
    return anonymous


def page(name: str, operator: Operator) -> str:
    return reverse(f"console:operator_{name}", args=[operator.pk])


def test_a_new_operator_can_sign_in_with_the_password_shown(in_charge: Client) -> None:
    answer = in_charge.post(reverse("console:operator_create"), {"email": "New@Example.com", "name": "Nina"})
    shown = re.search(r"<code>([^<]+)</code>", answer.content.decode())
    assert shown
    assert Operator.objects.get(email="new@example.com").check_password(shown[1])


def test_two_operators_cannot_have_one_address(in_charge: Client, operator: Operator) -> None:
    answer = in_charge.post(reverse("console:operator_create"), {"email": operator.email})
    assert "There is an operator olga@example.com already." in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_an_operator_can_be_disabled_enabled_and_deleted(in_charge: Client, operator: Operator) -> None:
    in_charge.post(page("disable", operator), {"confirmed": "yes"})
    assert not Operator.objects.get(pk=operator.pk).is_active
    in_charge.post(page("enable", operator), {"confirmed": "yes"})
    assert Operator.objects.get(pk=operator.pk).is_active
    in_charge.post(page("delete", operator), {"confirmed": "yes"})
    assert not Operator.objects.filter(pk=operator.pk).exists()


def test_a_lost_second_factor_can_be_removed(in_charge: Client, operator: Operator) -> None:
    enrolled(operator)
    in_charge.post(page("second_factor", operator), {"confirmed": "yes"})
    assert not second_factor.is_enrolled(operator)


@pytest.mark.parametrize("name", ["disable", "delete"])
def test_the_last_one_in_charge_stays(name: str, in_charge: Client) -> None:
    ada = Operator.objects.get(email="ada@example.com")
    answer = in_charge.post(page(name, ada), {"confirmed": "yes"})
    assert "Make another one first." in answer.content.decode()
    assert Operator.objects.filter(pk=ada.pk, is_active=True).exists()


@pytest.mark.parametrize("name", ["disable", "enable", "second_factor", "delete"])
def test_others_may_look_but_not_touch(name: str, console: Client, operator: Operator) -> None:
    # checklist 54
    ada = Operator.objects.create_superuser("ada@example.com", "a long password of Ada's")
    assert console.post(page(name, ada), {"confirmed": "yes"}).status_code == 403
    assert console.post(reverse("console:operator_create"), {"email": "x@example.com"}).status_code == 403
    assert "Create operator" not in console.get(LIST).content.decode()
    assert Operator.objects.count() == 2


def test_the_list_costs_the_same_with_more_operators(in_charge: Client) -> None:
    with CaptureQueriesContext(connection) as few:
        in_charge.get(LIST)
    for number in range(8):
        Operator.objects.create_user(f"operator{number}@example.com", None)
    with CaptureQueriesContext(connection) as many:
        in_charge.get(LIST)
    assert len(many) == len(few) <= 5


def test_an_operator_that_does_not_exist_is_not_found(in_charge: Client) -> None:
    assert in_charge.get(reverse("console:operator_delete", args=[999_999])).status_code == 404
