"""A name that the pool does not know: the trigger may know it from an older directory, and hand the user over."""

from dataclasses import dataclass
from typing import Any

from pools.models import UserPool
from pools.triggers import event, invoke

_MEMBERS = (
    *("userAttributes", "finalUserStatus", "messageAction", "desiredDeliveryMediums"),
    *("forceAliasCreation", "enableSMSMFA"),
)


@dataclass(frozen=True)
class MigratedUser:
    """What the trigger hands over.

    Attributes:
        attributes: of the new user; without any the trigger knows nobody of this name.
        confirmed: the password is good; otherwise a new one must be chosen by a code.
        welcomed_by: the media of the welcome, EMAIL and SMS; none for a user who is not to be told.
        force_alias_creation: take verified addresses over from other users.
        sms_mfa: turn on SMS as second factor.
    """

    attributes: dict[str, str]
    confirmed: bool
    welcomed_by: tuple[str, ...]
    force_alias_creation: bool
    sms_mfa: bool


def is_set(pool: UserPool) -> bool:
    """Whether the pool has an older directory to ask."""
    return invoke.is_set(pool, "UserMigration")


def run(
    pool: UserPool,
    *,
    client_id: str | None,
    username: str,
    password: str | None,
    validation_data: dict[str, str] | None,
    client_metadata: dict[str, str] | None,
) -> MigratedUser:
    """Ask about the name that was typed: at sign-in with the password, for a forgotten password without.

    Raises:
        UserLambdaValidationException: the trigger turned the user down.
        UnexpectedLambdaException, InvalidLambdaResponseException: the trigger does not work.
    """
    request: dict[str, Any] = {
        "validationData": validation_data or None,
        "clientMetadata": client_metadata or None,
    }
    if password is not None:
        request["password"] = password
    response = invoke.call(
        pool,
        "UserMigration",
        source="ForgotPassword" if password is None else "Authentication",
        user_name=username,
        client_id=client_id,
        request=request,
        response=dict.fromkeys(_MEMBERS),
    )
    status = event.one_of(response, "finalUserStatus", ("CONFIRMED", "RESET_REQUIRED"))
    return MigratedUser(
        attributes=event.texts(response, "userAttributes"),
        confirmed=status == "CONFIRMED",
        welcomed_by=_mediums(response),
        force_alias_creation=event.flag(response, "forceAliasCreation"),
        sms_mfa=event.flag(response, "enableSMSMFA"),
    )


def _mediums(response: dict[str, Any]) -> tuple[str, ...]:
    mediums = response.get("desiredDeliveryMediums") or ["SMS"]
    if not isinstance(mediums, list) or any(medium not in ("EMAIL", "SMS") for medium in mediums):
        raise event.unrecognizable()
    suppressed = event.one_of(response, "messageAction", ("SUPPRESS", "RESEND")) == "SUPPRESS"
    return () if suppressed else tuple(dict.fromkeys(mediums))
