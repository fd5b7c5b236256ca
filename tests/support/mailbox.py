"""Reading what users were sent, from the outbox of the test's database."""

from __future__ import annotations

import re

from pools.delivery import sweep
from pools.delivery.content import Content
from pools.models import OutboxMessage


def newest(to: str) -> OutboxMessage:
    """The last message to an address or number."""
    message = OutboxMessage.objects.filter(recipient=to).order_by("id").last()
    assert message is not None, f"Nothing was sent to {to}."
    return message


def text(to: str) -> str:
    """What the last message to an address or number says."""
    return Content.of(newest(to)).text


def code(to: str) -> str:
    """The six digits in the last message to an address or number."""
    match = re.search(r"\b\d{6}\b", text(to))
    assert match is not None, f"The last message to {to} holds no code."
    return match[0]


def deliver_all() -> None:
    """Do at once what the worker would do within seconds."""
    sweep.send_due()
