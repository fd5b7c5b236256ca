"""Before a custom challenge is asked: the function makes the question, and what the answer will be held against."""

from dataclasses import dataclass
from typing import Any

from pools.models import UserPool
from pools.triggers import challenged, event
from pools.triggers.challenged import Challenged

_LONGEST_METADATA = 2048


@dataclass(frozen=True)
class Question:
    """What the client is told, what only we and the verifying function know, and the challenge's name for itself."""

    public: dict[str, str]
    private: dict[str, str]
    metadata: str | None


def run(pool: UserPool, whom: Challenged, *, challenge: str, rounds: list[dict[str, Any]]) -> Question:
    """Have a question made; it is never asked for twice, because it may send a code.

    Raises:
        InvalidLambdaResponseException: the answer is no question.
        UserLambdaValidationException, UnexpectedLambdaException: see `invoke.call`.
    """
    response = challenged.call(
        pool,
        "CreateAuthChallenge",
        whom,
        request={"challengeName": challenge, "session": rounds},
        response=("publicChallengeParameters", "privateChallengeParameters", "challengeMetadata"),
    )
    metadata = event.text(response, "challengeMetadata")
    if metadata is not None and len(metadata) > _LONGEST_METADATA:
        raise event.unrecognizable()
    return Question(
        public=event.texts(response, "publicChallengeParameters"),
        private=event.texts(response, "privateChallengeParameters"),
        metadata=metadata,
    )
