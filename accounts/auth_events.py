"""What happened at sign-ins and around them, kept for two years where threat protection is on; nothing where it is off."""

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts import attempts, event_log, lock_out, subjects, user_agents
from accounts.models import AttemptCount, AuthEvent, User
from accounts.models.auth_session import AuthSession, Context
from pools.core import clock
from pools.core.errors import (
    CodeMismatchException,
    ExpiredCodeException,
    LimitExceededException,
    NotAuthorizedException,
    PasswordResetRequiredException,
    ResourceNotFoundException,
    UserLambdaValidationException,
    UserNotConfirmedException,
    UserNotFoundException,
)
from pools.core.pagination import Page
from pools.delivery.logs import events
from pools.models import UserPool

PASS, FAIL, IN_PROGRESS = "Pass", "Fail", "InProgress"

_FAILURES = (
    CodeMismatchException,
    ExpiredCodeException,
    NotAuthorizedException,
    PasswordResetRequiredException,
    ResourceNotFoundException,
    UserLambdaValidationException,
    UserNotConfirmedException,
    UserNotFoundException,
)
"""Errors that say something of the person; a missing parameter or a busy server does not."""

_SUCCESS, _FAILURE = "Success", "Failure"
_PASSWORD_CHALLENGES = ("", "PASSWORD", "PASSWORD_SRP", "PASSWORD_VERIFIER")


@contextmanager
def watched(session: AuthSession) -> Iterator[None]:
    """A step of a sign-in: what it raises becomes a failed event of the user it is about."""
    try:
        yield
    except _FAILURES as error:
        if session.pool.threat_mode != "OFF" and error.message != lock_out.EXCEEDED:
            _failed(session)
        raise


def in_progress(session: AuthSession) -> None:
    """A challenge is about to be asked; that is an event once something was proved. Call before the session is kept."""
    if session.pool.threat_mode == "OFF":
        return
    known = "event" in session.memory
    if session.user and session.proved:
        _write(session, _of_session(session, known=known), IN_PROGRESS)
    identity(session)


def passed(session: AuthSession) -> None:
    """The sign-in is complete."""
    if session.pool.threat_mode != "OFF" and session.user:
        _write(session, _of_session(session, known="event" in session.memory), PASS)


def identity(session: AuthSession) -> uuid.UUID:
    """The id of the sign-in's event, whether or not it is written yet."""
    return uuid.UUID(session.memory.setdefault("event", str(uuid.uuid4())))


@contextmanager
def recorded(kind: str, user: User, *, client_id: str, context: Context, success: str = PASS) -> Iterator[None]:
    """Something that a user does beside signing in: PasswordChange, ForgotPassword, ResendCode.

    Args:
        kind: AWS's EventType.
        user: whose.
        client_id: through which app client.
        context: of the call.
        success: what it is called when it does not fail.
    """
    with failures(kind, user, client_id=client_id, context=context):
        yield
    record(kind, user, success, client_id=client_id, context=context)


@contextmanager
def failures(kind: str, user: User, *, client_id: str, context: Context) -> Iterator[None]:
    """As `recorded`, of what is not complete yet when it succeeds."""
    try:
        yield
    except _FAILURES:
        if user.pool.threat_mode != "OFF" and _is_within_bounds(user.pool, user, ""):
            record(kind, user, FAIL, client_id=client_id, context=context)
        raise


def record(kind: str, user: User, response: str, *, client_id: str, context: Context) -> None:
    """Keep an event; nothing where threat protection is off."""
    if user.pool.threat_mode == "OFF":
        return
    row = _new(user, kind, client_id=client_id, context=context)
    row.response = response
    row.save(force_insert=True)
    event_log.write(row, user)


def list_page(user: User, *, limit: int, after: int | None = None) -> Page[AuthEvent]:
    """A page of the user's events, newest first."""
    rows = AuthEvent.objects.filter(user=user)
    found = list((rows.filter(id__lt=after) if after else rows).order_by("-id")[: limit + 1])
    return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)


def _failed(session: AuthSession) -> None:
    known = "event" in session.memory
    if not _is_within_bounds(session.pool, session.user, session.typed):
        return
    if session.user is None:
        _pretend(session, known=known)
        return
    row = _of_session(session, known=known)
    if (session.memory.get("risk") or {}).get("decision") != "Block":
        # What was answered was wrong; who is blocked may have answered right.
        name = "Password" if session.challenge in _PASSWORD_CHALLENGES else "Mfa"
        row.challenges = [*row.challenges, {"ChallengeName": name, "ChallengeResponse": _FAILURE}]
    _write(session, row, FAIL)


def _is_within_bounds(pool: UserPool, user: User | None, typed: str) -> bool:
    """Strangers' failures fill no table: of each user some are kept in an hour."""
    try:
        attempts.spend(pool, subjects.of(pool, user, typed), attempts.FAILED_EVENT)
    except LimitExceededException:
        return False
    return True


def _pretend(session: AuthSession, *, known: bool) -> None:
    """Nobody's failure costs what somebody's does (checklist 29); the row is swept in a day."""
    if known:
        AuthEvent.objects.filter(event_id=identity(session)).first()
    for _ in range(2 if events.is_wanted(session.pool, events.AUTH_EVENTS) else 1):
        AttemptCount.objects.create(
            pool=session.pool, subject=secrets.token_bytes(32), kind="nobody", window_start=clock.now()
        )


def _of_session(session: AuthSession, *, known: bool) -> AuthEvent:
    """The event as it was written at an earlier step, else a new one."""
    event_id = identity(session)
    row = AuthEvent.objects.filter(event_id=event_id, user=session.user).first() if known else None
    if row is None:
        row = _new(_user(session), "SignIn", client_id=session.client.id, context=session.context)
        row.event_id = event_id
    return row


def _new(user: User, kind: str, *, client_id: str, context: Context) -> AuthEvent:
    return AuthEvent(
        pool=user.pool,
        user=user,
        client_id=client_id,
        type=kind,
        ip=context.ip[:45],
        device_name=user_agents.describe(context.user_agent),
        created_at=clock.now(),
    )


def _write(session: AuthSession, row: AuthEvent, response: str) -> None:
    risk: dict[str, Any] = session.memory.get("risk") or {}
    row.response = response
    row.risk_decision = risk.get("decision", "NoRisk")
    row.risk_level = risk.get("level", "")
    row.compromised = bool(session.memory.get("compromised"))
    seen = sum(entry["ChallengeResponse"] == _SUCCESS for entry in row.challenges)
    row.challenges = [
        *row.challenges,
        *(
            {"ChallengeName": "Password" if method == "pwd" else "Mfa", "ChallengeResponse": _SUCCESS}
            for method in session.proved[seen:]
        ),
    ]
    row.save()
    event_log.write(row, _user(session))


def _user(session: AuthSession) -> User:
    if session.user is None:
        raise LookupError("Nobody has no events.")
    return session.user
