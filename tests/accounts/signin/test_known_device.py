"""What a sign-in tells of its device: to the pool's functions, and to strangers nothing."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.crypto import srp
from accounts.models import Device, User
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Challenge
from pools import app_clients
from pools.models import AppClient
from tests.accounts.api.test_auth import error_of
from tests.accounts.conftest import make_client
from tests.accounts.test_hidden_existence import work_of
from tests.support import devices, people
from tests.support.scripted_triggers import ScriptedTriggers, throwing, unchanged

pytestmark = pytest.mark.django_db

NOBODYS = "us-east-1_12345678-1234-4234-8234-123456789012"


def last_used_new_device(functions: ScriptedTriggers) -> object:
    return functions.events[-1]["request"]["newDeviceUsed"]


def test_the_function_is_told_of_a_new_device(
    anonymous_idp: Any, tracking_client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(tracking_client.pool, PostAuthentication=unchanged)
    devices.sign_in(anonymous_idp, tracking_client)
    assert last_used_new_device(functions) is True


def test_the_function_is_told_of_a_known_device(
    anonymous_idp: Any, tracking_client: AppClient, functions: ScriptedTriggers
) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    functions.attach(tracking_client.pool, PostAuthentication=unchanged)
    devices.attempt(anonymous_idp, tracking_client, device).srp.authenticate_user()
    assert last_used_new_device(functions) is False


def test_without_tracking_no_device_is_new(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, PostAuthentication=unchanged)
    devices.sign_in(anonymous_idp, client)
    assert last_used_new_device(functions) is False


def test_in_the_administrators_flow_no_device_is_new(
    cognito_idp: Any, tracking_client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(tracking_client.pool, PostAuthentication=unchanged)
    flows = {"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]}
    client = app_clients.create(tracking_client.pool, name="back", settings=flows)
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    cognito_idp.admin_initiate_auth(
        UserPoolId=client.pool_id, ClientId=client.id, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    assert last_used_new_device(functions) is False


def test_a_sign_in_that_a_function_ends_tracks_no_device(
    anonymous_idp: Any, tracking_client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(tracking_client.pool, PostAuthentication=throwing("down"))
    error_of(lambda: devices.sign_in(anonymous_idp, tracking_client))
    assert not Device.objects.exists()


def begun(client: AppClient, username: str) -> Challenge:
    """SRP up to the question for a proof."""
    parameters = {"USERNAME": username, "SRP_A": f"{pow(2, 12345, int(srp.N)):x}", "DEVICE_KEY": NOBODYS}
    asked = engine.begin(client, flow="USER_SRP_AUTH", parameters=parameters, context=Context())
    assert isinstance(asked, Challenge)
    return asked


def proof_work(client: AppClient, username: str, key: str) -> list[str]:
    """What a wrong proof with a device's key costs and ends in."""
    asked = begun(client, username)
    answers = {
        "USERNAME": asked.parameters["USERNAME"],
        "PASSWORD_CLAIM_SIGNATURE": "eA==",
        "PASSWORD_CLAIM_SECRET_BLOCK": asked.parameters["SECRET_BLOCK"],
        "TIMESTAMP": "Tue Jan 2 03:04:05 UTC 2024",
        "DEVICE_KEY": key,
    }
    return work_of(
        lambda: engine.answer(client, challenge=asked.name, session=None, responses=answers, context=Context())
    )


def test_a_device_key_does_not_tell_who_exists(tracking_client: AppClient) -> None:  # checklist 29
    hiding = make_client(tracking_client.pool, "discreet", PreventUserExistenceErrors="ENABLED")
    assert work_of(lambda: begun(hiding, "alice")) == work_of(lambda: begun(hiding, "nobody"))


def test_an_unknown_device_does_not_tell_who_exists(tracking_client: AppClient) -> None:  # checklist 29
    hiding = make_client(tracking_client.pool, "discreet", PreventUserExistenceErrors="ENABLED")
    somebody, nobody = proof_work(hiding, "alice", NOBODYS), proof_work(hiding, "nobody", NOBODYS)
    assert somebody == nobody
    assert somebody[-1] == "ResourceNotFoundException: Device does not exist."


def test_a_strangers_device_does_not_tell_who_exists(anonymous_idp: Any, tracking_client: AppClient) -> None:
    # checklist 29, 47
    hiding = make_client(tracking_client.pool, "discreet", PreventUserExistenceErrors="ENABLED")
    strangers = devices.confirmed(anonymous_idp, tracking_client, "bob")
    assert proof_work(hiding, "alice", strangers.key) == proof_work(hiding, "nobody", strangers.key)
