"""Takes a message from the outbox to its sender and writes down how it went."""

import logging

from pools.delivery import lease, mailbox, outbox
from pools.delivery.content import Content
from pools.delivery.logs import events
from pools.models import OutboxMessage

logger = logging.getLogger(__name__)


def deliver(message_id: int) -> None:
    """Send one message, unless it is sent or being sent: told twice, it goes out once."""
    message = lease.take(message_id)
    if message is not None:
        _carry(message)


def deliver_next() -> bool:
    """Send the message that waits longest; false when none is due."""
    message = lease.take_next()
    if message is None:
        return False
    _carry(message)
    return True


def _carry(message: OutboxMessage) -> None:
    is_mailbox = outbox.is_mailbox(message.pool, message.medium)
    try:
        content = Content.of(message)
        if is_mailbox:
            mailbox.keep(message, content)
        else:
            outbox.SENDERS[message.medium].send(message, content)
    except Exception as problem:  # noqa: BLE001  whatever a sender raises: the row tells, and it is tried again
        lease.failed(message, problem)
        events.not_sent(message, problem)
        logger.warning(
            "Message %d was not sent at attempt %d (%s).", message.pk, message.attempts, type(problem).__name__
        )
        return
    # Between a sender's yes and this line lies the one moment in which a message can go out twice.
    lease.sent(message, masked_content="" if is_mailbox else content.masked())
