"""What one hosted page leaves for the next, in a short-lived signed cookie instead of the address."""

from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from accounts.hosted.signed_cookie import SignedCookie
from accounts.signin.open_challenge import Key

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


_COOKIE = SignedCookie("page-data", PageData, "accounts.hosted.page-data", _SECONDS)
read, write, clear = _COOKIE.read, _COOKIE.write, _COOKIE.clear
