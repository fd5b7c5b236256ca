"""Addresses by which password managers find the account pages; their names are fixed by the W3C and FIDO."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from accounts import first_factors
from accounts.hosted.account.page import PAGES
from accounts.hosted.account.passkeys import ADD
from accounts.hosted.visit import finished, redirect
from accounts.oauth.views import place_of


@require_safe
def change_password(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """W3C, A Well-Known URL for Changing Passwords."""
    return finished(redirect(request, place_of(request, pool_id).path(PAGES["password"])))


@require_safe
def passkey_endpoints(request: HttpRequest, pool_id: str | None = None) -> HttpResponse:
    """W3C, A Well-Known URL for Relying Party Passkey Endpoints.

    Raises:
        Http404: the pool has no sign-in by passkey.
    """
    here = place_of(request, pool_id)
    if not first_factors.allows_passkeys(here.pool):
        raise Http404
    told = {"enroll": f"{here.base_url}/{ADD}", "manage": f"{here.base_url}/{PAGES['passkeys']}"}
    return JsonResponse(told, headers={"Cache-Control": "public, max-age=300"})
