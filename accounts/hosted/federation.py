"""The way to an external provider and back: `/oauth2/idpresponse`, where OAuth providers send browsers with a code.

The way back from a SAML provider is in `saml`.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.federation import arrival as newcomers
from accounts.federation import state
from accounts.federation.binding import Binding
from accounts.federation.errors import ProviderDeclined, ProviderLied, ProviderTrouble, StrayAnswer
from accounts.federation.saml import SamlBinding
from accounts.federation.state import Trip
from accounts.federation.statement import Statement
from accounts.hosted import arrival, errand, error_page, page_data, trip_cookie
from accounts.hosted.visit import Visit, error_address, finished, redirect
from accounts.oauth import authorize, parameters, provider_choice
from accounts.oauth.errors import AccessDenied, InvalidRequest, OAuthError, PageError, Refused
from accounts.oauth.parameters import Parameters
from accounts.oauth.place import Place
from accounts.oauth.views import context_of, place_of
from pools import identity_providers, request_rate
from pools.core.errors import CognitoError
from pools.models import IdentityProvider

logger = logging.getLogger(__name__)

PATH = "oauth2/idpresponse"
SAML_PATH = "saml2/idpresponse"
_ANSWER = ("code", "state", "error", "error_description", "iss")
_CODE = re.compile(r"[a-z_]{1,64}")
_LONGEST_DESCRIPTION = 200
_LONGEST_PERSON = 2048


def depart(request: HttpRequest, visit: Visit, provider_name: str) -> HttpResponse:
    """Send the browser to the provider, remembering what for.

    Raises:
        Refused: there is no such provider, or it cannot be reached; the application is told.
    """
    provider = identity_providers.find(visit.here.pool, provider_name)
    if provider is None:
        raise errand.refused(visit, provider_choice.not_enabled())
    here, given, secret = visit.here, visit.asked.parameters, state.new_secret()
    callback = callback_of(here, SAML_PATH if provider.is_saml else PATH)
    memory = {"query": visit.asked.query, "callback": callback, "nonce": state.new_secret()}
    memory |= {"then": errand.then(visit)}
    hints = {name: given.get(name) for name in ("login_hint", "prompt", "lang", "max_age")}
    with explaining(visit, provider):
        binding = (SamlBinding if provider.is_saml else Binding)(provider, callback=callback)
        departure = binding.depart(state=secret, nonce=memory["nonce"], hints=hints)
    browser = state.new_secret()
    state.keep(provider, state=secret, browser=browser, memory={**memory, "verifier": departure.verifier})
    response = redirect(request, departure.url)
    trip_cookie.give(request, response, here, state=secret, browser=browser)
    page_data.clear(response, here)
    return response


@csrf_exempt
@require_http_methods(["GET", "POST"])
def idp_response(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """A provider's answer, by address or (Apple) by form."""
    here = place_of(request, pool_id)
    return answered(request, here, _by_form if request.method == "POST" else _by_address)


def answered(
    request: HttpRequest, here: Place, answer: Callable[[HttpRequest, Place], HttpResponse]
) -> HttpResponseBase:
    """What comes of a provider's answer; one that belongs to no sign-in ends on a page."""
    try:
        return finished(answer(request, here))
    except (StrayAnswer, InvalidRequest) as problem:
        logger.warning("An answer of a provider of %s was turned away: %s", here.pool.id, problem)
        return error_page.stray_answer(request, here)
    except PageError as error:
        return finished(redirect(request, error_address(here, error)))
    except Refused as refused:
        return finished(redirect(request, refused.location))


def _by_form(request: HttpRequest, here: Place) -> HttpResponse:
    """A form that another site sent comes without our cookies: the same by address, where they come along."""
    given = parameters.parse(request.body.decode(errors="replace"))
    given.check()
    person = given.get("user")
    if 0 < len(person) <= _LONGEST_PERSON:
        state.note(here.pool, state=given.get("state"), person=person)
    return redirect(request, here.path(PATH, given.only(_ANSWER)))


