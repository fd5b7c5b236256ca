"""SELECT_CHALLENGE: the user chooses what to begin with, or by what to step up."""

from accounts import admission, first_factors, step_up
from accounts.models.auth_session import AuthSession
from pools.core.errors import InvalidParameterException


def available(session: AuthSession) -> tuple[str, ...]:
    """AvailableChallenges, by the pool's and the user's present settings (checklist 22)."""
    if choices := step_up.choices(session):
        return choices
    return first_factors.offered(session.pool, session.user, session.typed)


def issue(session: AuthSession, string: str) -> dict[str, str]:  # noqa: ARG001 - as every challenge
    """Say who is asked."""
    return {"USERNAME": session.username}


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Let the chosen challenge be next. An answer that holds the chosen one's own answers never comes here.

    Raises:
        InvalidParameterException: not among what can be chosen; the session stays usable.
        UserNotConfirmedException: of no use to whoever has yet to prove an address.
    """
    chosen = answers["ANSWER"]
    if chosen not in available(session):
        raise InvalidParameterException(f"{chosen} is not among the available challenges.")
    if session.user:
        admission.check(session.user, unconfirmed=chosen in first_factors.BY_CODE)
    session.announce(chosen)
