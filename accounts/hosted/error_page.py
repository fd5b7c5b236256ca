"""`/error` and the other ends of the road: what a browser is shown that cannot be sent anywhere."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.hosted import brand, words
from accounts.hosted.visit import finished, read_query
from accounts.oauth.errors import PageError
from accounts.oauth.place import Place
from accounts.oauth.views import place_of

KNOWN = frozenset({"invalid_client", "invalid_request", "missing_redirect_uri", "redirect_mismatch"})
"""Reasons that are shown; anything else in the address is somebody's own words (checklist 18)."""


@require_safe
def error(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """The application's link is wrong; the person can do nothing about it but tell its makers."""
    here = place_of(request, pool_id)
    try:
        code = read_query(request).get("error")
    except PageError as problem:
        code = problem.code
    reason = code if code in KNOWN else ""
    return _show(request, here, heading="This link doesn't work", text=words.WRONG_LINK, reason=reason, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """An address that a pool's domain does not have."""
    here = place_of(request, None)
    return _show(request, here, heading="There is no such page", text=words.WRONG_LINK, status=404)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """A fault of ours. Asks nothing of the database, which may be what failed, nor of the request."""
    content = {
        "brand": brand.NEUTRAL,
        "heading": "Something went wrong",
        "text": words.OUR_SIDE,
        "request_id": request.META.get("poolhouse.request_id", ""),
    }
    return finished(HttpResponse(render_to_string("hosted/error.html", content), status=500))


def stray_answer(request: HttpRequest, here: Place) -> HttpResponseBase:
    """A provider's answer that belongs to no sign-in of this browser; which one it was of is not known."""
    return _show(request, here, heading=str(words.NOT_FINISHED), text=str(words.START_AT_APPLICATION), status=400)


def is_hosted(request: HttpRequest) -> bool:
    """Whether the request is for one of these pages."""
    return request.resolver_match is not None and "hosted" in request.resolver_match.app_names


def form_refused(request: HttpRequest) -> HttpResponseBase:
    """A form without its token: from another site, or older than the browser's cookie (checklist 50)."""
    match = request.resolver_match
    here = place_of(request, match.kwargs.get("pool_id") if match else None)
    # Only a POST asks for another code; its page is the one with the code's field.
    asked_for_code = match is not None and match.url_name == "resend_code"
    again = here.path("confirm", request.META["QUERY_STRING"]) if asked_for_code else request.get_full_path()
    return _show(request, here, heading="Let's try that again", text=words.TOO_LATE, again=again, status=403)


def _show(
    request: HttpRequest, here: Place, *, heading: str, text: str, status: int, reason: str = "", again: str = ""
) -> HttpResponseBase:
    content = {
        "brand": brand.plain(here.pool),
        "heading": heading,
        "text": text,
        "reason": reason,
        "again": again,
        "request_id": request.META.get("poolhouse.request_id", ""),
    }
    return finished(render(request, "hosted/error.html", content, status=status))