def _by_address(request: HttpRequest, here: Place) -> HttpResponse:
    given = parameters.parse(request.META.get("QUERY_STRING", ""))
    given.check()
    return arrived(request, here, given, PATH, _stated)


def arrived(
    request: HttpRequest,
    here: Place,
    given: Parameters,
    path: str,
    redeem: Callable[[Trip, Parameters], Statement],
) -> HttpResponse:
    """End the trip that an answer belongs to, and sign the person in of whom it speaks.

    Args:
        request: of the browser that brings the answer.
        here: where it came.
        given: with the trip's `state`.
        path: of the address that answers of this kind come to.
        redeem: finds out what the answer states.

    Raises:
        StrayAnswer: it belongs to no trip of this browser.
        Refused: the application is told what is wrong.
    """
    secret = given.get("state")
    trip = state.take(here.pool, state=secret, browser=trip_cookie.read(request, here, state=secret))
    if trip.memory["callback"] != callback_of(here, path):
        raise StrayAnswer("it came to another address")
    visit = resumed(here, trip)
    with explaining(visit, trip.provider):
        request_rate.spend_category("UserFederation")
        stated = redeem(trip, given)
        signed_in = newcomers.sign_in(visit.client, trip.provider, stated, context=context_of(request))
    response = arrival.proceed(request, visit, signed_in, username=signed_in.user.username)
    trip_cookie.clear(request, response, here, state=secret)
    return response


def resumed(here: Place, trip: Trip) -> Visit:
    """The application's request, checked anew against the client as it is set up now (checklist 22)."""
    given = parameters.parse(trip.memory["query"])
    asked = authorize.read(here.pool, given)
    left = page_data.PageData(then=trip.memory.get("then", ""), errand=given.get("state"))
    visit = Visit(here, asked.client, asked, left, given)
    if not asked.admits(trip.provider.name):
        raise errand.refused(visit, provider_choice.not_enabled())
    return visit


def _stated(trip: Trip, given: Parameters) -> Statement:
    if given.get("error"):
        raise _passed_on(given)
    binding = Binding(trip.provider, callback=trip.memory["callback"])
    # Of all providers that answer at this address it must be the one that was asked (RFC 9207).
    if given.get("iss") and binding.issuer and given.get("iss").rstrip("/") != binding.issuer.rstrip("/"):
        raise ProviderLied("the answer names another issuer")
    return binding.redeem(
        code=given.require("code"),
        verifier=trip.memory["verifier"],
        nonce=trip.memory["nonce"],
        person=trip.memory.get("person", ""),
    )


def _passed_on(given: Parameters) -> OAuthError:
    """The provider's own error, such as access_denied when somebody cancels."""
    error = OAuthError(given.get("error_description")[:_LONGEST_DESCRIPTION])
    error.code = given.get("error") if _CODE.fullmatch(given.get("error")) else "access_denied"
    return error


@contextmanager
def explaining(visit: Visit, provider: IdentityProvider) -> Iterator[None]:
    """What goes wrong is told to the application in short, and to the operator in the log."""
    try:
        yield
    except ProviderDeclined as declined:
        logger.info("%s of %s sent somebody back: %s", provider.name, visit.here.pool.id, declined)
        raise errand.refused(visit, AccessDenied(declined.told)) from declined
    except ProviderTrouble as trouble:
        logger.warning("Signing in by %s of %s failed: %s", provider.name, visit.here.pool.id, trouble)
        raise errand.refused(visit, InvalidRequest(trouble.told)) from trouble
    except OAuthError as error:
        logger.info("%s of %s sent somebody back: %s", provider.name, visit.here.pool.id, error.code)
        raise errand.refused(visit, error) from error
    except CognitoError as error:
        logger.info("Somebody of %s was not let into %s: %s", provider.name, visit.here.pool.id, error.message)
        raise errand.refused(visit, InvalidRequest(error.message)) from error


def callback_of(here: Place, path: str) -> str:
    """The address that is registered at providers."""
    return f"{here.base_url}/{path}"
