"""Signing in by the pool's own functions: what was asked and answered so far, and what comes next (auth-flows.md 9)."""

from typing import Any

from accounts import admission, lock_out, subjects
from accounts.familiarity import Caller
from accounts.models.auth_session import AuthSession
from pools.core.errors import InvalidParameterException, NotAuthorizedException
from pools.models import UserPool
from pools.triggers import create_auth_challenge, define_auth_challenge, invoke, verify_auth_challenge
from pools.triggers.challenged import Challenged

GUESSING = "custom|"
"""What answers are guesses at, see `subjects.of`."""

# AWS: unverified: how long a function may go on asking is not told; without an end an open sign-in would have none.
MOST_ROUNDS = 20

_CUSTOM, _PASSWORD = "CUSTOM_CHALLENGE", "PASSWORD_VERIFIER"


def require_trigger(pool: UserPool, trigger: str) -> None:
    """Refuse where the pool lacks one of the three functions.

    Raises:
        InvalidParameterException: with AWS's words.
    """
    if not invoke.is_set(pool, trigger):
        # AWS: unverified which exception it is.
        raise InvalidParameterException("Custom auth lambda trigger is not configured for the user pool.")


def note(session: AuthSession, challenge: str, *, passed: bool, metadata: str | None = None) -> None:
    """Add a challenge and its result to what DefineAuthChallenge is told (in memory)."""
    result = {"challengeName": challenge, "challengeResult": passed, "challengeMetadata": metadata}
    session.memory["rounds"] = [*_rounds(session), result]


def next_challenge(session: AuthSession) -> str | None:
    """What DefineAuthChallenge wants asked next; nothing once it lets the user in.

    Raises:
        NotAuthorizedException: it turned the user down, or asked for too long.
        InvalidLambdaResponseException: it named what cannot be asked, or nothing.
        UserLambdaValidationException, UnexpectedLambdaException: see `invoke.call`.
    """
    if session.challenge == _PASSWORD:
        note(session, _PASSWORD, passed=True)
    known = (_CUSTOM, _PASSWORD) if "A" in session.memory else (_CUSTOM,)
    decision = define_auth_challenge.run(session.pool, _whom(session), rounds=_rounds(session), known=known)
    # Whom a function lets in although there is no such user is turned down as well (checklist 29).
    if decision.failed or (decision.let_in and session.user is None):
        raise NotAuthorizedException(admission.INCORRECT)
    if decision.let_in:
        lock_out.forget(session.pool, _subject(session))
        session.prove("custom")
        return None
    if len(_rounds(session)) >= MOST_ROUNDS:
        raise NotAuthorizedException(admission.INCORRECT)
    return decision.challenge


def ask(session: AuthSession) -> dict[str, str]:
    """Have CreateAuthChallenge make a question; what the client is told of it.

    Raises:
        InvalidParameterException: the pool has no such function.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: see `invoke.call`.
    """
    require_trigger(session.pool, "CreateAuthChallenge")
    question = create_auth_challenge.run(session.pool, _whom(session), challenge=_CUSTOM, rounds=_rounds(session))
    session.memory["question"] = {"private": question.private, "metadata": question.metadata}
    return {**question.public, "USERNAME": session.username}


def take(session: AuthSession, answer: str) -> None:
    """Have VerifyAuthChallengeResponse judge an answer; a wrong one is DefineAuthChallenge's to punish.

    An answer is a guess: it is counted before the function sees it, and uncounted when it was right. Only a finished
    sign-in forgives earlier ones, so that an easy question does not make guesses at a hard one free.

    Raises:
        NotAuthorizedException: too many wrong answers; the function was not asked.
        InvalidParameterException: the pool has no such function.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: see `invoke.call`.
    """
    require_trigger(session.pool, "VerifyAuthChallengeResponse")
    question: dict[str, Any] = session.memory.pop("question")
    spent = lock_out.spend(session.pool, _subject(session), caller=Caller(session.user, session.context.ip))
    right = verify_auth_challenge.run(session.pool, _whom(session), private=question["private"], answer=answer)
    if right:
        lock_out.give_back(session.pool, spent)
    note(session, _CUSTOM, passed=right, metadata=question["metadata"])


def _rounds(session: AuthSession) -> list[dict[str, Any]]:
    return list(session.memory.get("rounds") or [])


def _whom(session: AuthSession) -> Challenged:
    return Challenged(
        client_id=session.client.id,
        username=session.username,
        attributes=session.user.trigger_attributes if session.user else {},
        # Before anything was answered the call is InitiateAuth.
        client_metadata=session.context.client_metadata if session.challenge else None,
        user_not_found=session.user is None if session.client.hides_existence else None,
    )


def _subject(session: AuthSession) -> bytes:
    return subjects.of(session.pool, session.user, session.typed, guessing=GUESSING)
