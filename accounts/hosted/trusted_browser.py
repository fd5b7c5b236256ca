"""The cookie of a browser that is trusted: a secret for each of its people, which spares them the second factor."""

from django.http import HttpRequest, HttpResponse

from accounts import devices, user_agents
from accounts.oauth.place import Place
from accounts.signin.outcome import SignedIn

_MOST = 5
_SEPARATOR = "."
_TWO = 2


def name_at(request: HttpRequest, here: Place) -> str:
    """As `cookie.name_at`."""
    return "__Host-trusted" if request.is_secure() and here.on_domain else "trusted"


def secrets(request: HttpRequest, here: Place) -> tuple[str, ...]:
    """What the browser holds; not more than it is ever given."""
    held = request.COOKIES.get(name_at(request, here), "")
    return tuple(secret for secret in held.split(_SEPARATOR)[:_MOST] if secret)


def give(request: HttpRequest, response: HttpResponse, here: Place, signed_in: SignedIn) -> None:
    """Trust this browser from now on, for whoever signed in with two factors. A new secret each time (checklist 49)."""
    if len(set(signed_in.proved)) < _TWO or not devices.can_trust_browsers(here.pool):
        return
    context = signed_in.context
    _, secret = devices.trust_browser(signed_in.user, name=user_agents.describe(context.user_agent), ip=context.ip)
    held = [secret, *secrets(request, here)][:_MOST]
    response.set_cookie(
        name_at(request, here),
        _SEPARATOR.join(held),
        max_age=devices.TRUSTED_FOR,
        path=here.cookie_path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
