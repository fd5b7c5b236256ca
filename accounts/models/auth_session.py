"""A sign-in under way: who it is about, through which client, and what may be answered next."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import models

from accounts.models.user import User
from pools.models import AppClient, SealedJSONField, UserPool

_KEPT_USER_AGENT = 255
# A person has to find a telephone, or to install an app; AWS gives its pages times of their own as well.
_ON_PAGES = timedelta(minutes=10)


@dataclass(frozen=True)
class Earlier:
    """A sign-in whose access token came along, for a new one to build on."""

    session_id: uuid.UUID
    user_id: int
    proved: tuple[str, ...]
    auth_time: datetime


@dataclass(frozen=True)
class Context:
    """Where a call comes from, and what its caller wants triggers to know.

    Attributes:
        ip: the address of the person's device, as far as it is known.
        user_agent: of the same device.
        client_metadata: for triggers.
        hosted: whether a hosted page was used.
        admin: whether the call was signed.
        by_server: whether `ip` is that of an application's server, which calls for many people and did not say for
            whom; limits and risks of one address mean nothing then.
        earlier: the sign-in of an access token that came along, which was verified.
        browser: secrets of the browser, by which it may be known as one that is trusted.
    """

    ip: str = ""
    user_agent: str = ""
    client_metadata: dict[str, str] | None = None
    hosted: bool = False
    admin: bool = False
    by_server: bool = False
    earlier: Earlier | None = None
    browser: tuple[str, ...] = field(default=(), repr=False)

    @property
    def kept_user_agent(self) -> str:
        """As much of it as is kept."""
        return self.user_agent[:_KEPT_USER_AGENT]


UNKNOWN = Context()
"""Of calls of which nothing is known."""

BY_ADMINISTRATOR = Context(admin=True)
"""Of what an administrator does to somebody else's account."""


class AuthSession(models.Model):
    """One sign-in and its open challenge. The client holds the session string, we its hash; each string is good once."""

    token_hash = models.BinaryField(unique=True, max_length=32)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    username = models.CharField(max_length=2048, help_text="USER_ID_FOR_SRP; made up when there is no such user")
    typed = models.CharField(max_length=2048, help_text="The name as it was typed at the start")
    flow = models.CharField(max_length=32)
    challenge = models.CharField(max_length=32)
    memory = SealedJSONField(default=dict, editable=False, help_text="What flow and challenge keep between steps")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    context = Context()  # of the call being answered; never stored

    def __str__(self) -> str:
        return f"{self.challenge} for {self.username}"

    @property
    def validity(self) -> timedelta:
        """How long the answer to a challenge may take."""
        own = self.client.auth_session_validity
        return max(own, _ON_PAGES) if self.context.hosted else own

    @property
    def proved(self) -> list[str]:
        """The methods by which the user has proved to be this user so far, in order; see `prove`."""
        return list(self.memory.get("proved") or [])

    def prove(self, method: str) -> None:
        """Note a proof (in memory).

        Args:
            method: an AMR value (tokens.md 2: `pwd`, `otp`, `sms`, `email_otp`, `swk`, `hwk`), or `custom` when the
                pool's functions decided. Without any, a sign-in does not end in tokens.
        """
        self.memory["proved"] = [*self.proved, method]

    def announce(self, challenge: str) -> None:
        """Let this be the next challenge, before any gate is asked (in memory)."""
        self.memory["next"] = challenge
