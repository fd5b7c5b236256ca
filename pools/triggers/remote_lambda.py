"""A function in AWS Lambda, or in whatever speaks Lambda's API at POOLHOUSE_LAMBDA_ENDPOINT_URL."""

import contextlib
import json
import logging
from typing import Any

from django.conf import settings

from pools.core import aws
from pools.triggers import transport
from pools.triggers.transport import Refused, Target, TimedOut, TransportError

logger = logging.getLogger(__name__)


def invoke(target: Target, body: bytes, *, run_id: str) -> Any:  # noqa: ARG001  Lambda numbers its runs itself
    """Call the function and wait for what it returns."""
    try:
        answer = _client(target).invoke(FunctionName=target.arn, InvocationType="RequestResponse", Payload=body)
        with contextlib.closing(answer["Payload"]) as stream:
            payload = stream.read(transport.LARGEST_ANSWER + 1)
    except aws.TIMED_OUT:
        raise TimedOut from None
    except aws.FAILED as problem:
        logger.warning("Lambda function %s was not invoked: %s", target.name, problem)
        raise TransportError(aws.error_code(problem)) from None
    if answer.get("FunctionError"):
        raise Refused(_message(payload))
    return transport.read_json(payload)


def _client(target: Target) -> Any:
    endpoint = settings.POOLHOUSE_LAMBDA_ENDPOINT_URL or None
    return aws.client("lambda", region=target.region, endpoint_url=endpoint, read_timeout=transport.SECONDS)


def _message(payload: bytes) -> str:
    try:
        told = json.loads(payload)
    except ValueError:
        told = None
    return str(told.get("errorMessage") or "") if isinstance(told, dict) else ""
