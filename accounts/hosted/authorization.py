"""`/oauth2/authorize` and `/logout`: the two addresses that applications send browsers to."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.hosted import cookie, page_data
from accounts.hosted.visit import Visit, error_address, finished, page, read_query, redirect
from accounts.oauth import authorize as requests
from accounts.oauth import logout as sign_out
from accounts.oauth.authorize import AuthorizationRequest
from accounts.oauth.errors import LoginRequired, PageError, Refused
from accounts.oauth.views import place_of

_ASKING = frozenset({"login", "select_account"})


@require_safe
@page
def authorize(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Straight back to the application for who is signed in already, else to the sign-in page."""
    asked = visit.asked
    session = None if asked.prompts & _ASKING else cookie.reusable(request, visit.here, visit.client)
    if session:
        return redirect(request, requests.accept(asked, session))
    if "none" in asked.prompts:
        raise refused(asked)
    response = redirect(request, visit.to("login"))
    page_data.clear(response, visit.here)
    return response


@require_safe
def logout(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """End this browser's session, then on to the application or to a new sign-in."""
    here = place_of(request, pool_id)
    try:
        destination = sign_out.destination(here.pool, read_query(request))
        response = redirect(request, destination.url or here.path("login", destination.sign_in_query))
    except PageError as error:
        return finished(redirect(request, error_address(here, error)))
    except Refused as refusal:
        response = redirect(request, refusal.location)
    cookie.end(request, response, here)
    page_data.clear(response, here)
    return finished(response)


def refused(asked: AuthorizationRequest) -> Refused:
    """The application asked that no page be shown, and one would be needed."""
    return requests.refusal(asked.client, asked.grant.redirect_uri, asked.parameters, LoginRequired())
