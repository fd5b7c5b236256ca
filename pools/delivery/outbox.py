"""The outbox: a message is a row, written in the transaction of what caused it; sending comes after."""

from functools import partial

from django.db import transaction

from pools.core import clock
from pools.core.errors import InvalidParameterException
from pools.delivery import email, placeholders, publishing, sms
from pools.delivery.content import Content
from pools.delivery.message import PreparedMessage
from pools.models import OutboxMessage, UserPool
from pools.models.outbox import MessageState

SENDERS = {"EMAIL": email, "SMS": sms}

# Between two codes lie some notices at most.
_LOOKED_AT = 20


def enqueue(pool: UserPool, message: PreparedMessage, *, user_sub: str) -> OutboxMessage:
    """Put a message into the outbox. Call inside the verb's transaction: rolled back, it was never written."""
    now = clock.now()
    row = OutboxMessage.objects.create(
        pool=pool,
        event=message.event,
        medium=message.medium,
        recipient=message.to,
        user_sub=user_sub,
        subject=message.masked_subject,
        content=_content(message).to_bytes(),
        not_before=now,
        created_at=now,
    )
    _publish_on_commit(row)
    return row


def resend(message: OutboxMessage) -> None:
    """Send it once more, with attempts counted anew.

    Raises:
        InvalidParameterException: it is on its way just now, or its content is no longer kept.
    """
    if not bytes(message.content):
        raise InvalidParameterException("The message was sent and its code is no longer kept; request a new code.")
    renewed = (
        OutboxMessage.objects.filter(pk=message.pk)
        .exclude(state=MessageState.SENDING)
        .update(
            state=MessageState.QUEUED,
            attempts=0,
            error="",
            lease_by="",
            lease_until=None,
            not_before=clock.now(),
            sent_at=None,
        )
    )
    if not renewed:
        raise InvalidParameterException("The message is being sent just now.")
    _publish_on_commit(message)


def last_with_code(pool: UserPool, *, user_sub: str) -> tuple[OutboxMessage, str] | None:
    """The newest message to a user that carries a code, and the code; nothing once a real sender took it."""
    for row in OutboxMessage.objects.filter(pool=pool, user_sub=user_sub).order_by("-id")[:_LOOKED_AT]:
        content = Content.of(row)
        if content.code:
            return row, content.code
        if row.masked_content and placeholders.MASK in content.text:
            return None
    return None


def is_mailbox(pool: UserPool, medium: str) -> bool:
    """Whether no real sender is set up, so that the outbox is where messages are read."""
    return not SENDERS[medium].is_set_up(pool)


def _content(message: PreparedMessage) -> Content:
    return Content(
        text=message.text,
        html=message.html,
        subject=message.subject,
        masked_text=message.masked,
        masked_html=message.masked_html,
        code=message.code,
    )


def _publish_on_commit(row: OutboxMessage) -> None:
    transaction.on_commit(partial(publishing.publish_soon, row.pk), robust=True)
