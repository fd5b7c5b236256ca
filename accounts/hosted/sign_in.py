"""`/login`: name and password, or the name alone where there is a choice of what follows."""

from django.http import HttpRequest, HttpResponse

from accounts import first_factors, relying_party
from accounts.hosted import arrival, words
from accounts.hosted.forms.fields import HostedForm
from accounts.hosted.forms.sign_in import NameForm, SignInForm
from accounts.hosted.visit import Visit, page
from accounts.signin import engine, hosted_passkey
from pools.core.errors import CognitoError


@page
def login(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Sign in."""
    by_choice = first_factors.are_chosen(visit.client)
    passkeys = hosted_passkey.is_possible(visit.client)
    kind = NameForm if by_choice else SignInForm
    form = kind(visit.here.pool, request.POST or None, passkeys=passkeys, initial={"username": _known(visit)})
    if form.is_valid():
        response = _sign_in(request, visit, form)
        if response:
            return response
    form.focus_on_arrival()
    rp_id = relying_party.find_id(visit.here.pool) if visit.left.lost_passkey else ""
    return visit.show(request, "login", {"form": form, "by_choice": by_choice, "passkeys": passkeys, "rp_id": rp_id})


def _known(visit: Visit) -> str:
    """The name to begin with, unless somebody who saw it on the page before said that it is another's."""
    return "" if visit.left.challenge else visit.left.username or visit.asked.login_hint


def _sign_in(request: HttpRequest, visit: Visit, form: HostedForm) -> HttpResponse | None:
    username, password = form.cleaned_data["username"], form.cleaned_data.get("password", "")
    try:
        outcome = engine.begin_hosted(
            visit.client, username=username, password=password, context=visit.context(request)
        )
    except CognitoError as error:
        response = arrival.detour(request, visit, error, username=username)
        if response is None:
            form.refuse(words.say(error))
        return response
    return arrival.proceed(request, visit, outcome, username=username)
