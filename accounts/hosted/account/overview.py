"""`/account`: what there is to see and to change."""

from django.http import HttpRequest, HttpResponse

from accounts import second_factors
from accounts.hosted import cookie, errand, saml_logout
from accounts.hosted.account import passkeys
from accounts.hosted.account.page import Account, page
from accounts.hosted.visit import redirect
from accounts.models import Identity


@page
def overview(request: HttpRequest, account: Account) -> HttpResponse:
    """The account at a glance."""
    if request.method == "POST" and request.POST.get("answer") == "sign-out":
        return _sign_out(request, account)
    user = account.user
    pool = user.pool
    content = {
        "full_name": user.name or " ".join(filter(None, (user.given_name, user.family_name))),
        "second_steps": second_factors.usable(user),
        "has_second_steps": pool.mfa_configuration != "OFF",
        "passkeys": user.passkeys.count() if passkeys.are_offered(account) else None,
        "identities": Identity.objects.filter(user=user).count(),
        "has_devices": pool.device_configuration is not None,
        "shows_email": "email" in account.readable,
        "shows_phone": "phone_number" in account.readable,
    }
    return account.show(request, "overview", content)


def _sign_out(request: HttpRequest, account: Account) -> HttpResponse:
    """By way of the SAML provider that signed the person in, where that is to sign them out as well."""
    here = account.visit.here
    response = redirect(request, saml_logout.way_out(here, account.session, account.address(errand.GOODBYE)))
    cookie.end(request, response, here)
    return response
