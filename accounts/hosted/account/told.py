"""What one account page leaves for the next, apart from what a sign-in in another tab has left."""

from dataclasses import asdict, dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.oauth.place import Place

_COOKIE = "account-told"
_SECONDS = 600


@dataclass(frozen=True)
class Told:
    """What the next page is to say.

    `codes` are recovery codes, sealed, and stay until they are put aside; `lost_passkey` is the id of a passkey that the
    browser has and nobody here any more.
    """

    notice: str = ""
    problem: str = ""
    codes: str = ""
    lost_passkey: str = ""


def read(request: HttpRequest, here: Place) -> Told:
    """What the last page left; nothing when it is old, altered or of another pool."""
    try:
        return Told(**signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_salt(here), max_age=_SECONDS))
    except (signing.BadSignature, TypeError):
        return Told()


def write(request: HttpRequest, response: HttpResponse, here: Place, told: Told) -> None:
    """Leave this for the next page."""
    values = {name: str(value) for name, value in asdict(told).items()}  # texts in the person's language by now
    response.set_cookie(
        _COOKIE,
        signing.dumps(values, salt=_salt(here), compress=True),
        max_age=_SECONDS,
        path=here.cookie_path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def clear(response: HttpResponse, here: Place) -> None:
    """It was said."""
    response.delete_cookie(_COOKIE, path=here.cookie_path, samesite="Lax")


def _salt(here: Place) -> str:
    return f"accounts.hosted.account.told.{here.pool.id}"
