"""Signing in for a page of our own: by a request in an application's name, whose code is never made."""

from django.http import HttpRequest, HttpResponse

from accounts.hosted import page_data
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, redirect
from accounts.oauth import parameters
from accounts.oauth.errors import OAuthError, Refused
from pools.core import ids

_STATE_BYTES = 16
GOODBYE = "account/goodbye"
UNFINISHED = "unfinished"
"""Parameter of that page."""


def begin(
    request: HttpRequest, visit: Visit, then: str, *, provider: str = "", username: str = "", notice: str = ""
) -> HttpResponse:
    """Send somebody to sign in, anew if need be, and to a page of ours after that.

    Args:
        request: of the page.
        visit: likewise, with a client that signs people in on the pages.
        then: path and query of the page to go on to.
        provider: where the person is to sign in, if that is known.
        username: what to begin with.
        notice: what the sign-in page is to say.
    """
    client, state = visit.client, ids.opaque(_STATE_BYTES)
    values = {
        "client_id": client.id,
        "redirect_uri": callback(visit),
        "response_type": "code" if "code" in client.oauth_flows else "token",
        "state": state,
        "identity_provider": provider,
        "prompt": "login",
    }
    query = parameters.encode({name: value for name, value in values.items() if value})
    response = redirect(request, visit.here.path("login", query))
    page_data.write(request, response, visit.here, PageData(then=then, errand=state, username=username, notice=notice))
    return response


def callback(visit: Visit) -> str:
    """An address of the application's, where it would be told if the sign-in could not begin."""
    return visit.redirect_uri or visit.client.settings.get("DefaultRedirectURI") or visit.client.callback_urls[0]


def refused(visit: Visit, error: OAuthError) -> Refused:
    """Where a sign-in ends that a provider refused: at the application, or on a page that begins no sign-in by itself."""
    if not then(visit):
        return visit.refused(error)
    query = parameters.encode({"client_id": visit.client.id, UNFINISHED: "yes"})
    return Refused(visit.here.path(GOODBYE, query))


def then(visit: Visit) -> str:
    """Path and query of the page that this sign-in is for; empty when it is for the application.

    Held against the request, because what an abandoned visit left must not turn another sign-in away from its own end.
    """
    left = visit.left
    return left.then if left.then and left.errand == visit.given.get("state") else ""
