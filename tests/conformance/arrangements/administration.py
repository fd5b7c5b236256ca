"""What an administrator does to users."""

from __future__ import annotations

from typing import Any

from tests.conformance.arrangements import own_account
from tests.conformance.arrangements.own_account import BY_SMS, PREFERRED
from tests.conformance.arrangements.sign_up import ANOTHER, ATTRIBUTES
from tests.conformance.arranging import arranged
from tests.conformance.scene import Scene


def device(scene: Scene) -> dict[str, Any]:
    own_account.device(scene)
    return {**scene.of_alice, "DeviceKey": scene.device_key}


@arranged
def admin_create_user(scene: Scene) -> dict[str, Any]:
    more = {"TemporaryPassword": ANOTHER, "DesiredDeliveryMediums": ["EMAIL"], "ForceAliasCreation": False}
    return {**scene.in_pool, "Username": "nell", "UserAttributes": ATTRIBUTES, **more}


@arranged
def admin_confirm_sign_up(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "Username": "bob"}


@arranged
def admin_get_user(scene: Scene) -> dict[str, Any]:
    return scene.of_alice


@arranged
def admin_get_user_auth_factors(scene: Scene) -> dict[str, Any]:
    return scene.of_alice


@arranged
def list_users(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "Filter": 'username ^= "a"', "AttributesToGet": ["email"], "Limit": 60}


@arranged
def admin_update_user_attributes(scene: Scene) -> dict[str, Any]:
    changed = [{"Name": "email", "Value": "alice.new@example.com"}, {"Name": "custom:level", "Value": "7"}]
    return {**scene.of_alice, "UserAttributes": changed}


@arranged
def admin_delete_user_attributes(scene: Scene) -> dict[str, Any]:
    return {**scene.of_alice, "UserAttributeNames": ["phone_number"]}


@arranged
def admin_delete_user(scene: Scene) -> dict[str, Any]:
    return scene.of_alice


@arranged
def admin_enable_user(scene: Scene) -> dict[str, Any]:
    return scene.of_alice


@arranged
def admin_disable_user(scene: Scene) -> dict[str, Any]:
    return scene.of_alice


@arranged
def admin_set_user_password(scene: Scene) -> dict[str, Any]:
    return {**scene.of_alice, "Password": ANOTHER, "Permanent": True}


@arranged
def admin_reset_user_password(scene: Scene) -> dict[str, Any]:
    return scene.of_alice


@arranged
def admin_set_user_mfa_preference(scene: Scene) -> dict[str, Any]:
    return {**scene.of_alice, **PREFERRED}


@arranged
def admin_set_user_settings(scene: Scene) -> dict[str, Any]:
    return {**scene.of_alice, "MFAOptions": BY_SMS}


@arranged
def admin_delete_software_token(scene: Scene) -> dict[str, Any]:
    scene.anonymous.verify_software_token(**own_account.verify_software_token(scene))
    return scene.of_alice


@arranged
def admin_list_devices(scene: Scene) -> dict[str, Any]:
    own_account.device(scene)
    return scene.of_alice


@arranged
def admin_get_device(scene: Scene) -> dict[str, Any]:
    return device(scene)


@arranged
def admin_forget_device(scene: Scene) -> dict[str, Any]:
    return device(scene)


@arranged
def admin_update_device_status(scene: Scene) -> dict[str, Any]:
    return {**device(scene), "DeviceRememberedStatus": "remembered"}


@arranged
def admin_add_user_to_group(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "Username": "ivy", "GroupName": "staff"}


@arranged
def admin_remove_user_from_group(scene: Scene) -> dict[str, Any]:
    return {**scene.of_alice, "GroupName": "staff"}


@arranged
def admin_list_groups_for_user(scene: Scene) -> dict[str, Any]:
    return scene.of_alice
