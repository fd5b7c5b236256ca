"""`/oauth2/authorize` and `/logout`: the two addresses that applications send browsers to."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.hosted import arrival, cookie, federation, page_data, saml_logout
from accounts.hosted.select_account import choosable
from accounts.hosted.visit import Visit, crossroads, error_address, finished, read_query, redirect
from accounts.oauth import demands, parameters
from accounts.oauth import logout as sign_out
from accounts.oauth.errors import InvalidRequest, LoginRequired, PageError, Refused
from accounts.oauth.provider_choice import LOCAL_PROVIDER
from accounts.oauth.views import place_of

_ASKING = frozenset({"login", "select_account"})


@csrf_exempt  # what is posted here is no form of ours, and no more than a link could do
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """Where applications send browsers, by a link or by a form."""
    if request.method != "POST":
        return _authorize(request, pool_id)
    # By way of a link: browsers keep the session's cookie from forms of other sites.
    here = place_of(request, pool_id)
    try:
        query = parameters.cleaned(request.body.decode(errors="surrogateescape"))
    except InvalidRequest as error:
        return finished(redirect(request, error_address(here, PageError(error.code))))
    return finished(redirect(request, here.path("oauth2/authorize", query)))


@crossroads
def _authorize(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Straight back to the application for who is signed in already, else to the provider or to the sign-in page."""
    asked = visit.asked
    session = None if asked.prompts & _ASKING else cookie.reusable(request, visit.here, visit.client)
    if session and asked.admits_session(session) and demands.is_recent(visit.client, asked.parameters, session):
        return arrival.go_on(request, visit, session)
    if "none" in asked.prompts:
        raise visit.refused(LoginRequired())
    if asked.provider not in ("", LOCAL_PROVIDER):
        return federation.depart(request, visit, asked.provider)
    first = "selectAccount" if "select_account" in asked.prompts and choosable(request, visit) else "login"
    response = redirect(request, visit.to(first))
    page_data.clear(response, visit.here)
    return response


@require_safe
def logout(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """End this browser's session, then on to the application or to a new sign-in.

    By way of the SAML provider that signed the person in, where that is to sign them out as well.
    """
    here = place_of(request, pool_id)
    try:
        destination = sign_out.destination(here.pool, read_query(request))
        location = destination.url or here.path("login", destination.sign_in_query)
    except PageError as error:
        return finished(redirect(request, error_address(here, error)))
    except Refused as refusal:
        location = refusal.location
    response = redirect(request, saml_logout.way_out(here, cookie.find(request, here), location))
    cookie.end(request, response, here)
    page_data.clear(response, here)
    return finished(response)
