"""Django admin: everything can be looked at, nothing changed, no secret seen, and the second factor holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from console.models import AccessKey, Operator
from tests.support.operators import enrolled

OURS = [model for app in ("console", "accounts", "pools") for model in apps.get_app_config(app).get_models()]


def list_of(model: type[Any]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_has_a_list_that_can_be_searched(model: type[Any], console: Client) -> None:
    assert model in admin.site._registry
    assert (
        console.get(list_of(model), {"q": "x"} if admin.site._registry[model].search_fields else {}).status_code == 200
    )


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_nothing_can_be_added(model: type[Any], console: Client) -> None:
    assert console.get(list_of(model) + "add/").status_code == 403


def test_a_key_is_shown_without_its_secret(console: Client, access_key: AccessKey) -> None:
    url = reverse("admin:console_accesskey_change", args=[access_key.pk])
    text = console.get(url).content.decode()
    assert access_key.access_key_id in text
    assert bytes(access_key.secret).decode() not in text
    assert console.post(url, {"status": "Inactive"}).status_code == 403


def test_an_operator_is_shown_without_the_password(console: Client, operator: Operator) -> None:
    text = console.get(reverse("admin:console_operator_change", args=[operator.pk])).content.decode()
    assert operator.email in text
    assert "argon2" not in text


def test_the_admin_asks_for_the_second_factor_once_enrolled(console: Client, operator: Operator) -> None:
    enrolled(operator)
    answer = console.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("console:sign_in"))


def test_the_admin_has_no_sign_in_of_its_own(anonymous: Client, operator: Operator) -> None:
    answer = anonymous.post(
        reverse("admin:login"), {"username": operator.email, "password": "a long password of Olga's"}
    )
    assert answer.headers["Location"].startswith(reverse("console:sign_in"))
    assert anonymous.get(reverse("console:account")).status_code == 302


def test_who_is_no_staff_stays_outside(console: Client) -> None:
    Operator.objects.update(is_staff=False)
    assert console.get(reverse("admin:index"), follow=True).status_code == 403
