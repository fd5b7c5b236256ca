"""After a custom challenge was answered: the function says whether the answer is right."""

from pools.models import UserPool
from pools.triggers import challenged, event
from pools.triggers.challenged import Challenged


def run(pool: UserPool, whom: Challenged, *, private: dict[str, str], answer: str) -> bool:
    """Have an answer held against what CreateAuthChallenge kept to itself.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: see `invoke.call`.
    """
    response = challenged.call(
        pool,
        "VerifyAuthChallengeResponse",
        whom,
        request={"privateChallengeParameters": private, "challengeAnswer": answer},
        response=("answerCorrect",),
    )
    return event.flag(response, "answerCorrect")
