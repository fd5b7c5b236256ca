"""Operators: list, create, disable, delete, and a way back in for who lost the second factor."""

from __future__ import annotations

import secrets

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console import operators
from console.forms.confirmations import ConfirmForm
from console.forms.operators import OperatorForm
from console.models import AuthenticatorApp, Operator
from console.page import done, page
from console.pages.account import operator_of


def in_charge_only(request: HttpRequest) -> None:
    if not operator_of(request).is_superuser:
        raise PermissionDenied("Only operators who manage operators can do this.")


@page
def index(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in."""
    apps = AuthenticatorApp.objects.filter(user=OuterRef("pk"), confirmed=True)
    everybody = Operator.objects.annotate(has_second_factor=Exists(apps)).order_by("email")
    return render(request, "console/operators/index.html", {"operators": everybody})


@page
def create(request: HttpRequest) -> HttpResponse:
    """A new operator, whose password this answer shows and no later one."""
    in_charge_only(request)
    password = secrets.token_urlsafe(15)
    made: list[Operator] = []
    form = OperatorForm(request.POST or None)
    if form.run(lambda data: made.append(operators.create(password=password, **data))):
        return render(request, "console/operators/created.html", {"operator": made[0], "password": password})
    return render(request, "console/operators/create.html", {"form": form})


@page
def disable(request: HttpRequest, operator_id: int) -> HttpResponse:
    """Asks, then locks the operator out."""
    in_charge_only(request)
    operator = operators.get(operator_id)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: operators.set_active(operator, active=False)):
        return done(request, f"Operator {operator.email} was disabled.", "console:operators")
    return render(request, "console/operators/disable.html", {"operator": operator, "form": form})


@page
def enable(request: HttpRequest, operator_id: int) -> HttpResponse:
    """Asks, then lets the operator in again."""
    in_charge_only(request)
    operator = operators.get(operator_id)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: operators.set_active(operator, active=True)):
        return done(request, f"Operator {operator.email} was enabled.", "console:operators")
    return render(request, "console/operators/enable.html", {"operator": operator, "form": form})


@page
def reset_second_factor(request: HttpRequest, operator_id: int) -> HttpResponse:
    """Asks, then lets the operator sign in with the password alone, to enrol a new app."""
    in_charge_only(request)
    operator = operators.get(operator_id)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: operators.reset_second_factor(operator)):
        return done(request, f"The second factor of {operator.email} was removed.", "console:operators")
    return render(request, "console/operators/reset_second_factor.html", {"operator": operator, "form": form})


@page
def delete(request: HttpRequest, operator_id: int) -> HttpResponse:
    """Asks, then deletes the operator and their access keys."""
    in_charge_only(request)
    operator = operators.get(operator_id)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: operators.delete(operator)):
        return done(request, f"Operator {operator.email} was deleted.", "console:operators")
    context = {"operator": operator, "keys": operator.access_keys.count(), "form": form}
    return render(request, "console/operators/delete.html", context)
