"""A handful of events on their way to one target."""

from dataclasses import dataclass

from pools.delivery.logs.targets import Target
from pools.models import LogEvent


@dataclass(frozen=True)
class Batch:
    """Events of one pool and source, oldest first; never none."""

    target: Target
    pool_id: str
    source: str
    region: str  # the target's, else the pool's
    events: list[LogEvent]

    @property
    def name(self) -> str:
        """The same for the same events, so that what is sent again can replace itself."""
        return f"{self.events[0].pk}-{self.events[-1].pk}"

    def lines(self) -> bytes:
        return "".join(f"{event.body}\n" for event in self.events).encode()
