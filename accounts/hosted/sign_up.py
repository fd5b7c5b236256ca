"""`/signup`, `/confirmUser` (also `/confirm`) and `/resendcode`: a new account and the code that confirms it."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import credentials
from accounts import sign_up as accounts
from accounts.confirmation import CodeDelivery
from accounts.hosted import arrival, password_rules, words
from accounts.hosted.forms.sign_up import ConfirmForm, SignUpForm
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, linked_page, page
from accounts.signin import engine
from pools import request_rate
from pools.core.errors import (
    CodeMismatchException,
    CognitoError,
    InvalidParameterException,
    InvalidPasswordException,
    NotAuthorizedException,
    TooManyRequestsException,
    UsernameExistsException,
)

_CONFIRMED = _("Your account is confirmed. Sign in to continue.")


@page
def signup(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Make an account."""
    if visit.here.pool.admin_only_sign_up:
        return visit.go(request, "login", PageData(problem=words.NO_SIGN_UP))
    form = SignUpForm(visit.here.pool, request.POST or None, initial={"username": visit.asked.login_hint})
    if form.is_valid():
        response = _sign_up(request, visit, form)
        if response:
            return response
    return visit.show(request, "signup", {"form": form, "rules": password_rules.rules_of(visit.here.pool)})


@linked_page
def confirm(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Enter the code, or come with it from the mail. Only the POST confirms: scanners open links (checklist 42)."""
    linked = {"username": visit.given.get("user_name"), "code": visit.given.get("confirmation_code")}
    if all(linked.values()):
        return _confirm_linked(request, visit, linked)
    if not visit.left.username:
        return visit.go(request, "login", PageData(problem=words.TOO_LATE))
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        problem = _confirm(visit, visit.left.username, form.cleaned_data["code"])
        if not problem:
            return visit.go(request, "login", PageData(username=visit.left.username, notice=_CONFIRMED))
        form.refuse(problem, field="code")
    form.focus_on_arrival()
    return visit.show(request, "confirm", {"form": form})


@require_POST
@page
def resend(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Send another code to who is being confirmed."""
    username = visit.left.username
    if not username:
        return visit.go(request, "login", PageData(problem=words.TOO_LATE))
    try:
        request_rate.spend("ResendConfirmationCode")
        delivery = accounts.resend(visit.client, username=username, context=visit.context(request))
    except InvalidParameterException:
        # Confirmed already, or without an address: told like any other (checklist 29).
        delivery = accounts.made_up_delivery(visit.client, username)
    except CognitoError as error:
        return visit.go(request, "confirm", PageData(username=username, problem=words.say(error)))
    sent = _sent(username, delivery, notice=words.sent_again(delivery.destination))
    return visit.go(request, "confirm", sent)


def _sign_up(request: HttpRequest, visit: Visit, form: SignUpForm) -> HttpResponse | None:
    username, password = form.cleaned_data["username"], form.cleaned_data["password"]
    context = visit.context(request)
    try:
        request_rate.spend("SignUp")
        result = accounts.sign_up(
            visit.client, username=username, password=password, attributes=form.attributes, context=context
        )
        if result.delivery:
            return visit.go(request, "confirm", _sent(username, result.delivery))
        if not result.confirmed:
            return visit.go(request, "login", PageData(username=username, notice=words.BY_ADMINISTRATOR))
        outcome = engine.begin_hosted(visit.client, username=username, password=password, context=context)
        return arrival.proceed(request, visit, outcome, username=username)
    except UsernameExistsException as error:
        if visit.client.hides_existence and visit.here.pool.username_attributes:
            return _pretend(request, visit, username, password)
        form.refuse(words.say(error), field="username")
    except InvalidPasswordException as error:
        form.refuse(password_rules.missing(visit.here.pool, password, error.message), field="password")
    except CognitoError as error:
        form.refuse(words.say(error))
    return None


def _pretend(request: HttpRequest, visit: Visit, username: str, password: str) -> HttpResponse:
    """The address has an account: whoever typed it learns nothing, at the cost of a real sign-up (checklist 29)."""
    with suppress(TooManyRequestsException):
        credentials.make(visit.here.pool, username, password)
    return visit.go(request, "confirm", _sent(username, accounts.made_up_delivery(visit.client, username)))


def _sent(username: str, delivery: CodeDelivery, *, notice: str = "") -> PageData:
    return PageData(username=username, destination=delivery.destination, medium=delivery.medium, notice=notice)


def _confirm(visit: Visit, username: str, code: str) -> str:
    """Confirm; what to say when that failed."""
    try:
        request_rate.spend("ConfirmSignUp")
        accounts.confirm(visit.client, username=username, code=code)
    except NotAuthorizedException as error:
        # Confirmed already. Where existence is hidden that looks like a wrong code.
        return words.say(CodeMismatchException("") if visit.client.hides_existence else error)
    except CognitoError as error:
        return words.say(error)
    return ""


def _confirm_linked(request: HttpRequest, visit: Visit, linked: dict[str, str]) -> HttpResponse:
    content: dict[str, Any] = {"username": linked["username"]}
    if request.method == "POST":
        content["problem"] = _confirm(visit, linked["username"], linked["code"])
        content["done"] = not content["problem"]
    return visit.show(request, "confirm_link", content)
