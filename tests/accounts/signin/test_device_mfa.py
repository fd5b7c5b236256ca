"""Devices and the second factor: which stands in for it, which is asked besides, and in what order (auth-flows.md 8)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Device, User
from pools.models import AppClient
from tests.accounts.api.test_auth import INCORRECT, error_of
from tests.accounts.conftest import make_client
from tests.support import devices, factors, people
from tests.support.clock import Clock
from tests.support.devices import Attempt
from tests.support.factors import App

pytestmark = pytest.mark.django_db

MFA, DEVICE = "SOFTWARE_TOKEN_MFA", "DEVICE_SRP_AUTH"


def client_of(**tracking: bool) -> AppClient:
    """Of a pool that asks everybody for a code, and tracks devices so."""
    client = make_client(factors.pool("ON", MFA, DeviceConfiguration=tracking))
    people.confirmed(client.pool, "carol")
    return client


class Carol:
    """At her laptop, with her authenticator app."""

    def __init__(self, idp: Any, client: AppClient, clock: Clock) -> None:
        self.idp, self.client, self.clock = idp, client, clock
        self.app: App = factors.with_app(User.objects.get(username="carol"))
        self.laptop = self._first_sign_in()

    @property
    def attempt(self) -> Attempt:
        return devices.attempt(self.idp, self.client, self.laptop, "carol")

    def by_password(self, **more: str) -> Any:
        return devices.sign_in(self.idp, self.client, "carol", **more)

    def by_code(self, asked: Any, **more: str) -> Any:
        answers = {"USERNAME": "carol", "SOFTWARE_TOKEN_MFA_CODE": self.app.code(), **more}
        answer = self.idp.respond_to_auth_challenge(
            ClientId=self.client.id, ChallengeName=MFA, Session=asked["Session"], ChallengeResponses=answers
        )
        self.clock.advance(seconds=30)
        return answer

    def by_device(self, asked: Any) -> Any:
        attempt = self.attempt
        return attempt.send_proof(attempt.send_public(asked["Session"]))

    def _first_sign_in(self) -> devices.Device:
        tokens = self.by_code(self.by_password())["AuthenticationResult"]
        return devices.confirmed_by(self.idp, tokens)


@pytest.fixture
def carol(anonymous_idp: Any, clock: Clock) -> Carol:
    """In a pool where every device is remembered and stands in for the code."""
    clock.stop()
    return Carol(anonymous_idp, client_of(ChallengeRequiredOnNewDevice=True), clock)


@pytest.fixture
def cautious_carol(anonymous_idp: Any, clock: Clock) -> Carol:
    """In a pool where users say which devices stand in for the code; hers does not."""
    clock.stop()
    asks = client_of(ChallengeRequiredOnNewDevice=True, DeviceOnlyRememberedOnUserPrompt=True)
    return Carol(anonymous_idp, asks, clock)


@pytest.fixture
def guarded_carol(anonymous_idp: Any, clock: Clock) -> Carol:
    """In a pool where every device is remembered and none stands in for the code."""
    clock.stop()
    return Carol(anonymous_idp, client_of(ChallengeRequiredOnNewDevice=False), clock)


def test_a_remembered_device_stands_in_for_the_code(carol: Carol) -> None:
    asked = carol.by_password(DEVICE_KEY=carol.laptop.key)
    done = carol.by_device(asked)
    assert asked["ChallengeName"] == DEVICE
    assert "AccessToken" in done["AuthenticationResult"]


def test_a_device_that_is_not_remembered_is_asked_after_the_code(cautious_carol: Carol) -> None:
    first = cautious_carol.by_password(DEVICE_KEY=cautious_carol.laptop.key)
    second = cautious_carol.by_code(first)
    done = cautious_carol.by_device(second)
    assert (first["ChallengeName"], second["ChallengeName"]) == (MFA, DEVICE)
    assert "AccessToken" in done["AuthenticationResult"]


def test_once_the_user_says_so_the_device_stands_in_for_the_code(cautious_carol: Carol) -> None:
    laptop = cautious_carol.laptop
    cautious_carol.idp.update_device_status(
        AccessToken=laptop.tokens["AccessToken"], DeviceKey=laptop.key, DeviceRememberedStatus="remembered"
    )
    assert cautious_carol.by_password(DEVICE_KEY=laptop.key)["ChallengeName"] == DEVICE


def test_where_new_devices_are_not_challenged_the_code_is_always_asked(guarded_carol: Carol) -> None:
    first = guarded_carol.by_password(DEVICE_KEY=guarded_carol.laptop.key)
    second = guarded_carol.by_code(first)
    done = guarded_carol.by_device(second)
    assert Device.objects.get().status == "remembered"
    assert (first["ChallengeName"], second["ChallengeName"]) == (MFA, DEVICE)
    assert "AccessToken" in done["AuthenticationResult"]


def test_without_the_device_the_code_is_asked_and_a_new_device_comes_of_it(carol: Carol) -> None:
    first = carol.by_password()
    done = carol.by_code(first)["AuthenticationResult"]
    assert first["ChallengeName"] == MFA
    assert done["NewDeviceMetadata"]["DeviceKey"] != carol.laptop.key


def test_a_device_named_with_the_code_proves_itself_after_it(carol: Carol) -> None:
    second = carol.by_code(carol.by_password(), DEVICE_KEY=carol.laptop.key)
    done = carol.by_device(second)["AuthenticationResult"]
    assert second["ChallengeName"] == DEVICE
    assert "NewDeviceMetadata" not in done


def test_a_wrong_proof_of_the_device_does_not_fall_back_to_the_code(carol: Carol) -> None:  # checklist 47
    asked = carol.by_password(DEVICE_KEY=carol.laptop.key)
    attempt = carol.attempt
    attempt.srp.device_password = "another secret"
    second = attempt.send_public(asked["Session"])
    assert error_of(lambda: attempt.send_proof(second)) == ("NotAuthorizedException", INCORRECT)


def test_a_device_that_is_asked_for_cannot_be_passed_by_a_code(carol: Carol) -> None:  # checklist 43
    asked = carol.by_password(DEVICE_KEY=carol.laptop.key)
    assert error_of(lambda: carol.by_code(asked))[0] == "NotAuthorizedException"


def test_a_device_that_stops_being_remembered_on_the_way_does_not_stand_in(carol: Carol) -> None:  # checklist 47
    asked = carol.by_password(DEVICE_KEY=carol.laptop.key)
    Device.objects.update(status="not_remembered")
    second = carol.by_device(asked)
    done = carol.by_code(second)["AuthenticationResult"]
    assert second["ChallengeName"] == MFA
    assert "NewDeviceMetadata" not in done


def test_another_users_device_does_not_stand_in(carol: Carol) -> None:  # checklist 47
    people.confirmed(carol.client.pool, "mallory")
    mallory = User.objects.get(username="mallory")
    factors.with_app(mallory)
    refused = error_of(lambda: devices.sign_in(carol.idp, carol.client, "mallory", DEVICE_KEY=carol.laptop.key))
    assert refused == ("ResourceNotFoundException", "Device does not exist.")
