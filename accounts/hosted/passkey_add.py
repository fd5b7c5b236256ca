"""`/passkeys/add`: an application sends whoever is signed in here to make a passkey, and gets them back."""

import json

from django.http import HttpRequest, HttpResponse

from accounts import passkeys, users
from accounts.hosted import cookie, errand, languages, offers, words
from accounts.hosted.forms.passkeys import NewPasskeyForm
from accounts.hosted.visit import Visit, client_page, redirect
from accounts.oauth import parameters
from pools.core.errors import CognitoError


@client_page
def add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Make a passkey. Whoever signed in longer ago than a few minutes does so once more first (checklist 45)."""
    session = cookie.find(request, visit.here)
    if session is None or not cookie.is_recent(session):
        return _sign_in_first(request, visit)
    languages.follow(request, session.user)
    if request.POST.get("answer") == "go-on":
        return _leave(request, visit, error="access_denied")
    problem, form = "", NewPasskeyForm(request.POST or None)
    try:
        if form.is_valid():
            passkeys.complete(session.user, visit.client, credential=form.made, hosted=True)
            return _leave(request, visit)
    except CognitoError as error:
        problem = words.say(error)
    try:
        options = json.dumps(passkeys.begin(session.user, visit.client))
    except CognitoError as error:  # the pool takes none, or no more of this user's
        return _leave(request, visit, error="invalid_request", error_description=error.message)
    name = users.shown_name(session.user)
    return visit.show(request, "passkey_add", {"options": options, "problem": problem, "name": name})


def _sign_in_first(request: HttpRequest, visit: Visit) -> HttpResponse:
    """And back to here."""
    then = f"{offers.ADD_PASSKEY}?{visit.given.only(('client_id', 'redirect_uri'))}"
    return errand.begin(request, visit, then)


def _leave(request: HttpRequest, visit: Visit, **error: str) -> HttpResponse:
    return redirect(request, parameters.extend(visit.redirect_uri, error) if error else visit.redirect_uri)
