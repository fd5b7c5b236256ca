"""`/setupMfa`, `/recoveryCodes` and `/passkeys/offer`: between a fresh sign-in and the application."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from accounts import mfa, passkeys, second_factors, software_tokens
from accounts.hosted import arrival, authenticator, cookie, languages, offers, words
from accounts.hosted.forms.factors import AppForm
from accounts.hosted.forms.passkeys import NewPasskeyForm
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, page
from accounts.mfa import Preference
from accounts.models import HostedSession
from accounts.signin.open_challenge import Way
from pools.core.errors import CognitoError

_APP = "SOFTWARE_TOKEN_MFA"

_Offer = Callable[[HttpRequest, Visit, HostedSession], HttpResponse]


def _offer(view: _Offer) -> Callable[..., HttpResponseBase]:
    """Shown to whoever has just signed in for this very request; from each a button leads on to the application."""

    @page
    def show(request: HttpRequest, visit: Visit) -> HttpResponse:
        session = cookie.find(request, visit.here)
        if session is None or visit.left.arrived != offers.mark(visit, session):
            return visit.go(request, "login", PageData(problem=words.TOO_LATE))
        languages.follow(request, session.user)
        if request.method == "POST" and request.POST.get("answer") == "go-on":
            return arrival.go_on(request, visit, session)
        return view(request, visit, session)

    return show


@_offer
def recovery_codes(request: HttpRequest, visit: Visit, session: HostedSession) -> HttpResponse:
    """Show new recovery codes, this once."""
    return visit.show(request, "recovery_codes", {"codes": offers.opened(session.user, visit.left.codes)})


@_offer
def set_up_mfa(request: HttpRequest, visit: Visit, session: HostedSession) -> HttpResponse:
    """Offer a second factor where the pool leaves it to its users."""
    user = session.user
    if request.GET.get("with") == "app":
        return _set_up_app(request, visit, session)
    names, answer = second_factors.offered(user), request.POST.get("answer", "")
    if answer in names:
        if answer == _APP:
            software_tokens.associate(user)
            return visit.go(request, offers.MFA, visit.left, more={"with": "app"})
        mfa.set_preferences(user, {answer: Preference(enabled=True)}, hosted=True)
        return arrival.go_on(request, visit, session)
    ways = [Way(name, second_factors.address_of(user, name)) for name in names]
    return visit.show(request, "set_up_mfa", {"ways": ways})


@_offer
def passkey(request: HttpRequest, visit: Visit, session: HostedSession) -> HttpResponse:
    """Offer a passkey."""
    user, problem = session.user, ""
    form = NewPasskeyForm(request.POST or None)
    try:
        if form.is_valid():
            passkeys.complete(user, visit.client, credential=form.made, hosted=True)
            return arrival.go_on(request, visit, session)
    except CognitoError as error:
        problem = words.say(error)
    options = json.dumps(passkeys.begin(user, visit.client))
    return visit.show(request, "passkey_offer", {"options": options, "problem": problem})


def _set_up_app(request: HttpRequest, visit: Visit, session: HostedSession) -> HttpResponse:
    user = session.user
    seed = software_tokens.pending(user)
    if not seed:
        return visit.go(request, offers.MFA, visit.left)
    form = AppForm(request.POST or None)
    if form.is_valid():
        try:
            software_tokens.verify(user, code=form.cleaned_data["code"], name=form.cleaned_data["name"], hosted=True)
        except CognitoError as error:
            form.refuse(words.say(error), field="code")
        else:
            mfa.set_preferences(user, {_APP: Preference(enabled=True)})
            return offers.go(request, visit, offers.CODES, session, username=visit.left.username)
    form.focus_on_arrival()
    return visit.show(request, "set_up_app", {"form": form, **authenticator.details(visit, seed)})
