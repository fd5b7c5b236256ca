"""A trigger that is an HTTP address: the event is posted to it, signed as Standard Webhooks has it."""

import base64
import hmac
import json
import logging
from http import HTTPStatus
from typing import Any

from pools.core import clock, outbound
from pools.models import Webhook
from pools.triggers import transport
from pools.triggers.transport import Refused, Target, TimedOut, TransportError

NAME_PREFIX = "hook--"

logger = logging.getLogger(__name__)


def invoke(target: Target, body: bytes, *, run_id: str) -> Any:
    """Post the event. A second try carries the same `webhook-id`, so that the receiver can tell."""
    hook = Webhook.objects.filter(id=target.name.removeprefix(NAME_PREFIX)).first()
    if hook is None:
        raise TransportError("ResourceNotFoundException")
    headers = {"content-type": "application/json", **signature_headers(hook, body, message_id=run_id)}
    try:
        answer = outbound.post(hook.url, body=body, headers=headers, timeout=transport.SECONDS)
    except outbound.OutboundTimeout:
        raise TimedOut from None
    except outbound.OutboundError as problem:
        logger.warning("Webhook %s was not reached: %s", hook.id, problem)
        refused = isinstance(problem, outbound.OutboundRefused)
        raise TransportError("AccessDeniedException" if refused else "ServiceException") from None
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return transport.read_json(answer.body)
    raise _failure(answer)


def signature_headers(hook: Webhook, body: bytes, *, message_id: str) -> dict[str, str]:
    """Standard Webhooks: one `v1` signature for each secret that is good; two while a new one takes over."""
    timestamp = str(clock.timestamp())
    content = b".".join([message_id.encode(), timestamp.encode(), body])
    signatures = [
        "v1," + base64.b64encode(hmac.digest(secret, content, "sha256")).decode() for secret in hook.live_secrets
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def _failure(answer: outbound.Response) -> Exception:
    """A 4xx with a message is the trigger's own no; everything else is a trigger that does not work."""
    if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        try:
            told = json.loads(answer.body)
        except (ValueError, RecursionError):
            told = None
        if isinstance(told, dict) and isinstance(told.get("errorMessage"), str):
            return Refused(told["errorMessage"])
    return TransportError(f"HTTP status {int(answer.status)}")
