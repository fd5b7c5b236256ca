"""What follows a step of signing in: the next challenge, or the way back to the application."""

import json

from django.http import HttpRequest, HttpResponse

from accounts.hosted import cookie, page_data
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, redirect
from accounts.oauth import authorize
from accounts.signin.outcome import Challenge, Outcome, SignedIn

_PREFIX = "userAttributes."


def proceed(request: HttpRequest, visit: Visit, outcome: Outcome, *, username: str) -> HttpResponse:
    """Go where the outcome leads; `username` as it was typed."""
    match outcome:
        case Challenge():
            return visit.go(request, "challenge", _open(outcome, username))
        case SignedIn():
            return _arrive(request, visit, outcome)


def _open(challenge: Challenge, username: str) -> PageData:
    needed = json.loads(challenge.parameters.get("requiredAttributes", "[]"))
    return PageData(
        username=username,
        challenge=challenge.name,
        session=challenge.session or "",
        needed=tuple(name.removeprefix(_PREFIX) for name in needed),
    )


def _arrive(request: HttpRequest, visit: Visit, signed_in: SignedIn) -> HttpResponse:
    """A session for this browser and a code for the application, whose settings were read anew for this request."""
    session, token = cookie.start(request, visit.here, signed_in)
    response = redirect(request, authorize.accept(visit.asked, session))
    cookie.give(request, response, visit.here, session, token)
    page_data.clear(response, visit.here)
    return response
