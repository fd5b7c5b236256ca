"""Tokens of tracked devices: NewDeviceMetadata, the claim `device_key`, and refreshing that needs the key."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts import housekeeping
from accounts.models import Device, User, UserSession
from pools import app_clients
from pools.models import AppClient
from tests.accounts.api.test_auth import error_of
from tests.accounts.api.test_tokens import claims_of
from tests.accounts.conftest import make_client
from tests.support import devices, oauth, people
from tests.support.clock import Clock
from tests.support.scripted_triggers import ScriptedTriggers, throwing, unchanged

pytestmark = pytest.mark.django_db

INVALID = ("NotAuthorizedException", "Invalid Refresh Token")


def refresh(idp: Any, client: AppClient, tokens: dict[str, Any], **more: str) -> Any:
    parameters = {"REFRESH_TOKEN": tokens["RefreshToken"], **more}
    return idp.initiate_auth(ClientId=client.id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters)


def test_a_first_sign_in_tells_the_key_of_a_new_device(anonymous_idp: Any, tracking_client: AppClient) -> None:
    told = devices.sign_in(anonymous_idp, tracking_client)["AuthenticationResult"]["NewDeviceMetadata"]
    row = Device.objects.get()
    assert told == {"DeviceKey": row.key, "DeviceGroupKey": row.group_key}
    assert re.fullmatch(r"us-east-1_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", row.key)
    assert re.fullmatch(r"-\w+", row.group_key)
    assert (row.user.username, row.confirmed_at) == ("alice", None)


def test_the_access_token_names_the_device_and_the_id_token_does_not(
    anonymous_idp: Any, tracking_client: AppClient
) -> None:
    device = devices.unconfirmed(anonymous_idp, tracking_client)
    pool = tracking_client.pool
    assert claims_of(pool, device.tokens["AccessToken"])["device_key"] == device.key
    assert "device_key" not in claims_of(pool, device.tokens["IdToken"])


def test_without_tracking_there_is_no_device(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    result = devices.sign_in(anonymous_idp, client, DEVICE_KEY="us-east-1_anything")["AuthenticationResult"]
    assert "NewDeviceMetadata" not in result
    assert "device_key" not in claims_of(client.pool, result["AccessToken"])
    assert not Device.objects.exists()


@pytest.mark.parametrize("flow", ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])
def test_in_the_administrators_flow_devices_mean_nothing(
    anonymous_idp: Any, cognito_idp: Any, tracking_client: AppClient, flow: str
) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    pool = tracking_client.pool
    client = app_clients.create(
        pool,
        name="back",
        settings={"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]},
    )
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD, "DEVICE_KEY": device.key}
    result = cognito_idp.admin_initiate_auth(
        UserPoolId=pool.id, ClientId=client.id, AuthFlow=flow, AuthParameters=parameters
    )["AuthenticationResult"]
    assert "NewDeviceMetadata" not in result
    assert "device_key" not in claims_of(pool, result["AccessToken"])
    assert "AccessToken" in refresh(anonymous_idp, client, result)["AuthenticationResult"]


def test_a_device_that_is_not_confirmed_yet_refreshes_with_its_key(
    anonymous_idp: Any, tracking_client: AppClient
) -> None:
    device = devices.unconfirmed(anonymous_idp, tracking_client)
    result = refresh(anonymous_idp, tracking_client, device.tokens, DEVICE_KEY=device.key)["AuthenticationResult"]
    assert "NewDeviceMetadata" not in result
    assert claims_of(tracking_client.pool, result["AccessToken"])["device_key"] == device.key


def test_a_confirmed_device_refreshes_with_its_key(anonymous_idp: Any, tracking_client: AppClient) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    result = refresh(anonymous_idp, tracking_client, device.tokens, DEVICE_KEY=device.key)
    assert "AccessToken" in result["AuthenticationResult"]


@pytest.mark.parametrize("more", [{}, {"DEVICE_KEY": ""}, {"DEVICE_KEY": "us-east-1_é"}])
def test_refreshing_without_the_devices_key_is_refused(
    anonymous_idp: Any, tracking_client: AppClient, more: dict[str, str]
) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    assert error_of(lambda: refresh(anonymous_idp, tracking_client, device.tokens, **more)) == INVALID


def test_refreshing_with_another_devices_key_is_refused(anonymous_idp: Any, tracking_client: AppClient) -> None:
    # checklist 47
    device = devices.confirmed(anonymous_idp, tracking_client)
    other = devices.confirmed(anonymous_idp, tracking_client)
    assert error_of(lambda: refresh(anonymous_idp, tracking_client, device.tokens, DEVICE_KEY=other.key)) == INVALID


def test_what_a_forgotten_device_signed_in_cannot_be_refreshed(anonymous_idp: Any, tracking_client: AppClient) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    other = devices.confirmed(anonymous_idp, tracking_client)
    anonymous_idp.forget_device(AccessToken=device.tokens["AccessToken"], DeviceKey=device.key)
    assert error_of(lambda: refresh(anonymous_idp, tracking_client, device.tokens, DEVICE_KEY=device.key)) == INVALID
    assert refresh(anonymous_idp, tracking_client, other.tokens, DEVICE_KEY=other.key)


def test_signing_out_after_the_device_was_forgotten_still_ends_the_session(
    anonymous_idp: Any, tracking_client: AppClient
) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    anonymous_idp.forget_device(AccessToken=device.tokens["AccessToken"], DeviceKey=device.key)
    anonymous_idp.revoke_token(ClientId=tracking_client.id, Token=device.tokens["RefreshToken"])
    refused = error_of(lambda: anonymous_idp.get_user(AccessToken=device.tokens["AccessToken"]))
    assert refused == ("NotAuthorizedException", "Access Token has been revoked")


def test_a_session_from_before_tracking_needs_no_key(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    tokens = devices.sign_in(anonymous_idp, client)["AuthenticationResult"]
    client.pool.settings["DeviceConfiguration"] = devices.TRACKING
    client.pool.save()
    assert "AccessToken" in refresh(anonymous_idp, client, tokens)["AuthenticationResult"]
    assert "AccessToken" in refresh(anonymous_idp, client, tokens, DEVICE_KEY="any")["AuthenticationResult"]


def test_a_device_that_nobody_confirms_is_forgotten_after_a_day(
    anonymous_idp: Any, tracking_client: AppClient, clock: Clock
) -> None:
    confirmed = devices.confirmed(anonymous_idp, tracking_client)
    old = devices.unconfirmed(anonymous_idp, tracking_client)
    clock.advance(hours=24, minutes=1)
    young = devices.unconfirmed(anonymous_idp, tracking_client)
    housekeeping.sweep()
    assert set(Device.objects.values_list("key", flat=True)) == {confirmed.key, young.key}
    assert refresh(anonymous_idp, tracking_client, old.tokens, DEVICE_KEY=old.key)


def test_the_session_knows_its_device(anonymous_idp: Any, tracking_client: AppClient) -> None:
    device = devices.unconfirmed(anonymous_idp, tracking_client)
    assert UserSession.objects.get().device_key == device.key


def test_get_tokens_from_refresh_token_asks_for_the_key_too(anonymous_idp: Any, tracking_client: AppClient) -> None:
    device = devices.unconfirmed(anonymous_idp, tracking_client)
    asked = {"ClientId": tracking_client.id, "RefreshToken": device.tokens["RefreshToken"]}
    assert error_of(lambda: anonymous_idp.get_tokens_from_refresh_token(**asked)) == INVALID
    answer = anonymous_idp.get_tokens_from_refresh_token(**asked, DeviceKey=device.key)
    assert "AccessToken" in answer["AuthenticationResult"]


def test_the_token_endpoint_does_not_refresh_for_devices(anonymous_idp: Any, tracking_client: AppClient) -> None:
    app = make_client(tracking_client.pool, "app", **oauth.SETTINGS)
    device = devices.unconfirmed(anonymous_idp, app)
    form = {"grant_type": "refresh_token", "client_id": app.id, "refresh_token": device.tokens["RefreshToken"]}
    url = oauth.address(app.pool, "oauth2/token")
    answer = oauth.post_form(Client(headers={"host": "localhost"}), url, {**form, "device_key": device.key})
    assert (answer.status_code, answer.content) == (400, b'{"error":"invalid_grant"}')


def test_the_hosted_pages_know_no_devices(tracking_client: AppClient) -> None:
    app = make_client(tracking_client.pool, "app", **oauth.SETTINGS)
    web = Client(headers={"host": "localhost"})
    code = oauth.code_for(web, app, "alice", people.PASSWORD)
    tokens = oauth.redeem(web, app, code).json()  # type: ignore[attr-defined]
    assert "device_key" not in claims_of(app.pool, tokens["access_token"])
    assert not Device.objects.exists()


def test_a_device_that_proves_itself_has_its_own_source(
    anonymous_idp: Any, tracking_client: AppClient, functions: ScriptedTriggers
) -> None:
    device = devices.confirmed(anonymous_idp, tracking_client)
    functions.attach_tokens(tracking_client.pool, unchanged)
    attempt = devices.attempt(anonymous_idp, tracking_client, device)
    asked = devices.sign_in(anonymous_idp, tracking_client, DEVICE_KEY=device.key)
    attempt.send_proof(attempt.send_public(asked["Session"]))
    assert [event["triggerSource"] for event in functions.events] == ["TokenGeneration_AuthenticateDevice"]


def test_a_refusal_leaves_no_device(
    anonymous_idp: Any, tracking_client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach_tokens(tracking_client.pool, throwing("No"))
    assert error_of(lambda: devices.sign_in(anonymous_idp, tracking_client))[0] == "UserLambdaValidationException"
    assert not Device.objects.exists()
