"""Devices as their users see them: ConfirmDevice, GetDevice, ListDevices, UpdateDeviceStatus, ForgetDevice."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from django.db import connection
from pycognito.aws_srp import generate_hash_device

from accounts.crypto import srp
from accounts.models import Device, User
from pools.models import AppClient
from tests.accounts.api.test_auth import error_of, password_auth
from tests.support import devices, people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

UNKNOWN = ("ResourceNotFoundException", "Device does not exist.")
NOBODYS = "us-east-1_12345678-1234-4234-8234-123456789012"


def base64_of(number: int) -> str:
    return base64.b64encode(srp.pad(number)).decode()


def by_user(device: devices.Device, **more: Any) -> dict[str, Any]:
    return {"AccessToken": device.tokens["AccessToken"], "DeviceKey": device.key, **more}


def attributes_of(shape: dict[str, Any]) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in shape["DeviceAttributes"]}


def test_a_confirmed_device_is_remembered_at_once(anonymous_idp: Any, tracking_client: AppClient) -> None:
    device = devices.unconfirmed(anonymous_idp, tracking_client)
    answer = devices.confirm(anonymous_idp, device)
    assert answer["UserConfirmationNecessary"] is False
    assert Device.objects.get().status == "remembered"


def test_where_users_are_asked_a_confirmed_device_is_not_remembered_yet(
    anonymous_idp: Any, opt_in_client: AppClient
) -> None:
    device = devices.unconfirmed(anonymous_idp, opt_in_client)
    answer = devices.confirm(anonymous_idp, device)
    assert answer["UserConfirmationNecessary"] is True
    assert Device.objects.get().status == "not_remembered"


def test_the_verifier_is_sealed_in_the_database(anonymous_idp: Any, tracking_client: AppClient) -> None:
    # checklist 9
    device = devices.unconfirmed(anonymous_idp, tracking_client)
    _, config = generate_hash_device(device.group_key, device.key)
    devices.confirm(anonymous_idp, device, config)
    with connection.cursor() as cursor:
        cursor.execute("SELECT srp_verifier FROM accounts_device")
        stored = bytes(cursor.fetchone()[0])
    assert base64.b64decode(config["PasswordVerifier"]) not in stored


def test_a_device_is_confirmed_once(anonymous_idp: Any, tracking_client: AppClient) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    before = Device.objects.get()
    refused = error_of(lambda: devices.confirm(anonymous_idp, device, name="another"))
    assert refused[0] == "DeviceKeyExistsException"
    assert (Device.objects.get().srp_verifier, Device.objects.get().name) == (before.srp_verifier, "laptop")


def test_another_users_device_cannot_be_confirmed(anonymous_idp: Any, tracking_client: AppClient) -> None:
    # checklist 47
    hers = devices.unconfirmed(anonymous_idp, tracking_client)
    his = devices.unconfirmed(anonymous_idp, tracking_client, "bob")
    refused = error_of(lambda: anonymous_idp.confirm_device(**{**by_user(his), "DeviceKey": hers.key, **config(hers)}))
    assert refused == UNKNOWN
    assert not Device.objects.exclude(confirmed_at=None).exists()


def config(device: devices.Device, **more: str) -> dict[str, dict[str, str]]:
    good = generate_hash_device(device.group_key, device.key)[1]
    return {"DeviceSecretVerifierConfig": {**good, **more}}


def test_a_key_that_nobody_was_given_cannot_be_confirmed(anonymous_idp: Any, tracking_client: AppClient) -> None:
    device = devices.unconfirmed(anonymous_idp, tracking_client)
    call = {**by_user(device), "DeviceKey": NOBODYS, **config(device)}
    assert error_of(lambda: anonymous_idp.confirm_device(**call)) == UNKNOWN


@pytest.mark.parametrize(
    "wrong",
    [
        {"Salt": ""},
        {"Salt": "no base64!"},
        {"Salt": base64.b64encode(b"x" * 65).decode()},
        {"PasswordVerifier": ""},
        {"PasswordVerifier": "no base64!"},
        {"PasswordVerifier": "é"},
        {"PasswordVerifier": base64_of(0)},
        {"PasswordVerifier": base64_of(1)},
        {"PasswordVerifier": base64_of(int(srp.N) - 1)},
        {"PasswordVerifier": base64_of(int(srp.N))},
        {"PasswordVerifier": base64.b64encode(b"\0" * 1000 + b"\2").decode()},
    ],
)
def test_a_malformed_secret_is_refused(anonymous_idp: Any, tracking_client: AppClient, wrong: dict[str, str]) -> None:
    device = devices.unconfirmed(anonymous_idp, tracking_client)
    refused = error_of(lambda: anonymous_idp.confirm_device(**by_user(device), **config(device, **wrong)))
    assert refused[0] == "InvalidParameterException"
    assert Device.objects.get().confirmed_at is None


def test_a_device_needs_a_secret_to_be_confirmed(anonymous_idp: Any, tracking_client: AppClient) -> None:
    device = devices.unconfirmed(anonymous_idp, tracking_client)
    assert error_of(lambda: anonymous_idp.confirm_device(**by_user(device)))[0] == "InvalidParameterException"
    assert Device.objects.get().confirmed_at is None


def test_a_device_shows_its_name_address_and_dates(
    anonymous_idp: Any, tracking_client: AppClient, clock: Clock
) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    shown = anonymous_idp.get_device(**by_user(device))["Device"]
    row = Device.objects.get()
    assert attributes_of(shown) == {
        "device_name": "laptop",
        "device_status": "valid",
        "last_ip_used": "203.0.113.7",
    }
    assert (shown["DeviceKey"], re.fullmatch(r"us-east-1_[0-9a-f-]{36}", device.key) is None) == (device.key, False)
    assert [
        shown[f"Device{name}Date"].timestamp() for name in ("Create", "LastModified", "LastAuthenticated")
    ] == pytest.approx([each.timestamp() for each in (row.created_at, row.updated_at, row.last_authenticated_at)], 1)


@pytest.mark.parametrize("operation", ["get_device", "forget_device"])
def test_without_an_access_token_nothing_is_told_or_done(
    anonymous_idp: Any, tracking_client: AppClient, operation: str
) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    refused = error_of(lambda: getattr(anonymous_idp, operation)(DeviceKey=device.key))
    assert refused == ("InvalidParameterException", "Missing required parameter AccessToken")
    assert Device.objects.exists()


@pytest.mark.parametrize("key", [NOBODYS, "unconfirmed", "foreign"])
@pytest.mark.parametrize(
    ("operation", "more"),
    [("get_device", {}), ("forget_device", {}), ("update_device_status", {"DeviceRememberedStatus": "remembered"})],
)
def test_what_is_no_confirmed_device_of_the_user_does_not_exist(
    anonymous_idp: Any, tracking_client: AppClient, operation: str, more: dict[str, str], key: str
) -> None:  # checklist 47
    mine = devices.unconfirmed(anonymous_idp, tracking_client)
    his = devices.confirmed(anonymous_idp, tracking_client, "bob")
    named = {"unconfirmed": mine.key, "foreign": his.key}.get(key, key)
    before = list(Device.objects.order_by("id").values())
    refused = error_of(lambda: getattr(anonymous_idp, operation)(**by_user(mine, DeviceKey=named, **more)))
    assert refused == UNKNOWN
    assert list(Device.objects.order_by("id").values()) == before


def test_only_confirmed_devices_of_the_user_are_listed(anonymous_idp: Any, tracking_client: AppClient) -> None:
    devices.confirmed(anonymous_idp, tracking_client, "bob")
    mine = devices.confirmed(anonymous_idp, tracking_client)
    devices.unconfirmed(anonymous_idp, tracking_client)
    listed = anonymous_idp.list_devices(AccessToken=mine.tokens["AccessToken"])
    assert [each["DeviceKey"] for each in listed["Devices"]] == [mine.key]
    assert "PaginationToken" not in listed


def test_devices_are_listed_page_by_page(anonymous_idp: Any, tracking_client: AppClient) -> None:
    first, second = (devices.confirmed(anonymous_idp, tracking_client) for _ in range(2))
    asked = {"AccessToken": first.tokens["AccessToken"], "Limit": 1}
    page = anonymous_idp.list_devices(**asked)
    rest = anonymous_idp.list_devices(**asked, PaginationToken=page["PaginationToken"])
    keys = [each["DeviceKey"] for each in [*page["Devices"], *rest["Devices"]]]
    assert keys == [first.key, second.key]
    assert "PaginationToken" not in rest


def test_another_users_page_token_is_refused(anonymous_idp: Any, tracking_client: AppClient) -> None:
    # checklist 69
    mine = [devices.confirmed(anonymous_idp, tracking_client) for _ in range(2)]
    his = devices.confirmed(anonymous_idp, tracking_client, "bob")
    token = anonymous_idp.list_devices(AccessToken=mine[0].tokens["AccessToken"], Limit=1)["PaginationToken"]
    asked = {"AccessToken": his.tokens["AccessToken"], "Limit": 1, "PaginationToken": token}
    assert error_of(lambda: anonymous_idp.list_devices(**asked))[0] == "InvalidParameterException"


def test_a_user_remembers_a_device_and_no_longer(anonymous_idp: Any, opt_in_client: AppClient) -> None:
    device = devices.confirmed(anonymous_idp, opt_in_client)
    anonymous_idp.update_device_status(**by_user(device, DeviceRememberedStatus="remembered"))
    remembered = Device.objects.get().status
    anonymous_idp.update_device_status(**by_user(device, DeviceRememberedStatus="not_remembered"))
    assert (remembered, Device.objects.get().status) == ("remembered", "not_remembered")


@pytest.mark.parametrize("more", [{}, {"DeviceRememberedStatus": "forgotten"}])
def test_a_status_must_be_one_of_two(anonymous_idp: Any, tracking_client: AppClient, more: dict[str, str]) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    refused = error_of(lambda: anonymous_idp.update_device_status(**by_user(device, **more)))
    assert refused[0] == "InvalidParameterException"
    assert Device.objects.get().status == "remembered"


def test_a_forgotten_device_is_gone_and_the_access_token_lives_on(
    anonymous_idp: Any, tracking_client: AppClient
) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    anonymous_idp.forget_device(**by_user(device))
    assert anonymous_idp.list_devices(AccessToken=device.tokens["AccessToken"])["Devices"] == []
    assert error_of(lambda: anonymous_idp.forget_device(**by_user(device))) == UNKNOWN


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        (
            "confirm_device",
            {"DeviceKey": NOBODYS, "DeviceSecretVerifierConfig": {"Salt": "AQ==", "PasswordVerifier": "Ag=="}},
        ),
        ("get_device", {"DeviceKey": NOBODYS}),
        ("list_devices", {}),
        ("forget_device", {"DeviceKey": NOBODYS}),
        ("update_device_status", {"DeviceKey": NOBODYS, "DeviceRememberedStatus": "remembered"}),
    ],
)
def test_a_pool_that_does_not_track_devices_says_so(
    anonymous_idp: Any, client: AppClient, alice: User, operation: str, more: dict[str, Any]
) -> None:
    token = password_auth(anonymous_idp, client)["AuthenticationResult"]["AccessToken"]
    refused = error_of(lambda: getattr(anonymous_idp, operation)(AccessToken=token, **more))
    assert refused[0] == "InvalidUserPoolConfigurationException"


def test_a_device_name_may_be_anything_of_its_length(anonymous_idp: Any, tracking_client: AppClient) -> None:
    name = "<b>Ärger</b> " * 70
    device = devices.confirmed(anonymous_idp, tracking_client, name=name)
    shown = anonymous_idp.get_device(**by_user(device))["Device"]
    assert attributes_of(shown)["device_name"] == name


def test_a_user_made_again_has_no_devices(anonymous_idp: Any, tracking_client: AppClient) -> None:  # checklist 70
    device = devices.confirmed(anonymous_idp, tracking_client)
    User.objects.get(username="alice").delete()
    people.confirmed(tracking_client.pool, "alice")
    assert error_of(lambda: devices.sign_in(anonymous_idp, tracking_client, DEVICE_KEY=device.key)) == UNKNOWN
