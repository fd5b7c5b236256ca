"""What a message says, as the outbox keeps it sealed in one column."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from pools.models import OutboxMessage


@dataclass(frozen=True)
class Content:
    """Subject, text and HTML; an SMS has text only."""

    subject: str
    text: str
    html: str

    @classmethod
    def of(cls, message: OutboxMessage) -> Self:
        """The whole message, or what is left of it once a real sender took it."""
        sealed = bytes(message.content)
        if not sealed:
            return cls(subject=message.subject, text=message.masked_content, html="")
        return cls(**json.loads(sealed))

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode()
