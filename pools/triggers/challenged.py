"""What the three functions of a custom sign-in are all told: who is signing in, through which client."""

from dataclasses import dataclass
from typing import Any

from pools.models import UserPool
from pools.triggers import invoke


@dataclass(frozen=True)
class Challenged:
    """Who is being challenged.

    Attributes:
        client_id: of the app client.
        username: made up where there is no such user.
        attributes: none where there is no such user.
        client_metadata: of RespondToAuthChallenge; what InitiateAuth was given does not come here (triggers.md A6).
        user_not_found: whether there is no such user; None where the client does not hide that.
    """

    client_id: str
    username: str
    attributes: dict[str, str]
    client_metadata: dict[str, str] | None
    user_not_found: bool | None


def call(
    pool: UserPool, trigger: str, whom: Challenged, *, request: dict[str, Any], response: tuple[str, ...]
) -> dict[str, Any]:
    """Call one of the three; `response` names the members that stand in the event, each null.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: see `invoke.call`.
    """
    told: dict[str, Any] = {"userAttributes": whom.attributes, **request}
    if whom.client_metadata:
        told["clientMetadata"] = whom.client_metadata
    if whom.user_not_found is not None:
        told["userNotFound"] = whom.user_not_found
    return invoke.call(
        pool,
        trigger,
        source="Authentication",
        user_name=whom.username,
        client_id=whom.client_id,
        request=told,
        response=dict.fromkeys(response),
    )
