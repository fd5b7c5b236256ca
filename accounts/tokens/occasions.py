"""Why tokens are made, and what the pool's pre token generation trigger wants to be different about them then."""

from dataclasses import dataclass

from accounts.models import UserSession
from accounts.signin.outcome import SignedIn
from pools.triggers import pre_token_generation
from pools.triggers.pre_token_generation import GroupConfiguration, TokenChanges

# AWS: by the challenge that was answered last (triggers.md A3).
_SOURCES = {"NEW_PASSWORD_REQUIRED": "NewPasswordChallenge", "DEVICE_PASSWORD_VERIFIER": "AuthenticateDevice"}


@dataclass(frozen=True)
class Occasion:
    """The trigger's source, and what the call's ClientMetadata tells it."""

    source: str
    client_metadata: dict[str, str] | None = None


HOSTED = Occasion("HostedAuth")
REFRESH = Occasion("RefreshTokens")
EXCHANGE = Occasion("TokenExchange")  # AWS: unverified; that the trigger is asked is told by the errors of the model.


def of_sign_in(signed_in: SignedIn) -> Occasion:
    """The end of a sign-in through the API."""
    source = _SOURCES.get(signed_in.last_challenge, "Authentication")
    # AWS: what the first call says does not reach this trigger.
    return Occasion(source, signed_in.context.client_metadata if signed_in.last_challenge else None)


def changes(session: UserSession, groups: GroupConfiguration, scopes: list[str], occasion: Occasion) -> TokenChanges:
    """Ask the trigger, where the pool has one; never inside a transaction.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: see the trigger.
    """
    if not pre_token_generation.is_set(session.pool):
        return pre_token_generation.NOTHING
    return pre_token_generation.run(
        session.pool,
        source=occasion.source,
        client_id=session.client.id,
        username=session.user.username,
        attributes=session.user.trigger_attributes,
        groups=groups,
        scopes=scopes,
        client_metadata=occasion.client_metadata,
    )
