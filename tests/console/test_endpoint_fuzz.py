"""Every answered operation with rubbish in every member: a modelled 4xx, never a fault, never long (checklist 67)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.db import transaction

from console.models import AccessKey
from pools import app_clients, groups, resource_servers, session_configuration, user_pools
from pools.wire import model, registry
from pools.wire.model import Operation
from tests.support import boto, effort, inputs, people

ANSWERED = [
    operation
    for name in model.SERVICES
    for operation in model.service(name).operations.values()
    if registry.lookup(operation)
]

# What must be free where something is made.
TAKEN = {
    "SignUp": "Username",
    "AdminCreateUser": "Username",
    "CreateGroup": "GroupName",
    "CreateResourceServer": "Identifier",
}

# Each pool that is made costs two RSA keys, so what CreateUserPool shares with UpdateUserPool is tried there.
LEFT_TO_UPDATE = {"CreateUserPool": frozenset(model.service("cognito-idp").shapes["UpdateUserPoolRequest"]["members"])}


@pytest.fixture
def known(db: None, anonymous_idp: Any) -> dict[str, Any]:
    """Values that lead past the first look-ups: a pool, its client, alice, her token and device, ivy's session."""
    settings = {"AutoVerifiedAttributes": ["email"], "DeviceConfiguration": {}}
    pool = user_pools.create(region=boto.REGION, name="people", settings=settings)
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"]
    flows += ["ALLOW_TOKEN_EXCHANGE_IMPERSONATION"]
    client = app_clients.create(pool, name="web", settings={"ExplicitAuthFlows": flows})
    groups.create(pool, name="staff")
    resource_servers.create(pool, identifier="orders", name="Orders", scopes=[])
    session_configuration.set_for_pool(pool, tracking=True, max_per_user=20)
    people.confirmed(pool, "alice")
    people.invited(pool, "ivy", temporary_password=people.PASSWORD)
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    sign_in = {"ClientId": client.id, "AuthFlow": "USER_PASSWORD_AUTH"}
    tokens = anonymous_idp.initiate_auth(AuthParameters=parameters, **sign_in)["AuthenticationResult"]
    session = anonymous_idp.initiate_auth(AuthParameters={**parameters, "USERNAME": "ivy"}, **sign_in)["Session"]
    return {
        **sign_in,
        "UserPoolId": pool.id,
        "GroupName": "staff",
        "Identifier": "orders",
        "Username": "alice",
        "AccessToken": tokens["AccessToken"],
        "SubjectToken": tokens["AccessToken"],
        "Token": tokens["RefreshToken"],
        "DeviceKey": tokens["NewDeviceMetadata"]["DeviceKey"],
        "AuthParameters": parameters,
        "Session": session,
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "ChallengeResponses": {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD},
        "Password": people.PASSWORD,
        "PreviousPassword": people.PASSWORD,
        "ProposedPassword": people.PASSWORD,
        "Limit": 10,
    }


def good_input(operation: Operation, known: dict[str, Any]) -> dict[str, Any]:
    """Members that are known to work, but names that are free where something is made."""
    taken = TAKEN.get(operation.name)
    good = inputs.smallest(operation, known)
    return {**good, taken: "newcomer"} if taken else good


def seconds(operation: Operation, key: AccessKey, content: dict[str, Any]) -> float:
    """The time the answer cost, on however busy a machine; boto.answer has looked it over. What it did is undone."""
    target = f"{model.service(operation.service).target_prefix}.{operation.name}"
    own = {"Host": "localhost:8000", "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
    request = AWSRequest("POST", boto.BASE_URL, own, json.dumps(content).encode())
    credentials = Credentials(key.access_key_id, bytes(key.secret).decode())
    SigV4Auth(credentials, operation.service, boto.REGION).add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    with effort.measured() as cost, transaction.atomic():
        boto.answer(headers, request.data)
        transaction.set_rollback(True)
    return cost.seconds


@pytest.mark.parametrize("operation", ANSWERED, ids=lambda operation: operation.name)
def test_rubbish_is_answered_with_a_modelled_error(
    operation: Operation, access_key: AccessKey, known: dict[str, Any]
) -> None:
    good = good_input(operation, known)

    slowest = max(seconds(operation, access_key, content) for content in [*inputs.spoilt(operation, good), good])

    assert slowest < 1


@pytest.mark.parametrize("operation", ANSWERED, ids=lambda operation: operation.name)
def test_limits_are_answered_or_refused_with_a_modelled_error(
    operation: Operation, access_key: AccessKey, known: dict[str, Any]
) -> None:
    good = good_input(operation, known)
    tried = inputs.strained(operation, good, without=LEFT_TO_UPDATE.get(operation.name, frozenset()))

    slowest = max(seconds(operation, access_key, content) for content in [*tried, good])

    assert slowest < 1
