"""`/challenge`: whatever the sign-in engine asks after the password; a form and a template for each kind."""

from django.http import HttpRequest, HttpResponse

from accounts.hosted import arrival, password_rules, words
from accounts.hosted.forms.challenges import FORMS, ChallengeForm
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, page
from accounts.oauth.views import context_of
from accounts.signin import engine
from pools.core.errors import CognitoError, InvalidPasswordException


@page
def challenge(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Answer the open challenge."""
    if visit.left.challenge not in FORMS:
        return visit.go(request, "login", PageData(problem=words.TOO_LATE))
    form = FORMS[visit.left.challenge](visit.here.pool, visit.left.needed, request.POST or None)
    if form.is_valid():
        response = _answer(request, visit, form)
        if response:
            return response
    template = f"challenges/{visit.left.challenge.lower()}"
    form.focus_on_arrival()
    return visit.show(request, template, {"form": form, "rules": password_rules.rules_of(visit.here.pool)})


def _answer(request: HttpRequest, visit: Visit, form: ChallengeForm) -> HttpResponse | None:
    try:
        outcome = engine.answer(
            visit.client,
            challenge=visit.left.challenge,
            session=visit.left.session,
            responses={"USERNAME": visit.left.username, **form.answers},
            context=context_of(request),
        )
    except CognitoError as error:
        if words.is_out_of_time(error):
            return visit.go(request, "login", PageData(problem=words.TOO_LATE))
        _refuse(form, error, visit)
        return None
    return arrival.proceed(request, visit, outcome, username=visit.left.username)


def _refuse(form: ChallengeForm, error: CognitoError, visit: Visit) -> None:
    if isinstance(error, InvalidPasswordException):
        password = form.cleaned_data.get("password", "")
        form.refuse(password_rules.missing(visit.here.pool, password, error.message), field="password")
        return
    form.refuse(words.say(error))
