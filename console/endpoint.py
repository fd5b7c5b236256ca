"""The AWS API: takes target, headers and bytes, answers status, headers and bytes; knows no HttpRequest.

It alone turns CognitoError into AWS's JSON. The caller adds Content-Length.
"""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import accounts.api  # noqa: F401  its operations register themselves
import pools.api  # noqa: F401  its operations register themselves
from console import logs, signing
from pools import request_rate
from pools.core import clock
from pools.core.errors import (
    CognitoError,
    InternalErrorException,
    ThrottlingException,
    TooManyRequestsException,
    UnknownOperationException,
)
from pools.wire import body as wire_body
from pools.wire import model, registry, serialize, validate
from pools.wire.call import Actor, Call
from pools.wire.model import Operation, Signature
from pools.wire.registry import Function

log = logging.getLogger(__name__)

CONTENT_TYPE = ("Content-Type", "application/x-amz-json-1.1")
EXPOSED = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
PREFLIGHT_SECONDS = 172800
HEADER_NAMES = re.compile(r"[A-Za-z0-9_, -]+")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def answer(*, method: str, target: str, headers: Mapping[str, str], body: bytes, ip: str, query: str = "") -> Answer:
    """One call; `headers` have lower-case names. Never raises."""
    request_id = logs.request_id.get() or str(uuid.uuid4())
    own = [("x-amzn-RequestId", request_id), *_cross_origin()]
    if method == "OPTIONS":
        return Answer(HTTPStatus.OK, [*own, *_preflight(headers)], b"")
    try:
        operation, perform = _find(target)
        actor = _actor(operation, method=method, headers=headers, body=body, ip=ip, query=query)
        _spend(operation)
        values = validate.clean(operation, wire_body.decode(body))
        output = perform(Call(operation.service, operation.name, values, actor, request_id))
        found = serialize.encode(operation, output)
    except CognitoError as error:
        return _refusal(error, own)
    except Exception:
        log.exception("%s failed", target, extra={"aws_request_id": request_id})
        return _refusal(InternalErrorException("Something went wrong"), own)
    return Answer(HTTPStatus.OK, [*own, CONTENT_TYPE], found)


def _find(target: str) -> tuple[Operation, Function]:
    operation = model.find(target)
    if operation is None:
        raise UnknownOperationException(
            f"There is no operation {target[:128]}." if target else "X-Amz-Target is missing."
        )
    perform = registry.lookup(operation)
    if perform is None:
        raise UnknownOperationException(f"{operation.name} is not supported by Poolhouse yet.")
    return operation, perform


def _actor(operation: Operation, *, method: str, headers: Mapping[str, str], body: bytes, ip: str, query: str) -> Actor:
    """Who calls. Public operations tolerate any Authorization header and ignore it."""
    user_agent = headers.get("user-agent", "")
    wanted = operation.signature
    if wanted is Signature.IGNORED or (wanted is Signature.OPTIONAL and not signing.is_signed(headers)):
        return Actor(region=None, access_key_id=None, operator_id=None, ip=ip, user_agent=user_agent)
    key = signing.verify(
        method=method, path="/", query=query, headers=headers, body=body, service=operation.service, now=clock.now()
    )
    return Actor(
        region=key.region, access_key_id=key.access_key_id, operator_id=key.operator_id, ip=ip, user_agent=user_agent
    )


def _spend(operation: Operation) -> None:
    """Count the call where its category is limited. Who cannot sign uses up nobody's share."""
    if operation.service != "cognito-idp":
        return
    try:
        request_rate.spend(operation.name)
    except TooManyRequestsException as error:
        if error.code in operation.errors:
            raise
        raise ThrottlingException(error.message) from None


def _refusal(error: CognitoError, headers: list[tuple[str, str]]) -> Answer:
    said = {"__type": error.code, "message": error.message}
    if error.reason:
        said["reasonCode"] = error.reason
    # AWS: the colon after the name; SDKs cut there.
    return Answer(
        error.status, [*headers, ("x-amzn-ErrorType", f"{error.code}:"), CONTENT_TYPE], json.dumps(said).encode()
    )


def _cross_origin() -> list[tuple[str, str]]:
    """Any site may call, as with AWS: what protects a call is in it, not in cookies."""
    return [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", EXPOSED)]


def _preflight(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    asked = headers.get("access-control-request-headers", "")
    allowed = asked if HEADER_NAMES.fullmatch(asked) else "authorization,content-type,x-amz-date,x-amz-target"
    return [
        ("Access-Control-Allow-Methods", "POST,OPTIONS"),
        ("Access-Control-Allow-Headers", allowed),
        ("Access-Control-Max-Age", str(PREFLIGHT_SECONDS)),
        ("Vary", "Access-Control-Request-Headers"),
    ]
