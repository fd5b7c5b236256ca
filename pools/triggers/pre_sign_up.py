"""Before a user is stored: the trigger may refuse, confirm at once, and call addresses verified."""

from dataclasses import dataclass

from pools.models import UserPool
from pools.triggers import event, invoke


@dataclass(frozen=True)
class PreSignUpAnswer:
    """What the trigger decided; nothing of it counts for users whom an administrator creates."""

    auto_confirm: bool = False
    auto_verify_email: bool = False
    auto_verify_phone: bool = False

    @property
    def verifies(self) -> bool:
        return self.auto_verify_email or self.auto_verify_phone


def run(
    pool: UserPool,
    *,
    client_id: str | None,
    username: str,
    attributes: dict[str, str],
    validation_data: dict[str, str] | None,
    client_metadata: dict[str, str] | None,
    source: str,
) -> PreSignUpAnswer:
    """Ask for `source` SignUp, AdminCreateUser or ExternalProvider.

    Raises:
        UserLambdaValidationException: the sign-up is refused; store nothing.
        UnexpectedLambdaException, InvalidLambdaResponseException: the trigger does not work.
    """
    response = invoke.call(
        pool,
        "PreSignUp",
        source=source,
        user_name=username,
        client_id=client_id,
        request={
            "userAttributes": attributes,
            "validationData": validation_data or None,
            "clientMetadata": client_metadata or None,
        },
        response={"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    )
    return PreSignUpAnswer(
        auto_confirm=event.flag(response, "autoConfirmUser"),
        auto_verify_email=event.flag(response, "autoVerifyEmail"),
        auto_verify_phone=event.flag(response, "autoVerifyPhone"),
    )
