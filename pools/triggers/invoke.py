"""Calling a pool's trigger: which transport, how long, how often, and Cognito's words when it goes wrong."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any, Final

from pools.core import ids
from pools.core.errors import UnexpectedLambdaException, UserLambdaValidationException
from pools.models import UserPool
from pools.triggers import event, remote_lambda, transport, webhook
from pools.triggers.transport import Refused, Target, TimedOut, TransportError

logger = logging.getLogger(__name__)

Transport = Callable[..., Any]

# Chosen by how the function's name begins, read from the top.
TRANSPORTS: Final[tuple[tuple[str, Transport], ...]] = (
    (webhook.NAME_PREFIX, webhook.invoke),
    ("", remote_lambda.invoke),
)

# AWS: three attempts in all when the time is up (triggers.md A7); here not where a repetition would do something twice.
ATTEMPTS = 3
NEVER_REPEATED = frozenset({"PostConfirmation", "CustomMessage", "CreateAuthChallenge", "UserMigration"})
# AWS: how `triggerSource` begins where it is not by the trigger's own name (triggers.md A3).
SOURCES = {"PreTokenGeneration": "TokenGeneration"}
# AWS: the text of a time-out, whatever the function runs on.
TIMEOUT_TEXT = "Socket timeout while invoking Lambda function"


def is_set(pool: UserPool, trigger: str) -> bool:
    """Whether the pool has this trigger."""
    return _arn(pool, trigger) is not None


def call(
    pool: UserPool,
    trigger: str,
    *,
    source: str,
    user_name: str,
    client_id: str | None,
    request: dict[str, Any],
    response: dict[str, Any],
    version: str = event.VERSION,
) -> dict[str, Any]:
    """Call `trigger` and return its response; `response` itself when the pool has no such trigger.

    Never call it inside a transaction: the other side may take its time, and may call us.

    Raises:
        UserLambdaValidationException: the trigger refused.
        UnexpectedLambdaException: it was not reached, or did not answer in time.
        InvalidLambdaResponseException: what it answered is not the event.
    """
    arn = _arn(pool, trigger)
    if arn is None:
        return response
    sent = event.build(
        pool,
        source=f"{SOURCES.get(trigger, trigger)}_{source}",
        user_name=user_name,
        client_id=client_id,
        request=request,
        response=response,
        version=version,
    )
    started = time.monotonic()
    try:
        answer = event.response_of(_deliver(trigger, arn, json.dumps(sent).encode()), version=version)
    except Refused as refusal:
        _log(pool, trigger, started, "refused")
        raise UserLambdaValidationException(f"{trigger} failed with error {refusal}.") from None
    except TransportError as problem:
        _log(pool, trigger, started, "failed")
        error = TIMEOUT_TEXT if isinstance(problem, TimedOut) else problem
        raise UnexpectedLambdaException(f"{trigger} invocation failed due to error {error}.") from None
    _log(pool, trigger, started, "answered")
    return answer


def _arn(pool: UserPool, trigger: str) -> str | None:
    """The function; some triggers are set together with a version in a member of their own."""
    configuration = pool.lambda_config
    found = configuration.get(trigger) or configuration.get(f"{trigger}Config")
    arn: str | None = found.get("LambdaArn") if isinstance(found, dict) else found
    return arn or None


def _deliver(trigger: str, arn: str, body: bytes) -> Any:
    target = transport.target(arn)
    send = _transport(target)
    run_id = f"run_{ids.opaque(18)}"
    attempts_left = 1 if trigger in NEVER_REPEATED else ATTEMPTS
    while True:
        attempts_left -= 1
        try:
            return send(target, body, run_id=run_id)
        except TimedOut:
            if not attempts_left:
                raise


def _transport(target: Target) -> Transport:
    return next(send for prefix, send in TRANSPORTS if target.name.startswith(prefix))


def _log(pool: UserPool, trigger: str, started: float, outcome: str) -> None:
    """Never the event: it holds attributes and codes."""
    milliseconds = round((time.monotonic() - started) * 1000)
    logger.info("Trigger %s of %s %s in %d ms.", trigger, pool.id, outcome, milliseconds)
