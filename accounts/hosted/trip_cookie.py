"""The cookie by which the browser that went to an external provider is known when it comes back; one a trip."""

import hashlib

from django.http import HttpRequest, HttpResponse

from accounts.federation import state as trips
from accounts.oauth.place import Place

_NAME = "csrf-state"
_MARK = 12


def give(request: HttpRequest, response: HttpResponse, here: Place, *, state: str, browser: str) -> None:
    """Let the browser have the proof that it began the trip with this state."""
    response.set_cookie(
        _name(request, here, state),
        browser,
        max_age=trips.LIFE,
        path=here.cookie_path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def read(request: HttpRequest, here: Place, *, state: str) -> str:
    """The proof; empty in a browser that began no such trip."""
    return request.COOKIES.get(_name(request, here, state), "")


def clear(request: HttpRequest, response: HttpResponse, here: Place, *, state: str) -> None:
    """Forget it."""
    response.delete_cookie(_name(request, here, state), path=here.cookie_path, samesite="Lax")


def _name(request: HttpRequest, here: Place, state: str) -> str:
    """One a trip, so that two windows can be away at once; with the prefix that keeps other hosts from planting it."""
    prefix = "__Host-" if request.is_secure() and here.on_domain else ""
    mark = hashlib.sha256(state.encode(errors="replace")).hexdigest()[:_MARK]
    return f"{prefix}{_NAME}-{mark}"
