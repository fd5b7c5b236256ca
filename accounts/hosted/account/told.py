"""What one account page leaves for the next, apart from what a sign-in in another tab has left."""

from dataclasses import dataclass

from accounts.hosted.signed_cookie import SignedCookie

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


_COOKIE = SignedCookie("account-told", Told, "accounts.hosted.account.told", _SECONDS)
read, write, clear = _COOKIE.read, _COOKIE.write, _COOKIE.clear
