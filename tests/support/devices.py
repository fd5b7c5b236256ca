"""A device as pycognito plays one: what it was told at its first sign-in, and the secret it made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pycognito.aws_srp import AWSSRP, generate_hash_device, long_to_hex

from pools.models import AppClient
from tests.support import people

TRACKING = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
"""Every device is remembered, and stands in for the second factor."""
OPT_IN = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
"""Users say which devices are remembered."""


@dataclass(frozen=True)
class Device:
    """What an application keeps of its device, and the tokens of the sign-in that made it known."""

    key: str
    group_key: str
    secret: str
    tokens: dict[str, Any]

    def with_secret_of(self, other: Device) -> Device:
        return replace(self, secret=other.secret)

    def in_group_of(self, other: Device) -> Device:
        return replace(self, group_key=other.group_key)


def sign_in(idp: Any, client: AppClient, username: str = "alice", **more: str) -> Any:
    """By password; `DEVICE_KEY=...` says from which device."""
    parameters = {"USERNAME": username, "PASSWORD": people.PASSWORD, **more}
    return idp.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)


def unconfirmed(idp: Any, client: AppClient, username: str = "alice", **more: str) -> Device:
    """A device that has just signed in for the first time."""
    return _told(sign_in(idp, client, username, **more)["AuthenticationResult"])


def confirmed(idp: Any, client: AppClient, username: str = "alice", *, name: str = "laptop", **more: str) -> Device:
    """A device that has signed in and confirmed a secret."""
    return confirmed_by(idp, sign_in(idp, client, username, **more)["AuthenticationResult"], name=name)


def confirmed_by(idp: Any, result: dict[str, Any], *, name: str = "laptop") -> Device:
    """The device that this AuthenticationResult told of, with a secret that it confirmed."""
    device = _told(result)
    secret, config = generate_hash_device(device.group_key, device.key)
    confirm(idp, device, config, name=name)
    return replace(device, secret=secret)


def _told(result: dict[str, Any]) -> Device:
    told = result["NewDeviceMetadata"]
    return Device(told["DeviceKey"], told["DeviceGroupKey"], "", result)


def confirm(idp: Any, device: Device, config: dict[str, str] | None = None, *, name: str = "laptop") -> Any:
    """ConfirmDevice with this salt and verifier, or with good ones."""
    return idp.confirm_device(
        AccessToken=device.tokens["AccessToken"],
        DeviceKey=device.key,
        DeviceSecretVerifierConfig=config or generate_hash_device(device.group_key, device.key)[1],
        DeviceName=name,
    )


@dataclass
class Attempt:
    """A device sign-in under way, answer by answer."""

    idp: Any
    client: AppClient
    device: Device
    srp: AWSSRP

    def send_public(self, session: str | None, **more: str) -> Any:
        """Answer DEVICE_SRP_AUTH."""
        answers = {"DEVICE_KEY": self.device.key, "SRP_A": long_to_hex(self.srp.large_a_value), **more}
        return self.answer("DEVICE_SRP_AUTH", session, answers)

    def send_proof(self, asked: Any, **more: str) -> Any:
        """Answer DEVICE_PASSWORD_VERIFIER."""
        answers = {**self.srp.process_device_challenge(asked["ChallengeParameters"]), **more}
        return self.answer("DEVICE_PASSWORD_VERIFIER", asked.get("Session"), answers)

    def answer(self, challenge: str, session: str | None, answers: dict[str, str]) -> Any:
        named = {"Session": session} if session else {}
        return self.idp.respond_to_auth_challenge(
            ClientId=self.client.id,
            ChallengeName=challenge,
            ChallengeResponses={"USERNAME": self.srp.username, **answers},
            **named,
        )


def attempt(idp: Any, client: AppClient, device: Device, username: str = "alice") -> Attempt:
    """The device's own half of a sign-in."""
    theirs = AWSSRP(
        username=username,
        password=people.PASSWORD,
        pool_id=client.pool.id,
        client_id=client.id,
        client=idp,
        device_key=device.key,
        device_group_key=device.group_key,
        device_password=device.secret,
    )
    return Attempt(idp, client, device, theirs)
