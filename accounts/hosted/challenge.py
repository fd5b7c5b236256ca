"""`/challenge`: whatever the sign-in engine asks; a form and a template for each kind, and the ways beside them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.hosted import arrival, authenticator, password_rules, words
from accounts.hosted.forms import challenges as forms
from accounts.hosted.forms.challenges import ChallengeForm, SetUpAppForm
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, crossroads
from accounts.signin import engine, open_challenge, software_token_setup
from accounts.signin.open_challenge import OpenChallenge
from accounts.signin.outcome import Challenge, Outcome
from pools import request_rate
from pools.core.errors import (
    CodeMismatchException,
    CognitoError,
    EnableSoftwareTokenMFAException,
    ExpiredCodeException,
    InvalidPasswordException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
)

Step = Callable[..., Challenge]

_FIELDS: dict[type[CognitoError], str] = {
    CodeMismatchException: "code",
    EnableSoftwareTokenMFAException: "code",
    ExpiredCodeException: "code",
    PasswordHistoryPolicyViolationException: "password",
}


@crossroads
def challenge(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Answer the open challenge."""
    asked = _look(request, visit)
    if asked is None or asked.name not in forms.FORMS:
        return arrival.too_late(request, visit)
    kind = forms.kind_of(asked, request.GET.get("with", ""))
    form = kind(visit.here.pool, asked, request.POST or None)
    if form.is_valid():
        response = _answer(request, visit, form)
        if response:
            return response
    form.focus_on_arrival()
    return visit.show(request, form.template, {"form": form, "asked": asked, **_details(visit, form)})


@require_POST
@crossroads
def resend(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Send the code of the open challenge again."""
    return _elsewhere(request, visit, open_challenge.send_again, notice=words.sent_again)


@require_POST
@crossroads
def choose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Try another way."""
    return _elsewhere(request, visit, open_challenge.choose)


def _look(request: HttpRequest, visit: Visit) -> OpenChallenge | None:
    if not visit.left.challenge:
        return None
    try:
        return open_challenge.look(visit.client, visit.left.key, context=visit.context(request))
    except NotAuthorizedException:
        return None


def _elsewhere(
    request: HttpRequest, visit: Visit, step: Step, *, notice: Callable[[str], str] | None = None
) -> HttpResponse:
    try:
        asked = step(visit.client, visit.left.key, context=visit.context(request))
    except CognitoError as error:
        if words.is_out_of_time(error):
            return arrival.too_late(request, visit)
        return visit.go(request, "challenge", replace(visit.left, notice="", problem=words.say(error)))
    said = notice(asked.parameters.get("CODE_DELIVERY_DESTINATION", "")) if notice else ""
    return arrival.proceed(request, visit, asked, username=visit.left.username, notice=said)


def _answer(request: HttpRequest, visit: Visit, form: ChallengeForm) -> HttpResponse | None:
    try:
        request_rate.spend("RespondToAuthChallenge")
        outcome = _outcome(request, visit, form)
    except CognitoError as error:
        return _refused(request, visit, form, error)
    trusts = "yes" if form.cleaned_data.get("trust") else visit.left.trusts
    return arrival.proceed(request, visit, outcome, username=visit.left.username, trusts=trusts)


def _outcome(request: HttpRequest, visit: Visit, form: ChallengeForm) -> Outcome:
    context, string = visit.context(request), visit.left.session
    if isinstance(form, SetUpAppForm):
        code, name = form.cleaned_data["code"], form.cleaned_data["name"]
        string = software_token_setup.verify(string, code=code, name=name, context=context)
    return engine.answer(
        visit.client,
        challenge=form.asked.name,
        session=string,
        responses={"USERNAME": visit.left.username, **form.answers},
        context=context,
    )


def _refused(request: HttpRequest, visit: Visit, form: ChallengeForm, error: CognitoError) -> HttpResponse | None:
    """The page that goes on from a refusal; else the form says what was wrong, and is shown again."""
    if words.is_out_of_time(error):
        return arrival.too_late(request, visit)
    if isinstance(error, InvalidPasswordException):
        missing = password_rules.missing(visit.here.pool, form.cleaned_data.get("password", ""), error.message)
        form.refuse(missing, field="password")
        return None
    if form.asked.name == "WEB_AUTHN" and isinstance(error, NotAuthorizedException):
        return _begin_again(request, visit, _("That passkey wasn't accepted. Try again or choose another way."))
    elsewhere = arrival.detour(request, visit, error, username=visit.left.username)
    if elsewhere is None:
        form.refuse(words.say(error), field=_FIELDS.get(type(error)))
    return elsewhere


def _begin_again(request: HttpRequest, visit: Visit, problem: str) -> HttpResponse:
    """Of an answer that is good once, nothing is left to be mended."""
    username = visit.left.username
    try:
        outcome = engine.begin_hosted(visit.client, username=username, context=visit.context(request))
    except CognitoError as error:
        return visit.go(request, "login", PageData(username=username, problem=words.say(error)))
    return arrival.proceed(request, visit, outcome, username=username, problem=problem)


def _details(visit: Visit, form: ChallengeForm) -> dict[str, Any]:
    """What the page shows besides its form."""
    if isinstance(form, SetUpAppForm):
        return authenticator.details(visit, form.asked.seed)
    return {"rules": password_rules.rules_of(visit.here.pool)}
