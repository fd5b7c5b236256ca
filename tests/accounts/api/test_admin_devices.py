"""Devices as administrators see them: AdminGetDevice, AdminListDevices, AdminUpdateDeviceStatus, AdminForgetDevice."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Device, User
from pools.models import AppClient
from tests.accounts.api.test_auth import error_of
from tests.accounts.api.test_devices import NOBODYS, UNKNOWN, attributes_of
from tests.support import devices

pytestmark = pytest.mark.django_db

ON_ONE = [
    ("admin_get_device", {}),
    ("admin_forget_device", {}),
    ("admin_update_device_status", {"DeviceRememberedStatus": "not_remembered"}),
]


@pytest.fixture
def device(anonymous_idp: Any, tracking_client: AppClient) -> devices.Device:
    """Alice's."""
    return devices.confirmed(anonymous_idp, tracking_client)


def of(client: AppClient, username: str = "alice", **more: Any) -> dict[str, Any]:
    return {"UserPoolId": client.pool_id, "Username": username, **more}


def test_an_administrator_reads_a_users_device(
    cognito_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:
    shown = cognito_idp.admin_get_device(**of(tracking_client, DeviceKey=device.key))["Device"]
    assert (shown["DeviceKey"], attributes_of(shown)["device_name"]) == (device.key, "laptop")


def test_an_administrator_lists_a_users_confirmed_devices_page_by_page(
    anonymous_idp: Any, cognito_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:
    devices.confirmed(anonymous_idp, tracking_client, "bob")
    devices.unconfirmed(anonymous_idp, tracking_client)
    second = devices.confirmed(anonymous_idp, tracking_client)
    asked = of(tracking_client, Limit=1)
    page = cognito_idp.admin_list_devices(**asked)
    rest = cognito_idp.admin_list_devices(**asked, PaginationToken=page["PaginationToken"])
    assert [each["DeviceKey"] for each in [*page["Devices"], *rest["Devices"]]] == [device.key, second.key]
    assert "PaginationToken" not in rest


def test_a_page_token_is_good_for_its_user_only(
    anonymous_idp: Any, cognito_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:  # checklist 69
    devices.confirmed(anonymous_idp, tracking_client)
    token = cognito_idp.admin_list_devices(**of(tracking_client, Limit=1))["PaginationToken"]
    refused = error_of(
        lambda: cognito_idp.admin_list_devices(**of(tracking_client, "bob", Limit=1, PaginationToken=token))
    )
    assert refused[0] == "InvalidParameterException"


def test_an_administrator_changes_what_is_remembered(
    cognito_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:
    change = of(tracking_client, DeviceKey=device.key, DeviceRememberedStatus="not_remembered")
    cognito_idp.admin_update_device_status(**change)
    assert Device.objects.get().status == "not_remembered"


def test_what_an_administrator_forgets_can_neither_sign_in_nor_refresh(
    anonymous_idp: Any, cognito_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:  # checklist 47
    cognito_idp.admin_forget_device(**of(tracking_client, DeviceKey=device.key))
    parameters = {"REFRESH_TOKEN": device.tokens["RefreshToken"], "DEVICE_KEY": device.key}
    renew = {"ClientId": tracking_client.id, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters}
    assert error_of(lambda: anonymous_idp.initiate_auth(**renew)) == (
        "NotAuthorizedException",
        "Invalid Refresh Token",
    )
    assert error_of(lambda: devices.sign_in(anonymous_idp, tracking_client, DEVICE_KEY=device.key)) == UNKNOWN


@pytest.mark.parametrize(("operation", "more"), ON_ONE)
def test_a_key_that_nobody_was_given_is_of_no_device(
    cognito_idp: Any, tracking_client: AppClient, device: devices.Device, operation: str, more: dict[str, str]
) -> None:
    call = of(tracking_client, DeviceKey=NOBODYS, **more)
    assert error_of(lambda: getattr(cognito_idp, operation)(**call)) == UNKNOWN


@pytest.mark.parametrize(("operation", "more"), ON_ONE)
def test_another_users_device_is_not_this_users(
    cognito_idp: Any, tracking_client: AppClient, device: devices.Device, operation: str, more: dict[str, str]
) -> None:  # checklist 47
    call = of(tracking_client, "bob", DeviceKey=device.key, **more)
    assert error_of(lambda: getattr(cognito_idp, operation)(**call)) == UNKNOWN
    assert Device.objects.get().status == "remembered"


@pytest.mark.parametrize(("operation", "more"), ON_ONE)
def test_another_pools_device_is_not_this_pools(
    cognito_idp: Any,
    tracking_client: AppClient,
    opt_in_client: AppClient,
    device: devices.Device,
    operation: str,
    more: dict[str, str],
) -> None:
    call = of(opt_in_client, DeviceKey=device.key, **more)
    assert error_of(lambda: getattr(cognito_idp, operation)(**call)) == UNKNOWN
    assert Device.objects.get().status == "remembered"


@pytest.mark.parametrize(
    ("operation", "code", "more"),
    [
        # AWS: those that read declare no UserNotFoundException.
        ("admin_get_device", "ResourceNotFoundException", {"DeviceKey": NOBODYS}),
        ("admin_list_devices", "ResourceNotFoundException", {}),
        ("admin_forget_device", "UserNotFoundException", {"DeviceKey": NOBODYS}),
        (
            "admin_update_device_status",
            "UserNotFoundException",
            {"DeviceKey": NOBODYS, "DeviceRememberedStatus": "remembered"},
        ),
    ],
)
def test_administrators_are_told_that_there_is_no_such_user(
    cognito_idp: Any, tracking_client: AppClient, operation: str, code: str, more: dict[str, str]
) -> None:
    refused = error_of(lambda: getattr(cognito_idp, operation)(**of(tracking_client, "nobody", **more)))
    assert refused == (code, "User does not exist.")


@pytest.mark.parametrize(
    ("operation", "more"),
    [*((operation, {"DeviceKey": NOBODYS, **more}) for operation, more in ON_ONE), ("admin_list_devices", {})],
)
def test_a_pool_that_does_not_track_devices_says_so(
    cognito_idp: Any, client: AppClient, alice: User, operation: str, more: dict[str, str]
) -> None:
    refused = error_of(lambda: getattr(cognito_idp, operation)(**of(client, **more)))
    assert refused[0] == "InvalidUserPoolConfigurationException"


def test_nobody_without_a_signature_is_an_administrator(
    anonymous_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:  # checklist 66
    refused = error_of(lambda: anonymous_idp.admin_forget_device(**of(tracking_client, DeviceKey=device.key)))
    assert refused[0] == "MissingAuthenticationTokenException"
    assert Device.objects.exists()


def test_a_deleted_user_takes_the_devices_along(
    cognito_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:
    cognito_idp.admin_delete_user(**of(tracking_client))
    assert not Device.objects.exists()
