"""An open challenge as a page shows it, again and again; and what a page does with one besides answering it."""

from dataclasses import dataclass
from datetime import timedelta

from accounts import (
    confirmation,
    first_factors,
    one_time_codes,
    recovery_codes,
    second_factors,
    software_tokens,
    step_up,
)
from accounts.models.auth_session import AuthSession
from accounts.signin import engine, software_token_setup, store
from accounts.signin.challenges import CHALLENGES
from accounts.signin.outcome import Challenge, Context
from pools.core.errors import CognitoError, InvalidParameterException, NotAuthorizedException
from pools.models import AppClient

SENT = ("SMS_MFA", "EMAIL_OTP", "SMS_OTP")
"""Challenges about a code that was sent, and that can be sent again."""

_FIRST = ("SELECT_CHALLENGE", "PASSWORD", "WEB_AUTHN", "EMAIL_OTP", "SMS_OTP")
_SECOND = ("SELECT_MFA_TYPE", "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
_MINUTE = timedelta(minutes=1)
_SENT_TO = {**second_factors.CHANNELS, **first_factors.BY_CODE}


@dataclass(frozen=True)
class Key:
    """What a browser keeps of an open challenge: which one it is, whose, and the session string."""

    challenge: str
    session: str
    username: str


@dataclass(frozen=True)
class Way:
    """A challenge that can be chosen. `hint`: the masked address, or what the user calls the app."""

    name: str
    hint: str = ""


@dataclass(frozen=True)
class OpenChallenge:
    """A challenge that waits for its answer.

    Attributes:
        name: of the challenge.
        parameters: ChallengeParameters.
        ways: what can be chosen, in the challenge itself or in its place.
        digits: of the code, where it asks for one.
        minutes: for which a code is good that was sent.
        is_second: whether something was proved before.
        has_recovery_codes: whether one of those would do as well.
        seed: of an authenticator app that is being set up.
    """

    name: str
    parameters: dict[str, str]
    ways: tuple[Way, ...]
    digits: int
    minutes: int
    is_second: bool
    has_recovery_codes: bool
    seed: str


def look(client: AppClient, key: Key, *, context: Context) -> OpenChallenge:
    """What the open challenge asks; it stays as it is.

    Raises:
        NotAuthorizedException: it is open no more, or another client's or user's.
    """
    session = _find(client, key, context)
    return OpenChallenge(
        name=session.challenge,
        parameters=session.memory["told"],
        ways=tuple(Way(name, _hint(session, name)) for name in _ways(session)),
        digits=one_time_codes.digits(session),
        minutes=session.validity // _MINUTE,
        is_second=bool(session.proved),
        has_recovery_codes=_takes_recovery_codes(session),
        seed=software_token_setup.waiting(session),
    )


def send_again(client: AppClient, key: Key, *, context: Context) -> Challenge:
    """Send another code; the one before is good no more. A refusal leaves the challenge as it is.

    Raises:
        InvalidParameterException: nothing was sent that could be sent again.
        NotAuthorizedException: as `look`.
        Also what `one_time_codes.send` raises.
    """
    session = _find(client, key, context)
    if session.challenge not in SENT:
        raise InvalidParameterException("There is no code to be sent again.")
    return _ask(session, session.challenge)


def choose(client: AppClient, key: Key, *, context: Context) -> Challenge:
    """Let the user choose what to answer in place of the open challenge. A refusal leaves it as it is.

    Only what could have been asked just as well is offered, so that nothing is skipped by it (checklist 43, 48).

    Raises:
        InvalidParameterException: there is no other way.
        NotAuthorizedException: as `look`.
    """
    session = _find(client, key, context)
    ways = _ways(session)
    if _is_set_up(session):
        one_time_codes.give_up_email(session)
        return _ask(session, "MFA_SETUP")
    if len(ways) <= 1:
        raise InvalidParameterException("There is no other way to go on.")
    if _is_second(session):
        session.memory["mfas"] = ways
        return _ask(session, "SELECT_MFA_TYPE")
    return _ask(session, "SELECT_CHALLENGE")


def _find(client: AppClient, key: Key, context: Context) -> AuthSession:
    if not key.session:
        raise NotAuthorizedException("Invalid session for the user.")
    answers = {"USERNAME": key.username}
    session = store.find(client, string=key.session, challenges=(key.challenge,), answers=answers, context=context)
    if session.answered_at:
        raise NotAuthorizedException("Invalid session for the user, session can only be used once.")
    return session


def _ask(session: AuthSession, challenge: str) -> Challenge:
    store.claim(session, once=False)
    try:
        return engine.ask(session, challenge)
    except CognitoError:
        store.give_back(session)
        raise


def _ways(session: AuthSession) -> list[str]:
    if _is_set_up(session):
        return [name for name in session.memory["mfas"] if name != "SMS_MFA"]  # an administrator's to set up
    if _is_second(session):
        return second_factors.alternatives(session)
    if session.challenge in _FIRST or _steps_up(session):
        available = CHALLENGES["SELECT_CHALLENGE"].available(session)
        return [name for name in available if name != "PASSWORD_SRP"]
    return []


def _is_second(session: AuthSession) -> bool:
    return bool(session.proved) and session.challenge in _SECOND and not _steps_up(session)


def _steps_up(session: AuthSession) -> bool:
    return session.challenge in ("SELECT_CHALLENGE", *step_up.choices(session)) and bool(session.proved)


def _is_set_up(session: AuthSession) -> bool:
    return session.challenge == "MFA_SETUP" or one_time_codes.sets_up_email(session)


def _takes_recovery_codes(session: AuthSession) -> bool:
    if session.user is None or not _is_second(session) or _is_set_up(session):
        return False
    return recovery_codes.left(session.user) > 0


def _hint(session: AuthSession, name: str) -> str:
    attribute = _SENT_TO.get(name)
    if attribute is None:
        is_app = name == "SOFTWARE_TOKEN_MFA"
        return software_tokens.name_of(session.user) if session.user and is_app else ""
    if _is_set_up(session):
        return ""
    if session.user is None:
        return confirmation.made_up(session.pool, session.typed, attribute).destination
    return confirmation.mask(getattr(session.user, attribute))
