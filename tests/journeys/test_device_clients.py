"""Devices through clients that know nothing of us: amazon-cognito-identity-js, aws-amplify and pycognito."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config
from pycognito import aws_srp
from pycognito.aws_srp import AWSSRP

from accounts.models import Device
from pools.models import AppClient
from tests.support import builders, devices, factors, node, people

FLOWS = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.fixture
def app(base_url: str) -> AppClient:
    """Of a pool whose users say which devices are remembered; `alice` is in it."""
    pool = builders.pool("journey", DeviceConfiguration=devices.OPT_IN)
    people.confirmed(pool, "alice")
    return builders.client(pool, ExplicitAuthFlows=FLOWS)


def identity_js(story: str, base_url: str, app: AppClient, *more: str) -> dict[str, Any]:
    return node.run("device.js", story, base_url, app.pool_id, app.id, "alice", people.PASSWORD, *more)


@pytest.mark.node
def test_amazon_cognito_identity_js_is_known_again_by_its_device(base_url: str, app: AppClient) -> None:
    said = identity_js("remembered", base_url, app)
    assert said == {
        "first": ["InitiateAuth", "PASSWORD_VERIFIER", "ConfirmDevice"],
        "confirmation": True,
        "again": ["InitiateAuth", "PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"],
        "same": True,
        "listed": [1, 0],
        "refused": ["NotAuthorizedException", "Invalid Refresh Token"],
    }


@pytest.mark.node
def test_amazon_cognito_identity_js_gets_over_a_device_that_was_forgotten(base_url: str, app: AppClient) -> None:
    said = identity_js("forgottenElsewhere", base_url, app)
    assert said["again"] == ["InitiateAuth", "PASSWORD_VERIFIER", "PASSWORD_VERIFIER", "ConfirmDevice"]
    assert (said["same"], said["renewed"], said["listed"]) == (False, True, [said["key"]])


@pytest.mark.node
def test_the_device_spares_users_of_amazon_cognito_identity_js_the_second_factor(base_url: str) -> None:
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", DeviceConfiguration=devices.OPT_IN)
    secret = factors.with_app(people.confirmed(pool, "alice")).secret
    said = identity_js("insteadOfCode", base_url, builders.client(pool, ExplicitAuthFlows=FLOWS), secret)
    assert said == {
        "first": ["InitiateAuth", "PASSWORD_VERIFIER", "SOFTWARE_TOKEN_MFA", "ConfirmDevice"],
        "again": ["InitiateAuth", "PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"],
        "same": True,
    }


@pytest.mark.node
def test_aws_amplify_is_known_again_by_its_device(base_url: str, app: AppClient) -> None:
    given = {"endpoint": base_url, "poolId": app.pool_id, "clientId": app.id}
    said = node.run("amplify.js", "device", json.dumps({**given, "username": "alice", "password": people.PASSWORD}))
    assert said == {"step": "DONE", "known": 1, "after": 1, "refreshed": True, "left": 0}


@pytest.fixture
def public(base_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An unsigned boto3 client; what pycognito sends to Amazon's own address arrives at the same place."""

    def post(_url: str, **more: Any) -> requests.Response:
        return requests.post(base_url, **more)

    monkeypatch.setattr(aws_srp, "requests", SimpleNamespace(post=post))
    return boto3.client(
        "cognito-idp", endpoint_url=base_url, region_name="us-east-1", config=Config(signature_version=UNSIGNED)
    )


def pycognito(public: Any, app: AppClient, **device: str) -> AWSSRP:
    return AWSSRP(
        username="alice", password=people.PASSWORD, pool_id=app.pool_id, client_id=app.id, client=public, **device
    )


def test_pycognito_is_known_again_by_its_device(public: Any, app: AppClient) -> None:
    first = pycognito(public, app)
    tokens = first.authenticate_user()
    confirmed, secret = first.confirm_device(tokens, device_name="terminal")
    access = tokens["AuthenticationResult"]["AccessToken"]
    first.update_device_status(is_remembered=True, access_token=access, device_key=first.device_key)
    second = pycognito(
        public, app, device_key=first.device_key, device_group_key=first.device_group_key, device_password=secret
    )
    again = second.authenticate_user()["AuthenticationResult"]
    row = Device.objects.get()
    assert confirmed.json() == {"UserConfirmationNecessary": True}
    assert (row.key, row.name, row.status) == (first.device_key, "terminal", "remembered")
    assert row.last_authenticated_at > row.created_at
    assert "NewDeviceMetadata" not in again
    second.forget_device(again["AccessToken"], first.device_key)
    assert not Device.objects.exists()
