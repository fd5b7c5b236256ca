"""`/saml2/logout`: signing out at a SAML provider as well, and being told that somebody has signed out there."""

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import sessions
from accounts.federation import saml, saml_logout, state
from accounts.federation.errors import ProviderTrouble, StrayAnswer
from accounts.federation.saml_logout import Incoming
from accounts.hosted import error_page
from accounts.hosted.federation import callback_of
from accounts.hosted.saml import form
from accounts.hosted.visit import finished, redirect
from accounts.models import HostedSession
from accounts.oauth import parameters
from accounts.oauth.errors import InvalidRequest
from accounts.oauth.place import Place
from accounts.oauth.views import place_of
from pools import identity_providers

logger = logging.getLogger(__name__)

PATH = "saml2/logout"
_MESSAGES = ("SAMLRequest", "SAMLResponse")


def way_out(here: Place, session: HostedSession | None, location: str) -> str:
    """Where the browser goes once its session here has ended: there by way of the provider, if it signs out as well.

    Args:
        here: where the browser signs out.
        session: the one that ends, if there is one.
        location: where it is to get in the end.
    """
    if session is None or not session.provider_session:
        return location
    provider = identity_providers.find(here.pool, session.provider_name)
    if provider is None or not provider.is_saml:
        return location
    secret, address = state.new_secret(), callback_of(here, PATH)
    try:
        departure = saml_logout.depart(provider, address=address, session=session.provider_session, state=secret)
    except ProviderTrouble as trouble:
        logger.warning("%s of %s cannot be asked to sign out: %s", provider.name, here.pool.id, trouble)
        return location
    if departure is None:
        return location
    memory = {"callback": address, "request_id": departure.verifier, "location": location}
    # Whose browser brings the answer matters to nobody: it has no session any more, and is sent on by it at most.
    state.keep(provider, state=secret, browser=secret, memory=memory)
    return departure.url


@csrf_exempt
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """A provider's answer to our request, or a request of its own."""
    here = place_of(request, pool_id)
    try:
        kind, incoming = _incoming(request)
        return finished((_asked if kind == "SAMLRequest" else _answered)(request, here, incoming))
    except (StrayAnswer, ProviderTrouble, InvalidRequest) as problem:
        logger.warning("A logout message at %s was turned away: %s", here.pool.id, problem)
        return error_page.stray_logout(request, here)


def _incoming(request: HttpRequest) -> tuple[str, Incoming]:
    """Which of the two it is, and the message; by form or by address."""
    query = "" if request.method == "POST" else request.META.get("QUERY_STRING", "")
    given = form(request) if request.method == "POST" else _values(query)
    kinds = [name for name in _MESSAGES if given.get(name)]
    if len(kinds) != 1 or len(given[kinds[0]]) > saml.LARGEST:
        raise StrayAnswer("no message, or more than one")
    return kinds[0], Incoming(given[kinds[0]], given.get("RelayState", ""), query)


def _values(query: str) -> dict[str, str]:
    given = parameters.parse(query)
    if given.repeated:
        raise StrayAnswer("a parameter stands twice")
    return dict(given.values)


def _answered(request: HttpRequest, here: Place, incoming: Incoming) -> HttpResponse:
    secret, address = incoming.relay_state, callback_of(here, PATH)
    trip = state.take(here.pool, state=secret, browser=secret)
    if trip.memory["callback"] != address:
        raise StrayAnswer("it came to another address")
    outcome = saml_logout.confirm(trip.provider, incoming, address=address, request_id=trip.memory["request_id"])
    if outcome != "Success":
        logger.warning("%s of %s signed somebody out with %s", trip.provider.name, here.pool.id, outcome[:64])
    return redirect(request, trip.memory["location"])


def _asked(request: HttpRequest, here: Place, incoming: Incoming) -> HttpResponseBase:
    farewell = saml_logout.hear(here.pool, incoming, address=callback_of(here, PATH))
    ended = sessions.end_browsers_at(farewell.provider, subject=farewell.subject, indexes=farewell.indexes)
    logger.info("%s of %s signed somebody out of %d browsers", farewell.provider.name, here.pool.id, ended)
    if not farewell.answer_url:
        return error_page.signed_out(request, here)
    return redirect(request, farewell.answer_url)
