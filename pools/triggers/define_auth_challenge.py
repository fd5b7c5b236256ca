"""A custom sign-in after each step: the function names the next challenge, lets the user in, or turns them down."""

from dataclasses import dataclass
from typing import Any

from pools.models import UserPool
from pools.triggers import challenged, event
from pools.triggers.challenged import Challenged


@dataclass(frozen=True)
class Decision:
    """One of three: failed, let in, or to be challenged."""

    failed: bool
    let_in: bool
    challenge: str


def run(pool: UserPool, whom: Challenged, *, rounds: list[dict[str, Any]], known: tuple[str, ...]) -> Decision:
    """Ask what comes next.

    Args:
        pool: whose function.
        whom: is signing in.
        rounds: what was asked and answered so far, as AWS ChallengeResult.
        known: the challenges that may be named.

    Raises:
        InvalidLambdaResponseException: the answer decides nothing, or names a challenge that cannot be asked.
        UserLambdaValidationException, UnexpectedLambdaException: see `invoke.call`.
    """
    response = challenged.call(
        pool,
        "DefineAuthChallenge",
        whom,
        request={"session": rounds},
        response=("challengeName", "issueTokens", "failAuthentication"),
    )
    failed, let_in = event.flag(response, "failAuthentication"), event.flag(response, "issueTokens")
    if failed or let_in:
        # A function that says both means no.
        return Decision(failed=failed, let_in=let_in and not failed, challenge="")
    challenge = event.one_of(response, "challengeName", known)
    if challenge is None:
        raise event.unrecognizable()
    return Decision(failed=False, let_in=False, challenge=challenge)
