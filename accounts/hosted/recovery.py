"""`/forgotPassword` and `/confirmForgotPassword`: a code to a verified address, then a new password."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import password_reset
from accounts.hosted import password_rules, words
from accounts.hosted.forms.recovery import ForgotPasswordForm, ResetPasswordForm
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, page
from accounts.oauth.views import context_of
from pools import request_rate
from pools.core.errors import (
    CodeMismatchException,
    CognitoError,
    ExpiredCodeException,
    InvalidPasswordException,
    PasswordHistoryPolicyViolationException,
)

_FIELDS: dict[type[CognitoError], str] = {
    CodeMismatchException: "code",
    ExpiredCodeException: "code",
    PasswordHistoryPolicyViolationException: "password",
}


@page
def forgot_password(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask for a code."""
    known = visit.left.username or visit.asked.login_hint
    form = ForgotPasswordForm(visit.here.pool, request.POST or None, initial={"username": known})
    if form.is_valid():
        username = form.cleaned_data["username"]
        try:
            request_rate.spend("ForgotPassword")
            delivery = password_reset.forgot(visit.client, username=username, context=context_of(request))
        except CognitoError as error:
            form.refuse(words.say(error))
        else:
            sent = PageData(username=username, destination=delivery.destination, medium=delivery.medium)
            return visit.go(request, "confirmForgotPassword", sent)
    form.focus_on_arrival()
    return visit.show(request, "forgot_password", {"form": form})


@page
def reset_password(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose a new password by the code."""
    username = visit.left.username
    if not username:
        return visit.go(request, "forgotPassword", PageData(problem=words.TOO_LATE))
    form = ResetPasswordForm(visit.here.pool, request.POST or None)
    if form.is_valid():
        code, password = form.cleaned_data["code"], form.cleaned_data["password"]
        try:
            request_rate.spend("ConfirmForgotPassword")
            password_reset.confirm_forgot(
                visit.client, username=username, code=code, password=password, context=context_of(request)
            )
        except InvalidPasswordException as error:
            form.refuse(password_rules.missing(visit.here.pool, password, error.message), field="password")
        except CognitoError as error:
            form.refuse(words.say(error), field=_FIELDS.get(type(error)))
        else:
            notice = _("Your password was changed. Sign in with the new one.")
            return visit.go(request, "login", PageData(username=username, notice=notice))
    form.focus_on_arrival()
    return visit.show(
        request, "confirm_forgot_password", {"form": form, "rules": password_rules.rules_of(visit.here.pool)}
    )
