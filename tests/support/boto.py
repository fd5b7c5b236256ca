"""Real boto3 clients whose requests console.endpoint answers in this process, without a socket.

A botocore before-send hook takes the finished, signed request and gives the answer back. It fails the test when the
answer is no answer: a 500, an error the operation's model does not declare, a member its output does not have.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from console import endpoint
from console.models import AccessKey
from pools.wire import model, serialize

BASE_URL = "http://localhost:8000"
REGION = "us-east-1"
IP = "203.0.113.7"

# What every AWS service may answer although no model says so.
COMMON_ERRORS = frozenset(
    {
        "AccessDeniedException",
        "IncompleteSignatureException",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "SerializationException",
        "ThrottlingException",
        "UnknownOperationException",
        "UnrecognizedClientException",
    }
)


def signed_client(service: str, key: AccessKey, *, region: str = REGION) -> Any:
    return _client(
        service,
        region_name=region,
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=bytes(key.secret).decode(),
    )


def unsigned_client(service: str, *, region: str = REGION) -> Any:
    return _client(service, region_name=region, config=Config(signature_version=UNSIGNED, **QUICK))


QUICK: dict[str, Any] = {"retries": {"total_max_attempts": 1}, "parameter_validation": False}


def _client(service: str, **options: Any) -> Any:
    options.setdefault("config", Config(**QUICK))
    made = boto3.client(service, endpoint_url=BASE_URL, **options)
    made.meta.events.register(f"before-send.{service}", _answer)
    return made


def _answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    url = urlsplit(request.url)
    headers.setdefault("host", url.netloc)
    found = answer(headers, _bytes(request.body), query=url.query)
    return AWSResponse(request.url, found.status, dict(found.headers), _Raw(found.body))


def answer(
    headers: Mapping[str, str], body: bytes, *, method: str = "POST", query: str = "", ip: str = IP
) -> endpoint.Answer:
    """What the endpoint answers, looked over for what no test may let pass."""
    target = headers.get("x-amz-target", "")
    with output_watched():
        found = endpoint.answer(method=method, target=target, headers=headers, body=body, ip=ip, query=query)
    assert found.status < 500, f"{target} failed; its traceback is in the log"
    if found.status >= 400:
        _check_declared(target, json.loads(found.body)["__type"])
    return found


def _check_declared(target: str, code: str) -> None:
    operation = model.find(target)
    declared = operation.errors if operation else frozenset()
    assert code in declared | COMMON_ERRORS, f"{target} answered {code}, which its model does not declare"


class _Refuse(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise AssertionError(record.getMessage())


@contextmanager
def output_watched() -> Iterator[None]:
    refuse = _Refuse()
    serialize.log.addHandler(refuse)
    try:
        yield
    finally:
        serialize.log.removeHandler(refuse)


class _Raw(io.BytesIO):
    """As much of urllib3's response as botocore reads."""

    def stream(self, amount: int = 65536, **_: Any) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _bytes(value: str | bytes | None) -> bytes:
    return value.encode() if isinstance(value, str) else value or b""
