"""What a step of a sign-in ends in: another challenge, or a signed-in user; never both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from accounts.models.auth_session import Context
from pools.models import AppClient

__all__ = ["Challenge", "Context", "Outcome", "SignedIn"]


@dataclass(frozen=True)
class Challenge:
    """What the client must answer next: the challenge's name, parameters, and the session string to answer with.

    `available` is filled for SELECT_CHALLENGE only: the challenges to choose from.
    """

    name: str
    session: str | None
    parameters: dict[str, str]
    available: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignedIn:
    """Somebody proved to be this user, through this client, at this time.

    Attributes:
        proved: the methods, in order; see `AuthSession.prove`.
        flow: how it began, an AuthFlow or one of `store.ON_PAGES`.
        device_key: of the known device that was proved, if any.
        new_device: whether the pool tracks devices and this is none that it knows.
        last_challenge: the challenge that was answered last, if any.
        provider_name: the external identity provider that proved it, if one did.
        provider_session: what that one calls its own session, where it can be asked to end it.
    """

    user: User
    client: AppClient
    auth_time: datetime
    context: Context
    proved: tuple[str, ...]
    flow: str
    device_key: str = ""
    new_device: bool = False
    last_challenge: str = ""
    provider_name: str = ""
    provider_session: Mapping[str, str] = field(default_factory=dict)


Outcome = Challenge | SignedIn
