"""One call of the AWS API, as an operation's function receives it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """Who calls. Without a signature there is no region and no key: the pool, client or token tells where."""

    region: str | None
    access_key_id: str | None
    operator_id: int | None
    ip: str
    user_agent: str


@dataclass(frozen=True)
class Call:
    """An operation, its validated input, and who asked for it."""

    service: str
    operation: str
    input: dict[str, Any]
    actor: Actor
    request_id: str

    @property
    def region(self) -> str:
        """The region that a signed call is for; only operations that must be signed ask."""
        if self.actor.region is None:
            raise LookupError(f"{self.operation} was not signed, so it names no region.")
        return self.actor.region
