"""After a user was confirmed or chose a new password by code. What is done stays done if the trigger fails."""

from typing import Any

from pools.models import UserPool
from pools.triggers import invoke


def run(
    pool: UserPool,
    *,
    client_id: str | None,
    username: str,
    attributes: dict[str, str],
    client_metadata: dict[str, str] | None,
    source: str,
) -> None:
    """Tell of `source` ConfirmSignUp or ConfirmForgotPassword.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: see `invoke.call`.
    """
    request: dict[str, Any] = {"userAttributes": attributes}
    if client_metadata:
        request["clientMetadata"] = client_metadata
    invoke.call(
        pool,
        "PostConfirmation",
        source=source,
        user_name=username,
        client_id=client_id,
        request=request,
        response={},
    )
