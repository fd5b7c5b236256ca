"""`/saml2/idpresponse`: where SAML providers have browsers bring their assertions, by form.

A form that another site sends comes without our cookies. So what it says is laid by and the browser is sent on to the same
address, with the cookie by which it is known (checklist 17).
"""

from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.federation import saml, state
from accounts.federation.errors import ProviderTrouble, StrayAnswer
from accounts.federation.saml import SamlBinding
from accounts.federation.state import Trip
from accounts.federation.statement import Statement
from accounts.hosted import federation, trip_cookie
from accounts.hosted.federation import SAML_PATH
from accounts.hosted.visit import redirect
from accounts.oauth import authorize, parameters
from accounts.oauth.authorize import AuthorizationRequest
from accounts.oauth.errors import PageError, Refused
from accounts.oauth.parameters import Parameters
from accounts.oauth.place import Place
from accounts.oauth.views import place_of
from pools import identity_providers
from pools.models import IdentityProvider

_LARGEST_FORM = saml.LARGEST * 2
_MOST_FIELDS = 10
_LONGEST_STATE = 200


@csrf_exempt
@require_http_methods(["GET", "POST"])
def idp_response(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """A provider's answer by form, and the browser once more with its cookie."""
    here = place_of(request, pool_id)
    return federation.answered(request, here, _by_form if request.method == "POST" else _by_address)


def form(request: HttpRequest) -> dict[str, str]:
    """The fields of a form that another site sent.

    Raises:
        StrayAnswer: too many of them, or one twice.
    """
    try:
        body = request.body
        if len(body) > _LARGEST_FORM:
            raise StrayAnswer("a form that is too large")
        pairs = parse_qsl(body.decode(errors="replace"), max_num_fields=_MOST_FIELDS)
    except (RequestDataTooBig, ValueError):
        raise StrayAnswer("a form that is too large") from None
    if len(dict(pairs)) != len(pairs):
        raise StrayAnswer("a field stands twice")
    return dict(pairs)


def _by_form(request: HttpRequest, here: Place) -> HttpResponse:
    given = form(request)
    response, relay_state = given.get("SAMLResponse", ""), given.get("RelayState", "")
    if not response or len(response) > saml.LARGEST:
        raise StrayAnswer("no SAMLResponse, or one that is too large")
    if "client_id=" in relay_state:
        return _unasked(request, here, parameters.parse(relay_state), response)
    if len(relay_state) > _LONGEST_STATE:
        raise StrayAnswer("a RelayState that is none of ours")
    state.note(here.pool, state=relay_state, response=response)
    return _on(request, here, relay_state)


def _by_address(request: HttpRequest, here: Place) -> HttpResponse:
    given = parameters.parse(request.META.get("QUERY_STRING", ""))
    given.check()
    return federation.arrived(request, here, given, SAML_PATH, _stated)


def _stated(trip: Trip, _given: Parameters) -> Statement:
    binding = SamlBinding(trip.provider, callback=trip.memory["callback"])
    return binding.redeem(response=trip.memory.get("response", ""), request_id=trip.memory["verifier"])


def _unasked(request: HttpRequest, here: Place, given: Parameters, response: str) -> HttpResponse:
    """A sign-in that began at the provider. AWS: RelayState says to which application it leads.

    Raises:
        StrayAnswer: provider or application do not allow that, or the answer proves nothing.
        InvalidRequest: RelayState holds what no honest provider sends.
    """
    given.check()
    provider, asked = _allowed(here, given)
    memory = {"query": asked.query, "callback": federation.callback_of(here, SAML_PATH), "verifier": ""}
    try:
        # Nothing is laid by for whoever likes to send forms.
        SamlBinding(provider, callback=memory["callback"]).verify(response=response, request_id="")
    except ProviderTrouble as trouble:
        raise StrayAnswer(f"{provider.name} began a sign-in: {trouble}") from trouble
    secret, browser = state.new_secret(), state.new_secret()
    state.keep(provider, state=secret, browser=browser, memory={**memory, "response": response})
    answer = _on(request, here, secret)
    trip_cookie.give(request, answer, here, state=secret, browser=browser)
    return answer


def _allowed(here: Place, given: Parameters) -> tuple[IdentityProvider, AuthorizationRequest]:
    """The provider that may begin by itself, and what it asks for in the application's name.

    Raises:
        StrayAnswer: it may not, or not for that.
    """
    provider = identity_providers.find(here.pool, given.once("identity_provider"))
    if provider is None or not provider.is_saml or not provider.wants("IDPInit"):
        raise StrayAnswer("no provider that may begin a sign-in")
    try:
        asked = authorize.read(here.pool, given)
    except (PageError, Refused) as problem:
        raise StrayAnswer(f"{provider.name} began a sign-in for no client that allows it: {problem}") from problem
    offered = identity_providers.of_client(asked.client)
    # AWS: a client that takes unasked assertions may have no other way in.
    if len(offered) != len(asked.client.identity_providers) or not all(each.is_saml for each in offered):
        raise StrayAnswer(f"{provider.name} began a sign-in for a client that has other providers than SAML's")
    return provider, asked


def _on(request: HttpRequest, here: Place, secret: str) -> HttpResponse:
    return redirect(request, here.path(SAML_PATH, parameters.encode({"state": secret})))
