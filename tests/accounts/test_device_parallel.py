"""Devices under parallel fire: a proof, a session and a confirmation are each good once. On PostgreSQL only."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from pycognito.aws_srp import AWSSRP, generate_hash_device

from accounts import devices
from accounts.models import Device, User
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Challenge, Outcome
from accounts.tokens import issue
from pools.core import clock
from pools.models import AppClient
from tests.accounts.conftest import make_client, make_pool
from tests.accounts.test_parallel import TOGETHER, all_at_once
from tests.support import devices as support
from tests.support import people

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time; this runs in the suite's PostgreSQL pass")


@pytest.fixture
def crowd_client() -> AppClient:
    client = make_client(make_pool("crowd", DeviceConfiguration=support.TRACKING))
    people.confirmed(client.pool, "alice")
    return client


@pytest.fixture
def device(anonymous_idp: Any, crowd_client: AppClient) -> support.Device:
    return support.confirmed(anonymous_idp, crowd_client)


def answered(client: AppClient, asked: Challenge, answers: dict[str, str]) -> Outcome:
    responses = {"USERNAME": "alice", **answers}
    return engine.answer(client, challenge=asked.name, session=asked.session, responses=responses, context=Context())


def opened(client: AppClient, device: support.Device) -> Challenge:
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD, "DEVICE_KEY": device.key}
    asked = engine.begin(client, flow="USER_PASSWORD_AUTH", parameters=parameters, context=Context())
    assert isinstance(asked, Challenge)
    return asked


def theirs(idp: Any, client: AppClient, device: support.Device) -> AWSSRP:
    return support.attempt(idp, client, device).srp


def public_half(srp: AWSSRP, device: support.Device) -> dict[str, str]:
    return {"DEVICE_KEY": device.key, "SRP_A": f"{srp.large_a_value:x}"}


def test_a_device_is_confirmed_once(anonymous_idp: Any, crowd_client: AppClient) -> None:
    told = support.unconfirmed(anonymous_idp, crowd_client)
    config = generate_hash_device(told.group_key, told.key)[1]
    user = Device.objects.get().user
    user.pool = crowd_client.pool
    ended = all_at_once(
        lambda: devices.confirm(user, key=told.key, salt=config["Salt"], verifier=config["PasswordVerifier"])
    )
    assert ended == {"bool": 1, "DeviceKeyExistsException: Device already exists.": TOGETHER - 1}


def test_whoever_signs_in_while_the_device_is_forgotten_cannot_refresh_by_it(
    crowd_client: AppClient, device: support.Device
) -> None:  # checklist 47
    user = Device.objects.get().user
    user.pool = crowd_client.pool
    actions: deque[Callable[[], object]] = deque([lambda: tokens(user, crowd_client, device)] * 9)
    actions.insert(4, lambda: devices.forget(user, device.key))
    ended = all_at_once(lambda: actions.popleft()(), times=10)  # noqa: PLW0108 - a different one each time
    assert ended["NoneType"] == 1
    assert not user.sessions.filter(device_key=device.key).exists()


def tokens(user: User, client: AppClient, device: support.Device) -> issue.TokenSet:
    """What the end of a sign-in from the device gives."""
    return issue.for_user(
        user, client, auth_time=clock.now(), scopes=[], context=Context(), device_key=device.key, hosted=False
    )
