"""What a person is offered right after signing in, on the way back to the application: each seldom, and never pressed."""

import base64
import hashlib
import json
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from accounts import first_factors, passkeys, recovery_codes, second_factors, software_tokens
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit
from accounts.models import HostedSession, User
from accounts.oauth.place import Place
from accounts.signin.outcome import SignedIn
from pools import sign_in_policy
from pools.core import vault
from pools.core.errors import UserNotFoundException

MFA, PASSKEY, CODES = "setupMfa", "passkeys/offer", "recoveryCodes"
"""The pages."""

ADD_PASSKEY = "passkeys/add"
"""Where somebody goes on to who was sent to sign in from there."""

_PURPOSE = "accounts.hosted.recovery-codes"
_SELDOM = timedelta(days=30)
_COOKIES = {MFA: "offered-mfa", PASSKEY: "offered-passkey"}
_CAN_PASSKEY = "can-passkey"
"""A script sets this cookie where the browser could make a passkey of its own."""
_BY_PASSKEY = frozenset({"swk", "hwk"})


def after(request: HttpRequest, visit: Visit, signed_in: SignedIn) -> str:
    """The page that comes before the application, if any; never two at one sign-in."""
    if signed_in.provider_name:
        return ""
    if signed_in.last_challenge == "MFA_SETUP":
        return CODES
    for page, is_due in ((MFA, _mfa_is_due), (PASSKEY, _passkey_is_due)):
        if _COOKIES[page] not in request.COOKIES and is_due(request, visit, signed_in):
            return page
    return ""


def go(request: HttpRequest, visit: Visit, page: str, session: HostedSession, *, username: str) -> HttpResponse:
    """To the page, which is good for this sign-in and this request alone.

    Args:
        request: of the step.
        visit: likewise.
        page: one of the above.
        session: the browser's, which the sign-in has begun.
        username: as it was typed.
    """
    codes = new_codes(session.user) if page == CODES else ""
    left = PageData(username=username, arrived=mark(visit, session), codes=codes)
    response = visit.go(request, page, left)
    if page in _COOKIES:
        _note(request, response, visit.here, _COOKIES[page])
    return response


def mark(visit: Visit, session: HostedSession) -> str:
    """Stands for a fresh sign-in in answer to this request: others may ask for one of their own."""
    return hashlib.sha256(bytes(session.token_hash) + visit.asked.query.encode(errors="surrogateescape")).hexdigest()


def new_codes(user: User) -> str:
    """New recovery codes, sealed for the page that shows them; none where the user has some, or is no more."""
    if recovery_codes.left(user):
        return ""
    try:
        return sealed(user, recovery_codes.replace(user))
    except UserNotFoundException:
        return ""


def sealed(user: User, codes: list[str]) -> str:
    """The user's recovery codes, to be carried to a page by a cookie."""
    told = json.dumps([user.sub, *codes]).encode()
    return base64.urlsafe_b64encode(vault.seal(told, purpose=_PURPOSE)).decode()


def opened(user: User, codes: str) -> list[str]:
    """The recovery codes of `new_codes`; none where another user left them in this browser."""
    if not codes:
        return []
    told: list[str] = json.loads(vault.unseal(base64.urlsafe_b64decode(codes), purpose=_PURPOSE))
    return told[1:] if told[0] == user.sub else []


def _mfa_is_due(_request: HttpRequest, visit: Visit, signed_in: SignedIn) -> bool:
    """Where the pool leaves a second factor to its users and this one signed in by the password alone."""
    if visit.here.pool.mfa_configuration != "OPTIONAL" or set(signed_in.proved) != {"pwd"}:
        return False
    user = signed_in.user
    has_some = bool(second_factors.usable(user)) or software_tokens.is_verified(user)
    return not has_some and bool(second_factors.offered(user))


def _passkey_is_due(request: HttpRequest, visit: Visit, signed_in: SignedIn) -> bool:
    """Where a passkey would let the user in next time, and the browser could make one."""
    pool, user = visit.here.pool, signed_in.user
    if _CAN_PASSKEY not in request.COOKIES or not _BY_PASSKEY.isdisjoint(signed_in.proved):
        return False
    if not first_factors.are_chosen(visit.client) or not first_factors.allows_passkeys(pool):
        return False
    would_do = "WEB_AUTHN" in sign_in_policy.permitted(pool, has_mfa=bool(user.mfa_factors))
    return would_do and not passkeys.usable(pool, user.pk)


def _note(request: HttpRequest, response: HttpResponse, here: Place, name: str) -> None:
    """Remember in this browser that it was offered; the cookie names nobody."""
    response.set_cookie(
        name,
        "1",
        max_age=_SELDOM,
        path=here.cookie_path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
