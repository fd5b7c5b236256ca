"""Calls as bytes: signed where they must be, answered by the endpoint in this process."""

from __future__ import annotations

import base64
import json
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from console import endpoint
from console.endpoint import Answer
from pools.wire import model
from pools.wire.model import Operation, Signature
from tests.conformance.scene import Scene
from tests.support import boto

JSON_TYPE = "application/x-amz-json-1.1"


def call(scene: Scene, operation: Operation, body: bytes) -> Answer:
    """What the endpoint answers to these bytes."""
    target = f"{model.service(operation.service).target_prefix}.{operation.name}"
    request = AWSRequest(
        "POST", boto.BASE_URL, {"Host": "localhost:8000", "Content-Type": JSON_TYPE, "X-Amz-Target": target}, body
    )
    if operation.signature is not Signature.IGNORED:
        credentials = Credentials(scene.key.access_key_id, bytes(scene.key.secret).decode())
        SigV4Auth(credentials, operation.service, boto.REGION).add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    with boto.output_watched():
        return endpoint.answer(method="POST", target=target, headers=headers, body=body, ip=boto.IP)


def as_json(content: Any) -> bytes:
    """An input as SDKs send it: blobs as base64."""
    return json.dumps(content, default=lambda raw: base64.b64encode(raw).decode()).encode()
