"""What a message says, as the outbox keeps it: whole and sealed until a real sender took it, then masked."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from pools.models import OutboxMessage


@dataclass(frozen=True)
class Content:
    """Text and, of a mail, HTML and subject; beside it what may be kept when it is sent, and the code it carries."""

    text: str
    html: str = ""
    subject: str = ""
    masked_text: str = ""
    masked_html: str = ""
    code: str = ""

    @classmethod
    def of(cls, message: OutboxMessage) -> Self:
        """The whole message, or what was kept of it."""
        if message.masked_content:
            return cls(subject=message.subject, **json.loads(message.masked_content))
        return cls(**json.loads(bytes(message.content)))

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    def masked(self) -> str:
        """For `masked_content`."""
        return json.dumps({"text": self.masked_text, "html": self.masked_html}, separators=(",", ":"))
