"""Known devices in a custom sign-in: they prove themselves once the functions have let the user in (auth-flows.md 8)."""

from __future__ import annotations

from typing import Any

import pytest

from pools.models import AppClient
from tests.accounts.api.test_auth import error_of, respond, srp
from tests.accounts.conftest import make_client
from tests.accounts.signin.test_custom_auth import FLOWS
from tests.accounts.signin.test_custom_auth_srp_first import answers_to, start
from tests.support import devices, riddles
from tests.support.devices import Device
from tests.support.scripted_triggers import ScriptedTriggers

pytestmark = pytest.mark.django_db

UNKNOWN_KEY = "us-east-1_12345678-1234-4234-8234-123456789012"
UNKNOWN = ("ResourceNotFoundException", "Device does not exist.")


@pytest.fixture
def client(tracking_client: AppClient, functions: ScriptedTriggers) -> AppClient:
    """Of a pool that asks riddles and remembers devices."""
    riddles.attach(tracking_client.pool, functions)
    return make_client(tracking_client.pool, "custom", ExplicitAuthFlows=FLOWS)


@pytest.fixture
def laptop(anonymous_idp: Any, client: AppClient) -> Device:
    """Alice's, remembered."""
    return devices.confirmed(anonymous_idp, client)


def test_a_known_device_proves_itself_after_the_riddle(
    anonymous_idp: Any, client: AppClient, laptop: Device, functions: ScriptedTriggers
) -> None:
    riddle = riddles.start(anonymous_idp, client, parameters={"DEVICE_KEY": laptop.key})
    asked = riddles.answer(anonymous_idp, client, riddle, responses={"DEVICE_KEY": laptop.key})
    assert (riddle["ChallengeName"], asked["ChallengeName"]) == ("CUSTOM_CHALLENGE", "DEVICE_SRP_AUTH")
    attempt = devices.attempt(anonymous_idp, client, laptop)
    done = attempt.send_proof(attempt.send_public(asked["Session"]))
    assert "AccessToken" in done["AuthenticationResult"]
    assert "NewDeviceMetadata" not in done["AuthenticationResult"]
    assert riddles.sources(functions).count("DefineAuthChallenge") == 2


def test_a_known_device_proves_itself_after_password_and_riddle(
    anonymous_idp: Any, client: AppClient, laptop: Device
) -> None:
    theirs = srp(anonymous_idp, client)
    first = start(anonymous_idp, client, theirs, DEVICE_KEY=laptop.key)
    riddle = respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers_to(theirs, first), first["Session"])
    assert riddle["ChallengeName"] == "CUSTOM_CHALLENGE"
    asked = riddles.answer(anonymous_idp, client, riddle)
    attempt = devices.attempt(anonymous_idp, client, laptop)
    done = attempt.send_proof(attempt.send_public(asked["Session"]))
    assert "AccessToken" in done["AuthenticationResult"]


def test_a_known_device_does_not_stand_in_for_the_riddle(anonymous_idp: Any, client: AppClient, laptop: Device) -> None:
    # checklist 47
    riddle = riddles.start(anonymous_idp, client, parameters={"DEVICE_KEY": laptop.key})
    attempt = devices.attempt(anonymous_idp, client, laptop)
    assert error_of(lambda: attempt.send_public(riddle["Session"])) == (
        "NotAuthorizedException",
        "Invalid session for the user.",
    )


def test_a_device_that_is_not_known_is_passed_over_at_the_beginning_and_told_with_the_answer(
    anonymous_idp: Any, client: AppClient
) -> None:
    riddle = riddles.start(anonymous_idp, client, parameters={"DEVICE_KEY": UNKNOWN_KEY})
    given = {"DEVICE_KEY": UNKNOWN_KEY}
    assert error_of(lambda: riddles.answer(anonymous_idp, client, riddle, responses=given)) == UNKNOWN
    assert "NewDeviceMetadata" in riddles.answer(anonymous_idp, client, riddle)["AuthenticationResult"]
