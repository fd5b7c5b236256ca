"""Before a password is looked at: the trigger may turn the sign-in down."""

from pools.models import UserPool
from pools.triggers import invoke


def run(
    pool: UserPool,
    *,
    client_id: str | None,
    username: str,
    attributes: dict[str, str],
    validation_data: dict[str, str] | None,
    user_not_found: bool,
) -> None:
    """Ask; a refusal wins over a wrong password.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: see `invoke.call`.
    """
    invoke.call(
        pool,
        "PreAuthentication",
        source="Authentication",
        user_name=username,
        client_id=client_id,
        request={
            "userAttributes": attributes,
            "validationData": validation_data or None,
            "userNotFound": user_not_found,
        },
        response={},
    )
