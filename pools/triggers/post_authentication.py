"""After the last challenge and before any token: the trigger is told of the sign-in, and ends it by failing."""

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
    new_device_used: bool = False,
) -> None:
    """Tell.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: see `invoke.call`.
    """
    request: dict[str, Any] = {"userAttributes": attributes, "newDeviceUsed": new_device_used}
    if client_metadata:
        request["clientMetadata"] = client_metadata
    invoke.call(
        pool,
        "PostAuthentication",
        source="Authentication",
        user_name=username,
        client_id=client_id,
        request=request,
        response={},
    )
