"""An operator's own account: password, second factor, preferences."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

import django_otp
import segno
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from console import operators, second_factor
from console.forms.account import PasswordForm, PreferencesForm, ProveForm
from console.forms.sign_in import CodeForm
from console.models import AuthenticatorApp, Operator
from console.page import SeeOther, done, page
from pools.core.errors import NotAuthorizedException

PREFERENCES = ("theme", "density", "page_size", "nav_open", "region")


def operator_of(request: HttpRequest) -> Operator:
    return cast(Operator, request.user)


@page
def index(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and what protects the account."""
    operator = operator_of(request)
    app = AuthenticatorApp.objects.filter(user_id=operator.pk, confirmed=True).first()
    context = {"app": app, "codes_left": second_factor.recovery_codes_left(operator) if app else 0}
    return render(request, "console/account/index.html", context)


@page
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Changes the password and ends the operator's other sessions."""
    operator = operator_of(request)

    def change(data: dict[str, str]) -> None:
        prove(operator, data["current"])
        operators.set_password(operator, password=data["new"])

    form = PasswordForm(request.POST or None)
    if form.run(change):
        update_session_auth_hash(request, operator)
        return done(request, "Password was changed. Your other sessions were signed out.", "console:account")
    return render(request, "console/account/password.html", {"form": form})


@page
@sensitive_post_parameters()
def enrol(request: HttpRequest) -> HttpResponse:
    """Sets up an authenticator app; it counts once it has shown a right code."""
    operator = operator_of(request)
    enrolled: list[AuthenticatorApp] = []
    form = CodeForm(request.POST or None)
    if form.run(lambda data: enrolled.append(second_factor.finish_enrolment(operator, data["code"]))):
        django_otp.login(request, enrolled[0])
        return show_codes(request)
    app = second_factor.begin_enrolment(operator)
    drawing = segno.make(second_factor.key_uri(app, operator), error="m").svg_inline(border=0, omitsize=True)
    context = {
        "form": form,
        "key": second_factor.key_text(app),
        "qr": mark_safe(drawing),  # noqa: S308  segno's own drawing
        "replaces": second_factor.is_enrolled(operator),
    }
    return render(request, "console/account/enrol.html", context)


@page
@sensitive_post_parameters()
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes; the old ones end."""
    operator = operator_of(request)
    if not second_factor.is_enrolled(operator):
        return SeeOther(resolve_url("console:account"))
    form = ProveForm(request.POST or None)
    if form.run(lambda data: prove(operator, data["current"])):
        return show_codes(request)
    return render(request, "console/account/recovery_codes.html", {"form": form})


def show_codes(request: HttpRequest) -> HttpResponse:
    """The only answer that ever holds them."""
    codes = second_factor.new_recovery_codes(operator_of(request))
    return render(request, "console/account/new_recovery_codes.html", {"codes": codes})


@page
@sensitive_post_parameters()
def remove_second_factor(request: HttpRequest) -> HttpResponse:
    """Goes back to the password alone."""
    operator = operator_of(request)

    def remove(data: dict[str, str]) -> None:
        prove(operator, data["current"])
        second_factor.disable(operator)

    form = ProveForm(request.POST or None)
    if form.run(remove):
        return done(request, "The second factor was removed.", "console:account")
    return render(request, "console/account/remove_second_factor.html", {"form": form})


def prove(operator: Operator, password: str) -> None:
    if not operator.check_password(password):
        raise NotAuthorizedException("That is not your current password.")


@page
def preferences(request: HttpRequest) -> HttpResponse:
    """How the console looks to this operator."""
    operator = operator_of(request)
    initial = {name: getattr(operator, name) for name in PreferencesForm.base_fields}
    form = PreferencesForm(request.POST or None, initial=initial)
    back = own_address(request.GET.get("next", ""))
    if form.run(lambda data: operators.set_preferences(operator, **data)):
        return SeeOther(back)
    return render(request, "console/account/preferences.html", {"form": form, "back": back})


@page
@require_POST
def set_preference(request: HttpRequest) -> HttpResponse:
    """One preference at a time: theme, open navigation, region. What is not offered is ignored."""
    operator = operator_of(request)
    for name in PREFERENCES:
        if name not in request.POST:
            continue
        with suppress(ValidationError):
            operators.set_preferences(operator, **{name: request.POST[name]})
    return SeeOther(own_address(request.POST.get("next", "")))


def own_address(wanted: str) -> str:
    """An address of ours to go back to."""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return resolve_url("console:user_pools")
