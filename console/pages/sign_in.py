"""Signing in to the console and out of it."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from console import operator_session, operator_sign_in, second_factor
from console.forms.sign_in import CodeForm, SignInForm
from console.models import Operator
from console.page import SeeOther, is_signed_in
from pools.core import clock

PENDING = "operator_before_second_factor"
PENDING_SECONDS = 300


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Email address and password."""
    if request.method == "GET" and is_signed_in(request):
        return SeeOther(destination(request))
    form = SignInForm(request.POST or None)
    found: list[Operator] = []
    if form.run(lambda data: found.append(operator_sign_in.check_password(request, **data))):
        return after_password(request, found[0])
    return render(request, "console/sign_in/index.html", {"form": form, "next": request.GET.get("next", "")})


def after_password(request: HttpRequest, operator: Operator) -> HttpResponse:
    if not second_factor.is_enrolled(operator):
        operator_session.begin(request, operator)
        return SeeOther(destination(request))
    # A session of before must not become the operator's (checklist 49).
    request.session.flush()
    request.session[PENDING] = [operator.pk, clock.timestamp()]
    return SeeOther(f"{resolve_url('console:sign_in_code')}?{request.GET.urlencode()}")


@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The second factor."""
    operator = pending_operator(request)
    if operator is None:
        return SeeOther(f"{resolve_url('console:sign_in')}?{request.GET.urlencode()}")
    form = CodeForm(request.POST or None)
    found = []
    if form.run(lambda data: found.append(second_factor.check(operator, data["code"]))):
        operator.otp_device = found[0]  # type: ignore[attr-defined]  # django-otp takes it over at login
        operator_session.begin(request, operator)
        return SeeOther(destination(request))
    return render(request, "console/sign_in/code.html", {"form": form, "operator": operator})


def pending_operator(request: HttpRequest) -> Operator | None:
    """Who has just given the right password in this session."""
    operator_id, at = request.session.get(PENDING, (None, 0))
    if operator_id is None or clock.timestamp() - at > PENDING_SECONDS:
        return None
    return Operator.objects.filter(pk=operator_id, is_active=True).first()


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session on the server."""
    logout(request)
    return SeeOther(resolve_url("console:sign_in"))


def destination(request: HttpRequest) -> str:
    """Where the operator wanted to go, if that is one of our own pages."""
    wanted = request.GET.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return resolve_url("console:user_pools")
