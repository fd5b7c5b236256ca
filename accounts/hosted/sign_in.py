"""`/login`: name and password, the name alone where there is a choice of what follows, or an external provider."""

from django.http import HttpRequest, HttpResponse

from accounts import first_factors, relying_party
from accounts.hosted import arrival, provider_buttons, words
from accounts.hosted.forms.fields import HostedForm
from accounts.hosted.forms.sign_in import NameForm, SignInForm
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, crossroads, redirect
from accounts.oauth.provider_choice import LOCAL_PROVIDER
from accounts.signin import engine, hosted_passkey
from pools import request_rate
from pools.core.errors import CognitoError


@crossroads
def login(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Sign in."""
    if visit.asked.provider not in ("", LOCAL_PROVIDER):
        return redirect(request, visit.to("oauth2/authorize"))
    buttons = provider_buttons.of(visit) if not visit.asked.provider else []
    if not visit.asked.is_local:
        return visit.show(request, "login", {"providers": buttons})
    domains = provider_buttons.domains(visit) if buttons else {}
    passkeys = hosted_passkey.is_possible(visit.client)
    form = _form(request, visit, passkeys=passkeys, by_domain=bool(domains))
    if form.is_valid():
        response = _go_on(request, visit, form, domains)
        if response:
            return response
    form.focus_on_arrival()
    rp_id = relying_party.find_id(visit.here.pool) if visit.left.lost_passkey else ""
    name_first = "password" not in form.fields
    content = {"form": form, "name_first": name_first, "passkeys": passkeys, "rp_id": rp_id, "providers": buttons}
    return visit.show(request, "login", content)


def _form(request: HttpRequest, visit: Visit, *, passkeys: bool, by_domain: bool) -> HostedForm:
    """The name goes first where something depends on it: a choice of factors, or a provider for its mail domain."""
    known = _known(visit)
    is_asked_for_password = "password" in request.POST if request.method == "POST" else bool(visit.left.username)
    name_first = first_factors.are_chosen(visit.client) or (by_domain and not is_asked_for_password)
    kind = NameForm if name_first else SignInForm
    return kind(visit.here.pool, request.POST or None, passkeys=passkeys, initial={"username": known})


def _known(visit: Visit) -> str:
    """The name to begin with, unless somebody who saw it on the page before said that it is another's."""
    return "" if visit.left.challenge else visit.left.username or visit.asked.login_hint


def _go_on(request: HttpRequest, visit: Visit, form: HostedForm, domains: dict[str, str]) -> HttpResponse | None:
    username = form.cleaned_data["username"]
    identifier = domains.get(username.rpartition("@")[2].lower()) if "@" in username else None
    if identifier and "password" not in form.fields:
        return redirect(request, provider_buttons.leading_there(visit, identifier, login_hint=username))
    if "password" not in form.fields and not first_factors.are_chosen(visit.client):
        return visit.go(request, "login", PageData(username=username))
    return _sign_in(request, visit, form)


def _sign_in(request: HttpRequest, visit: Visit, form: HostedForm) -> HttpResponse | None:
    username, password = form.cleaned_data["username"], form.cleaned_data.get("password", "")
    try:
        request_rate.spend("InitiateAuth")
        outcome = engine.begin_hosted(
            visit.client, username=username, password=password, context=visit.context(request)
        )
    except CognitoError as error:
        response = arrival.detour(request, visit, error, username=username)
        if response is None:
            form.refuse(words.say(error))
        return response
    return arrival.proceed(request, visit, outcome, username=username)
