"""Signing in by a passkey without a name: what a script is told to ask for, and what the browser gave."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import admission, passkeys, users
from accounts.hosted import arrival, words
from accounts.hosted.forms.passkeys import FoundPasskeyForm
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, page
from accounts.signin import engine, hosted_passkey
from accounts.signin.outcome import Challenge
from pools import request_rate
from pools.core.errors import CognitoError, NotAuthorizedException


@require_POST
@page
def options(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What `navigator.credentials.get` is to be called with, for whoever is there."""
    try:
        asked, session = hosted_passkey.ask(visit.client, context=visit.context(request))
    except CognitoError as error:
        return JsonResponse({"error": words.say(error)}, status=error.status)
    return JsonResponse({"options": asked, "session": session})


@require_POST
@page
def sign_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take the browser's answer."""
    form = FoundPasskeyForm(request.POST)
    if not form.is_valid():
        return arrival.too_late(request, visit)
    session, credential = form.cleaned_data["session"], form.cleaned_data["credential"]
    context = visit.context(request)
    try:
        request_rate.spend("InitiateAuth")
        outcome = engine.begin_hosted_passkey(visit.client, session=session, credential=credential, context=context)
    except CognitoError as error:
        return _refused(request, visit, form, error)
    if isinstance(outcome, Challenge):
        return arrival.proceed(request, visit, outcome, username=outcome.parameters["USER_ID_FOR_SRP"])
    return arrival.proceed(request, visit, outcome, username=users.shown_name(outcome.user))


def _refused(request: HttpRequest, visit: Visit, form: FoundPasskeyForm, error: CognitoError) -> HttpResponse:
    if words.is_out_of_time(error):
        return arrival.too_late(request, visit)
    if not isinstance(error, NotAuthorizedException) or error.message != admission.INCORRECT:
        return visit.go(request, "login", PageData(problem=words.say(error)))
    # A passkey that was deleted here is still in somebody's keychain, which can be told.
    is_known = passkeys.is_known(visit.here.pool, credential_id=form.credential_id)
    problem = _("That passkey wasn't accepted. Try again or choose another way.")
    return visit.go(request, "login", PageData(problem=problem, lost_passkey="" if is_known else form.credential_id))
