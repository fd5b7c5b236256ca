"""`/error` and the other ends of the road: what a browser is shown that cannot be sent anywhere."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from accounts.hosted import brand, languages, words
from accounts.hosted.visit import finished, read_query
from accounts.oauth.errors import PageError
from accounts.oauth.place import Place
from accounts.oauth.views import place_of

KNOWN = frozenset({"invalid_client", "invalid_request", "missing_redirect_uri", "redirect_mismatch"})
"""Reasons that are shown; anything else in the address is somebody's own words (checklist 18)."""

# What only takes forms, and the page that such a form stands on.
_PAGES = {
    "resend_code": "confirm",
    "choose": "challenge",
    "resend": "challenge",
    "passkey_options": "login",
    "passkey_sign_in": "login",
}


@require_safe
def error(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """The application's link is wrong; the person can do nothing about it but tell its makers."""
    here = place_of(request, pool_id)
    try:
        code = read_query(request).get("error")
    except PageError as problem:
        code = problem.code
    reason = code if code in KNOWN else ""
    languages.keep_only(request, {"error": reason} if reason else {})
    heading = _("This link doesn't work")
    return _show(request, here, heading=heading, text=words.WRONG_LINK, reason=reason, repeats=True, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """An address that a pool's domain does not have."""
    here = place_of(request, None)
    return _show(request, here, heading=_("There is no such page"), text=words.WRONG_LINK, repeats=True, status=404)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """A fault of ours. Asks nothing of the database, which may be what failed, nor of the request."""
    content = {
        "brand": brand.neutral(),
        "heading": _("Something went wrong"),
        "text": words.OUR_SIDE,
        "request_id": request.META.get("poolhouse.request_id", ""),
    }
    return finished(HttpResponse(render_to_string("hosted/error.html", content), status=500))


def stray_answer(request: HttpRequest, here: Place) -> HttpResponseBase:
    """A provider's answer that belongs to no sign-in of this browser; which one it was of is not known."""
    return _show(request, here, heading=words.NOT_FINISHED, text=words.START_AT_APPLICATION, status=400)


def stray_logout(request: HttpRequest, here: Place) -> HttpResponseBase:
    """A provider's message about signing out that proves nothing."""
    return _show(request, here, heading=words.NOT_SIGNED_OUT, text=words.MAYBE_SIGNED_IN_THERE, status=400)


def signed_out(request: HttpRequest, here: Place) -> HttpResponseBase:
    """For who signed out at a provider that takes no answer from us."""
    return _show(request, here, heading=words.SIGNED_OUT, text=words.CLOSE_WINDOW, status=200)


def is_hosted(request: HttpRequest) -> bool:
    """Whether the request is for one of these pages."""
    return request.resolver_match is not None and "hosted" in request.resolver_match.app_names


def form_refused(request: HttpRequest) -> HttpResponseBase:
    """A form without its token: from another site, or older than the browser's cookie (checklist 50)."""
    match = request.resolver_match
    here = place_of(request, match.kwargs.get("pool_id") if match else None)
    page = _PAGES.get(match.url_name or "") if match else None
    again = here.path(page, request.META["QUERY_STRING"]) if page else request.get_full_path()
    return _show(request, here, heading=_("Let's try that again"), text=words.TOO_LATE, again=again, status=403)


def _show(
    request: HttpRequest,
    here: Place,
    *,
    heading: StrOrPromise,
    text: StrOrPromise,
    status: int,
    reason: str = "",
    again: str = "",
    repeats: bool = False,
) -> HttpResponseBase:
    content = {
        "brand": brand.plain(here.pool),
        "heading": heading,
        "text": text,
        "reason": reason,
        "again": again,
        "repeats": repeats,
        "request_id": request.META.get("poolhouse.request_id", ""),
    }
    return finished(render(request, "hosted/error.html", content, status=status))
