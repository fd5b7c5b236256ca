"""`/error`: what a browser is shown that cannot be sent anywhere."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.hosted import brand
from accounts.hosted.visit import read_query, uncached
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
    return _show(request, here, code=code if code in KNOWN else "", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """An address that a pool's domain does not have."""
    return _show(request, place_of(request, None), code="", status=404)


def _show(request: HttpRequest, here: Place, *, code: str, status: int) -> HttpResponseBase:
    content = {"brand": brand.of(here.pool), "code": code, "request_id": request.META.get("poolhouse.request_id", "")}
    return uncached(render(request, "hosted/error.html", content, status=status))
