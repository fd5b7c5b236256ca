"""Every answered operation with rubbish in every member: a modelled 4xx, never a fault, never long (checklist 67)."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from console.models import AccessKey
from pools import app_clients, user_pools
from pools.wire import model, registry
from pools.wire.model import Operation
from tests.support import boto, inputs, people

ANSWERED = [
    operation
    for name in model.SERVICES
    for operation in model.service(name).operations.values()
    if registry.lookup(operation)
]


@pytest.fixture
def known(db: None, anonymous_idp: Any) -> dict[str, Any]:
    """Values that lead past the first look-ups: a pool, its client, alice and her token."""
    pool = user_pools.create(region=boto.REGION, name="people", settings={"AutoVerifiedAttributes": ["email"]})
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"]
    client = app_clients.create(pool, name="web", settings={"ExplicitAuthFlows": flows})
    people.confirmed(pool, "alice")
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    tokens = anonymous_idp.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)[
        "AuthenticationResult"
    ]
    return {
        "UserPoolId": pool.id,
        "ClientId": client.id,
        "Username": "alice",
        "AccessToken": tokens["AccessToken"],
        "Token": tokens["RefreshToken"],
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": parameters,
        "Password": people.PASSWORD,
        "Limit": 10,
    }


def seconds(operation: Operation, key: AccessKey, content: dict[str, Any]) -> float:
    """How long the answer took; boto.answer has looked it over."""
    target = f"{model.service(operation.service).target_prefix}.{operation.name}"
    own = {"Host": "localhost:8000", "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
    request = AWSRequest("POST", boto.BASE_URL, own, json.dumps(content).encode())
    credentials = Credentials(key.access_key_id, bytes(key.secret).decode())
    SigV4Auth(credentials, operation.service, boto.REGION).add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    began = time.perf_counter()
    boto.answer(headers, request.data)
    return time.perf_counter() - began


@pytest.mark.parametrize("operation", ANSWERED, ids=lambda operation: operation.name)
def test_rubbish_is_answered_with_a_modelled_error(
    operation: Operation, access_key: AccessKey, known: dict[str, Any]
) -> None:
    good = inputs.smallest(operation, known)

    slowest = max(seconds(operation, access_key, content) for content in [*inputs.spoilt(operation, good), good])

    assert slowest < 1
