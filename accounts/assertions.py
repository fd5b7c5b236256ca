"""What a passkey proves in a sign-in: asked for, checked once, its count of signatures moved on."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts import admission, lock_out, made_up, passkeys, relying_party, subjects
from accounts.crypto import webauthn, webauthn_answers
from accounts.crypto.webauthn import Known, Options, RelyingParty
from accounts.crypto.webauthn_answers import WebAuthnError
from accounts.familiarity import Caller
from accounts.models import Passkey, User
from accounts.models.auth_session import AuthSession
from pools.core import clock
from pools.core.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    WebAuthnConfigurationMissingException,
)
from pools.core.prepared import Prepared
from pools.models import UserPool

_OF_USER = Prepared(
    lambda user_id, rp_id: Passkey.objects.filter(user_id=user_id, rp_id=rp_id).order_by("id"), int, str
)
_BY_ID = Prepared(
    lambda pool_id, credential_id: Passkey.objects.filter(pool_id=pool_id, credential_id=credential_id), str, bytes
)
_MILLISECOND = timedelta(milliseconds=1)
_MADE_UP_BYTES = 20
_MADE_UP_TRANSPORTS = ("hybrid", "internal")


@dataclass(frozen=True)
class Proof:
    """A passkey that was used. `user_verified`: the authenticator made sure of the person, by PIN or biometrics."""

    passkey: Passkey
    sign_count: int
    user_verified: bool


def ask(session: AuthSession) -> dict[str, str]:
    """Keep a new challenge in the session's memory.

    Where there is no user, or the user has no passkey, the answer names one that looks like any (checklist 29).

    Returns:
        The ChallengeParameters.

    Raises:
        InvalidParameterException: the pool has no relying party.
    """
    party = _party(session.pool)
    found = _OF_USER.rows(session.user.id if session.user else 0, party.id)
    allowed = [passkeys.known(passkey) for passkey in found] or [_made_up(session.pool, session.typed)]
    return {
        "USER_ID_FOR_SRP": session.username,
        "CREDENTIAL_REQUEST_OPTIONS": json.dumps(_ask(session, party, allowed)),
    }


def ask_anybody(session: AuthSession) -> Options:
    """As `ask`, of whoever is there: the passkey will say whose it is. Cognito has no such thing.

    Returns:
        CREDENTIAL_REQUEST_OPTIONS.

    Raises:
        InvalidParameterException: the pool has no relying party.
    """
    return _ask(session, _party(session.pool), [])


def check(session: AuthSession, text: str) -> Proof:
    """Take the answer to the challenge in the session's memory.

    Args:
        session: of the sign-in.
        text: AuthenticationResponseJSON.

    Raises:
        NotAuthorizedException: no passkey of this user made it, now and here; or too many wrong answers.
    """
    proof = _proof(session, session.memory.pop("web_authn", None), text)
    subject = subjects.of(session.pool, session.user, session.typed, guessing="passkey|")
    wrong = NotAuthorizedException(admission.INCORRECT)
    lock_out.guard(
        session.pool,
        subject,
        lambda: proof is not None and _spend(proof),
        wrong=wrong,
        caller=Caller(session.user, session.context.ip),
    )
    if proof is None:
        raise wrong
    return proof


def check_anybody(session: AuthSession, text: str) -> Proof:
    """As `check`, of whoever the passkey says it is, whose sign-in it is from then on (WebAuthn 7.2, 6).

    What no passkey of ours is about counts against nobody: no number of guesses makes a signature.

    Raises:
        NotAuthorizedException: no passkey made it, now and here; or too many wrong answers.
    """
    user = _owner(session.pool, text)
    if user is None:
        raise NotAuthorizedException(admission.INCORRECT)
    user.pool = session.pool
    session.user, session.username, session.typed = user, user.username, user.username
    return check(session, text)


def _party(pool: UserPool) -> RelyingParty:
    try:
        return relying_party.of(pool)
    except WebAuthnConfigurationMissingException as error:
        # AWS: the sign-in operations declare no WebAuthnConfigurationMissingException.
        raise InvalidParameterException(error.message) from None


def _ask(session: AuthSession, party: RelyingParty, allowed: list[Known]) -> Options:
    options, state = webauthn.request_options(party, allowed=allowed, timeout=session.validity // _MILLISECOND)
    session.memory["web_authn"] = {"rp_id": party.id, **state}
    return options


def _owner(pool: UserPool, text: str) -> User | None:
    """Whose passkey it is, if the answer names the same user as we do."""
    try:
        given = webauthn_answers.assertion(text)
    except WebAuthnError:
        return None
    rows = Passkey.objects.select_related("user").filter(pool=pool, credential_id=given.raw_id)
    passkey = rows.first()
    if passkey is None or given.response.user_handle != passkeys.handle(passkey.user):
        return None
    return passkey.user


def prove(session: AuthSession, proof: Proof) -> None:
    """Note what the passkey proved (in memory)."""
    # AWS: a key that can be carried about is `hwk`, one that lives in a device or an account `swk` (tokens.md 2).
    session.prove("hwk" if proof.passkey.attachment == "cross-platform" else "swk")
    session.memory["user_verified"] = proof.user_verified


def _proof(session: AuthSession, kept: dict[str, Any] | None, text: str) -> Proof | None:
    """Everything but the count. An answer without a passkey is checked against one that nobody has."""
    if kept is None:  # nothing was asked, for want of a passkey then
        return None
    party = RelyingParty(id=kept["rp_id"], name="", user_verification=kept["user_verification"])
    try:
        given = webauthn_answers.assertion(text)
        passkey = _find(session, given.raw_id, party.id)
        credential = bytes(passkey.credential) if passkey else webauthn.decoy(given.raw_id)
        asserted = webauthn.check(party, kept, credential, given)
    except WebAuthnError:
        return None
    if passkey is None or session.user is None:
        return None
    if given.response.user_handle not in (None, passkeys.handle(session.user)):
        return None
    return Proof(passkey, asserted.sign_count, asserted.user_verified)


def _find(session: AuthSession, credential_id: bytes, rp_id: str) -> Passkey | None:
    passkey = _BY_ID.first(session.pool.id, credential_id)
    if passkey is None or session.user is None:
        return None
    return passkey if passkey.user_id == session.user.id and passkey.rp_id == rp_id else None


def _spend(proof: Proof) -> bool:
    """Move the count on (WebAuthn 7.2, 22): one that has not grown is a copy's, or the same answer's at another place.

    An authenticator that does not count says 0 each time.
    """
    rows = Passkey.objects.filter(pk=proof.passkey.pk)
    older = rows.filter(sign_count__lt=proof.sign_count) if proof.sign_count else rows.filter(sign_count=0)
    return bool(older.update(sign_count=proof.sign_count, last_used_at=clock.now()))


def _made_up(pool: UserPool, typed: str) -> Known:
    """The passkey of a name that nobody has; it repeats, as a real one does."""
    mark = made_up.mark(pool, typed, "passkey")
    return Known(mark[:_MADE_UP_BYTES], _MADE_UP_TRANSPORTS)
