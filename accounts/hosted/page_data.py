"""What one hosted page leaves for the next, in a short-lived signed cookie instead of the address."""

from dataclasses import asdict, dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django_stubs_ext import StrOrPromise

from accounts.oauth.place import Place
from accounts.signin.open_challenge import Key

_COOKIE = "page-data"
_SECONDS = 3600


@dataclass(frozen=True)
class PageData:
    """Who is being confirmed, where a code went, which challenge is open, what to say on the next page.

    `consenting` is the id of the client that the person, who is signed in, is asked to let in. `lost_passkey` is the id
    of a passkey that the browser has and nobody here. `trusts` is set when this browser is to be trusted once the sign-in
    is done; `arrived` stands for that sign-in afterwards (see `offers`), and `codes` are recovery codes, sealed.
    `then` is the page to which the sign-in leads in place of the application, and `errand` the state of the request
    that it is for.
    """

    username: str = ""
    destination: str = ""
    medium: str = ""
    challenge: str = ""
    session: str = ""
    notice: StrOrPromise = ""
    problem: StrOrPromise = ""
    consenting: str = ""
    lost_passkey: str = ""
    trusts: str = ""
    arrived: str = ""
    codes: str = ""
    then: str = ""
    errand: str = ""

    @property
    def key(self) -> Key:
        """Of the open challenge."""
        return Key(self.challenge, self.session, self.username)


def read(request: HttpRequest, here: Place) -> PageData:
    """What the last page left; nothing when it is old, altered or of another pool."""
    signed = request.COOKIES.get(_COOKIE, "")
    try:
        values = signing.loads(signed, salt=_salt(here), max_age=_SECONDS)
        return PageData(**values)
    except (signing.BadSignature, TypeError):
        return PageData()


def write(request: HttpRequest, response: HttpResponse, here: Place, data: PageData) -> None:
    """Leave this for the next page."""
    values = {name: str(value) for name, value in asdict(data).items()}  # texts in the person's language by now
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
    """Forget it, once the sign-in is done."""
    response.delete_cookie(_COOKIE, path=here.cookie_path, samesite="Lax")


def _salt(here: Place) -> str:
    return f"accounts.hosted.page-data.{here.pool.id}"
