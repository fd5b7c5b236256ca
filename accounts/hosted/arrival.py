"""What follows a step of signing in: the next challenge, a page that helps, or the way back to the application.

An application may demand more of a sign-in than it had. Then the browser's session is good for others, but for this one
its user goes on proving, and has a new session after it.
"""

import json
from contextlib import suppress
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import devices
from accounts.hosted import cookie, errand, offers, page_data, trusted_browser, words
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, redirect
from accounts.models import HostedSession
from accounts.oauth import authorize, demands, provider_choice
from accounts.oauth.errors import ConsentRequired, LoginRequired, OAuthError
from accounts.signin import engine, software_token_setup
from accounts.signin.outcome import Challenge, Outcome, SignedIn
from pools.core.errors import (
    CognitoError,
    PasswordResetRequiredException,
    ResourceNotFoundException,
    UserNotConfirmedException,
)


def proceed(
    request: HttpRequest,
    visit: Visit,
    outcome: Outcome,
    *,
    username: str,
    notice: str = "",
    problem: str = "",
    trusts: str = "",
) -> HttpResponse:
    """Go where the outcome leads.

    Args:
        request: of the step.
        visit: likewise.
        outcome: what came of it.
        username: as it was typed.
        notice: what the next page is to say.
        problem: likewise, if something went wrong.
        trusts: not empty when this browser is to be trusted.
    """
    match outcome:
        case Challenge():
            session = _prepared(request, visit, outcome)
            left = PageData(username=username, challenge=outcome.name, session=session, trusts=trusts)
            return visit.go(request, "challenge", replace(left, notice=notice, problem=problem))
        case SignedIn():
            return _arrive(request, visit, outcome, username=username, trusts=trusts)


def detour(request: HttpRequest, visit: Visit, error: CognitoError, *, username: str) -> HttpResponse | None:
    """The page on which a refusal can be mended, if there is one."""
    if isinstance(error, UserNotConfirmedException) and visit.here.pool.auto_verified_attributes:
        notice = _("Confirm your account first. Enter the code we sent you, or ask for a new one.")
        return visit.go(request, "confirm", PageData(username=username, notice=notice))
    if isinstance(error, PasswordResetRequiredException):
        notice = _(
            "Your password must be reset. Enter the code we sent you, or have one sent, and choose a new password."
        )
        return visit.go(request, "confirmForgotPassword", PageData(username=username, notice=notice))
    return None


def too_late(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Back to the start of the same request, when a page was open for too long."""
    return visit.go(request, "login", PageData(username=visit.left.username, problem=words.TOO_LATE))


def go_on(request: HttpRequest, visit: Visit, session: HostedSession) -> HttpResponse:
    """Back to the application with what a signed-in browser gives it, or on to what it demands besides.

    The client's settings were read anew for this request.
    """
    return _demanded(request, visit, session) or leave(request, visit, authorize.accept(visit.asked, session))


def _demanded(request: HttpRequest, visit: Visit, session: HostedSession) -> HttpResponse | None:
    """What has to be done before the application gets anything."""
    asked = visit.asked
    try:
        if not asked.admits_session(session):
            raise provider_choice.not_enabled()
        if not demands.is_sure(asked.client, asked.parameters, session):
            return _step_up(request, visit, session)
        if asked.client.registered:
            return _ask_consent(request, visit)
    except OAuthError as error:
        refused = authorize.refusal(asked.client, asked.grant.redirect_uri, asked.parameters, error)
        return leave(request, visit, refused.location)
    return None


def leave(request: HttpRequest, visit: Visit, location: str) -> HttpResponse:
    """To the application; what the pages left for one another is done with."""
    response = redirect(request, location)
    page_data.clear(response, visit.here)
    return response


def _ask_consent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A client that registered itself is let in by nobody but the person (checklist 26)."""
    if "none" in visit.asked.prompts:
        raise ConsentRequired
    return visit.go(request, "consent", PageData(consenting=visit.client.id))


def _step_up(request: HttpRequest, visit: Visit, session: HostedSession) -> HttpResponse:
    if "none" in visit.asked.prompts:
        raise LoginRequired
    targets = demands.levels(visit.client, visit.asked.parameters)
    context = visit.context(request)
    try:
        outcome = engine.step_up_hosted(visit.client, session, targets=targets, context=context)
    except CognitoError as error:
        return visit.go(request, "login", PageData(problem=words.say(error)))
    return proceed(request, visit, outcome, username=session.user.username)


def _prepared(request: HttpRequest, visit: Visit, challenge: Challenge) -> str:
    """The session string. An authenticator app gets its seed right away, so that looking at its page changes nothing."""
    string = challenge.session or ""
    if challenge.name == "MFA_SETUP" and "SOFTWARE_TOKEN_MFA" in json.loads(challenge.parameters["MFAS_CAN_SETUP"]):
        return software_token_setup.associate(string, context=visit.context(request))[1]
    return string


def _arrive(request: HttpRequest, visit: Visit, signed_in: SignedIn, *, username: str, trusts: str) -> HttpResponse:
    """A session for this browser, then on, perhaps by way of an offer."""
    session, token = cookie.start(request, visit.here, signed_in)
    response = (
        _then(request, visit)
        or _demanded(request, visit, session)
        or _offered(request, visit, signed_in, session, username)
        or leave(request, visit, authorize.accept(visit.asked, session))
    )
    cookie.give(request, response, visit.here, session, token)
    if trusts:
        trusted_browser.give(request, response, visit.here, signed_in)
    if signed_in.device_key:
        with suppress(ResourceNotFoundException):  # forgotten since; the next sign-in will ask
            devices.note_sign_in(signed_in.user, signed_in.device_key, ip=signed_in.context.ip)
    return response


def _offered(
    request: HttpRequest, visit: Visit, signed_in: SignedIn, session: HostedSession, username: str
) -> HttpResponse | None:
    offer = offers.after(request, visit, signed_in)
    return offers.go(request, visit, offer, session, username=username) if offer else None


def _then(request: HttpRequest, visit: Visit) -> HttpResponse | None:
    """Back to the page that sent somebody to sign in first."""
    then = errand.then(visit)
    return leave(request, visit, f"{visit.here.prefix}/{then}") if then else None
