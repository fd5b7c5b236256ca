"""What people do to their own accounts, by access token."""

from __future__ import annotations

from typing import Any

from pycognito.aws_srp import generate_hash_device

from tests.conformance.arrangements.sign_up import ANOTHER
from tests.conformance.arranging import arranged
from tests.conformance.scene import PASSWORD, Scene
from tests.support import passkeys, people
from tests.support.authenticator import Authenticator, encoded
from tests.support.factors import App

BY_SMS = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
PREFERRED = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}


def device(scene: Scene) -> dict[str, Any]:
    """The one that alice signed in with, confirmed."""
    scene.anonymous.confirm_device(**confirm_device(scene))
    return {**scene.by_token, "DeviceKey": scene.device_key}


@arranged
def get_user(scene: Scene) -> dict[str, Any]:
    return scene.by_token


@arranged
def get_user_auth_factors(scene: Scene) -> dict[str, Any]:
    return scene.by_token


@arranged
def update_user_attributes(scene: Scene) -> dict[str, Any]:
    return {**scene.by_token, "UserAttributes": [{"Name": "email", "Value": "alice.new@example.com"}]}


@arranged
def delete_user_attributes(scene: Scene) -> dict[str, Any]:
    return {**scene.by_token, "UserAttributeNames": ["name", "custom:team"]}


@arranged
def get_user_attribute_verification_code(scene: Scene) -> dict[str, Any]:
    return {**scene.by_token, "AttributeName": "email"}


@arranged
def verify_user_attribute(scene: Scene) -> dict[str, Any]:
    scene.anonymous.get_user_attribute_verification_code(**scene.by_token, AttributeName="email")
    return {**scene.by_token, "AttributeName": "email", "Code": people.last_code("alice@example.com")}


@arranged
def change_password(scene: Scene) -> dict[str, Any]:
    return {**scene.by_token, "PreviousPassword": PASSWORD, "ProposedPassword": ANOTHER}


@arranged
def delete_user(scene: Scene) -> dict[str, Any]:
    return scene.by_token


@arranged
def set_user_mfa_preference(scene: Scene) -> dict[str, Any]:
    return {**scene.by_token, **PREFERRED}


@arranged
def set_user_settings(scene: Scene) -> dict[str, Any]:
    return {**scene.by_token, "MFAOptions": BY_SMS}


@arranged
def associate_software_token(scene: Scene) -> dict[str, Any]:
    return scene.by_token


@arranged
def verify_software_token(scene: Scene) -> dict[str, Any]:
    app = App(scene.anonymous.associate_software_token(**scene.by_token)["SecretCode"])
    return {**scene.by_token, "UserCode": app.code(), "FriendlyDeviceName": "telephone"}


@arranged
def confirm_device(scene: Scene) -> dict[str, Any]:
    told = scene.tokens["NewDeviceMetadata"]
    _, config = generate_hash_device(told["DeviceGroupKey"], told["DeviceKey"])
    return {
        **scene.by_token,
        "DeviceKey": told["DeviceKey"],
        "DeviceSecretVerifierConfig": config,
        "DeviceName": "laptop",
    }


@arranged
def update_device_status(scene: Scene) -> dict[str, Any]:
    return {**device(scene), "DeviceRememberedStatus": "not_remembered"}


@arranged
def get_device(scene: Scene) -> dict[str, Any]:
    return device(scene)


@arranged
def list_devices(scene: Scene) -> dict[str, Any]:
    device(scene)
    return {**scene.by_token, "Limit": 60}


@arranged
def forget_device(scene: Scene) -> dict[str, Any]:
    return device(scene)


@arranged
def start_web_authn_registration(scene: Scene) -> dict[str, Any]:
    return scene.by_token


@arranged
def complete_web_authn_registration(scene: Scene) -> dict[str, Any]:
    options = scene.anonymous.start_web_authn_registration(**scene.by_token)["CredentialCreationOptions"]
    return {**scene.by_token, "Credential": Authenticator(passkeys.ORIGIN).create(options)}


@arranged
def list_web_authn_credentials(scene: Scene) -> dict[str, Any]:
    return {**scene.by_token, "MaxResults": 20}


@arranged
def delete_web_authn_credential(scene: Scene) -> dict[str, Any]:
    return {**scene.by_token, "CredentialId": encoded(scene.passkey.id)}
