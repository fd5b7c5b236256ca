"""The AWS CLI (v1) over a real socket through the life of one pool, in sixty operations and more."""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pycognito.aws_srp import generate_hash_device
from pytest_django.fixtures import Settings

from accounts.crypto import totp
from accounts.imports import runner
from accounts.models import ImportJob
from console.models import AccessKey
from pools.core import clock
from tests.support import answered, aws_cli
from tests.support.aws_cli import AwsCli

POOL = "us-east-1_TourAwsCli"
CLIENT = "clitourclient000000000001"
PASSWORD = "Correct-h0rse!"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
TAGS = {"poolhouse:fixed-id": POOL, "poolhouse:client:web:id": CLIENT}

# What boto3 and the SDK check on both databases; starting the CLI is dear.
pytestmark = [pytest.mark.once]


@pytest.fixture
def aws(base_url: str, access_key: AccessKey, settings: Settings) -> Iterator[AwsCli]:
    settings.POOLHOUSE_DEVELOPMENT = True
    secret = bytes(access_key.secret).decode()
    with aws_cli.started(base_url, access_key_id=access_key.access_key_id, secret=secret) as cli:
        yield cli


@pytest.fixture
def done(base_url: str) -> Iterator[set[str]]:
    with answered.operations() as names:
        yield names


def test_the_aws_cli_tours_sixty_operations_and_more(aws: AwsCli, base_url: str, done: set[str]) -> None:
    set_up_pool(aws)
    set_up_clients_and_groups(aws)
    sign_up(aws, base_url)
    administrate(aws, base_url)
    own_account(aws)
    use_an_authenticator_app(aws)
    import_users(aws)
    dress_pages(aws)
    tear_down(aws)
    assert len(done) >= 60, sorted(done)


def code(base_url: str, username: str) -> str:
    query = {"user_pool_id": POOL, "username": username}
    return str(httpx.get(f"{base_url}/_poolhouse/last-code", params=query).json()["code"])


def by_password(aws: AwsCli, username: str, password: str = PASSWORD) -> dict[str, Any]:
    parameters = f"USERNAME={username},PASSWORD={password}"
    return aws("initiate-auth", client_id=CLIENT, auth_flow="USER_PASSWORD_AUTH", auth_parameters=parameters)


def set_up_pool(aws: AwsCli) -> None:
    made = aws(
        "create-user-pool",
        pool_name="tour",
        user_pool_tags=TAGS,
        auto_verified_attributes="email",
        schema="Name=plan,AttributeDataType=String,Mutable=true",
        device_configuration="ChallengeRequiredOnNewDevice=true,DeviceOnlyRememberedOnUserPrompt=true",
        user_pool_add_ons="AdvancedSecurityMode=AUDIT",
    )["UserPool"]
    assert made["Id"] == POOL
    aws("add-custom-attributes", user_pool_id=POOL, custom_attributes="Name=seats,AttributeDataType=Number")
    names = {shape["Name"] for shape in aws("describe-user-pool", user_pool_id=POOL)["UserPool"]["SchemaAttributes"]}
    assert {"custom:plan", "custom:seats"} <= names
    assert POOL in [pool["Id"] for pool in aws("list-user-pools", max_results=60)["UserPools"]]
    arn = made["Arn"]
    aws("tag-resource", resource_arn=arn, tags="team=identity,stage=test")
    aws("untag-resource", resource_arn=arn, tag_keys="stage")
    assert aws("list-tags-for-resource", resource_arn=arn)["Tags"] == {**TAGS, "team": "identity"}
    on = "Enabled=true"
    aws(
        "set-user-pool-mfa-config",
        user_pool_id=POOL,
        mfa_configuration="OPTIONAL",
        software_token_mfa_configuration=on,
    )
    assert aws("get-user-pool-mfa-config", user_pool_id=POOL)["MfaConfiguration"] == "OPTIONAL"
    aws("create-user-pool-domain", user_pool_id=POOL, domain="clitour")
    assert aws("describe-user-pool-domain", domain="clitour")["DomainDescription"]["UserPoolId"] == POOL


def set_up_clients_and_groups(aws: AwsCli) -> None:
    scopes = "ScopeName=read,ScopeDescription=Read"
    aws("create-resource-server", user_pool_id=POOL, identifier="orders", name="Orders", scopes=scopes)
    aws("update-resource-server", user_pool_id=POOL, identifier="orders", name="All", scopes=scopes)
    shown = aws("describe-resource-server", user_pool_id=POOL, identifier="orders")["ResourceServer"]
    assert aws("list-resource-servers", user_pool_id=POOL)["ResourceServers"] == [shown]
    assert shown["Name"] == "All"
    web = aws("create-user-pool-client", user_pool_id=POOL, client_name="web", explicit_auth_flows=FLOWS)
    assert web["UserPoolClient"]["ClientId"] == CLIENT
    same = {"user_pool_id": POOL, "client_id": CLIENT}
    changed = aws("update-user-pool-client", **same, explicit_auth_flows=FLOWS, access_token_validity=5)
    assert changed == aws("describe-user-pool-client", **same)
    assert changed["UserPoolClient"]["AccessTokenValidity"] == 5
    server = aws("create-user-pool-client", user_pool_id=POOL, client_name="server", generate_secret=True)
    other = {"user_pool_id": POOL, "client_id": server["UserPoolClient"]["ClientId"]}
    added = aws("add-user-pool-client-secret", **other)["ClientSecretDescriptor"]["ClientSecretId"]
    kept = [one["ClientSecretId"] for one in aws("list-user-pool-client-secrets", **other)["ClientSecrets"]]
    assert kept[1] == added
    aws("delete-user-pool-client-secret", **other, client_secret_id=added)
    assert len(aws("list-user-pool-clients", user_pool_id=POOL)["UserPoolClients"]) == 2
    aws("create-group", user_pool_id=POOL, group_name="readers", precedence=5)
    aws("update-group", user_pool_id=POOL, group_name="readers", description="Read only")
    group = aws("get-group", user_pool_id=POOL, group_name="readers")["Group"]
    assert aws("list-groups", user_pool_id=POOL)["Groups"] == [group]
    assert (group["Precedence"], group["Description"]) == (5, "Read only")


def sign_up(aws: AwsCli, base_url: str) -> None:
    attributes = "Name=email,Value=ann@example.com"
    own = {"client_id": CLIENT, "username": "ann"}
    aws("sign-up", **own, password=PASSWORD, user_attributes=attributes)
    aws("resend-confirmation-code", **own)
    refused = aws.refused("confirm-sign-up", **own, confirmation_code="nonsense")
    assert "(CodeMismatchException)" in refused
    aws("confirm-sign-up", **own, confirmation_code=code(base_url, "ann"))
    aws("forgot-password", **own)
    aws("confirm-forgot-password", **own, confirmation_code=code(base_url, "ann"), password="Another-h0rse!")
    access = by_password(aws, "ann", "Another-h0rse!")["AuthenticationResult"]["AccessToken"]
    aws("change-password", access_token=access, previous_password="Another-h0rse!", proposed_password=PASSWORD)


def administrate(aws: AwsCli, base_url: str) -> None:
    bob = {"user_pool_id": POOL, "username": "bob"}
    given = ["Name=email,Value=bob@example.com", "Name=email_verified,Value=true"]
    shape = [dict(part.split("=") for part in one.split(",")) for one in given]
    aws("admin-create-user", **bob, user_attributes=shape, desired_delivery_mediums="EMAIL")
    flow = {"user_pool_id": POOL, "client_id": CLIENT}
    temporary = {"USERNAME": "bob", "PASSWORD": code(base_url, "bob")}
    asked = aws("admin-initiate-auth", **flow, auth_flow="ADMIN_USER_PASSWORD_AUTH", auth_parameters=temporary)
    result = aws(
        "admin-respond-to-auth-challenge",
        **flow,
        challenge_name="NEW_PASSWORD_REQUIRED",
        session=asked["Session"],
        challenge_responses={"USERNAME": "bob", "NEW_PASSWORD": PASSWORD},
    )
    assert result["AuthenticationResult"]["ExpiresIn"] > 0
    aws("admin-update-user-attributes", **bob, user_attributes="Name=name,Value=Bob")
    found = aws("list-users", user_pool_id=POOL, filter='name = "Bob"')["Users"]
    assert [user["Username"] for user in found] == ["bob"]
    aws("admin-delete-user-attributes", **bob, user_attribute_names="name")
    aws("admin-add-user-to-group", **bob, group_name="readers")
    assert len(aws("admin-list-groups-for-user", **bob)["Groups"]) == 1
    members = aws("list-users-in-group", user_pool_id=POOL, group_name="readers")["Users"]
    assert [user["Username"] for user in members] == ["bob"]
    aws("admin-remove-user-from-group", **bob, group_name="readers")
    aws("admin-disable-user", **bob)
    assert aws("admin-get-user", **bob)["Enabled"] is False
    aws("admin-enable-user", **bob)
    aws("admin-set-user-password", **bob, password="Another-h0rse!", permanent=True)
    aws("admin-user-global-sign-out", **bob)
    aws("admin-reset-user-password", **bob)
    assert aws("admin-get-user", **bob)["UserStatus"] == "RESET_REQUIRED"
    aws("admin-delete-user", **bob)


def own_account(aws: AwsCli) -> None:
    tokens = by_password(aws, "ann")["AuthenticationResult"]
    access, device = tokens["AccessToken"], tokens["NewDeviceMetadata"]
    own = {"access_token": access, "device_key": device["DeviceKey"]}
    verifier = generate_hash_device(device["DeviceGroupKey"], device["DeviceKey"])[1]
    aws("confirm-device", **own, device_secret_verifier_config=verifier, device_name="laptop")
    aws("update-device-status", **own, device_remembered_status="remembered")
    assert aws("list-devices", access_token=access)["Devices"] == [aws("get-device", **own)["Device"]]
    theirs = {"user_pool_id": POOL, "username": "ann"}
    assert aws("admin-list-devices", **theirs)["Devices"][0]["DeviceKey"] == device["DeviceKey"]
    aws("forget-device", **own)
    fresh = by_password(aws, "ann")["AuthenticationResult"]
    parameters = {"REFRESH_TOKEN": fresh["RefreshToken"], "DEVICE_KEY": fresh["NewDeviceMetadata"]["DeviceKey"]}
    renewed = aws("initiate-auth", client_id=CLIENT, auth_flow="REFRESH_TOKEN_AUTH", auth_parameters=parameters)
    access = renewed["AuthenticationResult"]["AccessToken"]
    aws("update-user-attributes", access_token=access, user_attributes="Name=name,Value=Ann")
    shown = {one["Name"]: one["Value"] for one in aws("get-user", access_token=access)["UserAttributes"]}
    assert (shown["name"], shown["email_verified"]) == ("Ann", "true")
    aws("delete-user-attributes", access_token=access, user_attribute_names="name")
    aws("revoke-token", client_id=CLIENT, token=fresh["RefreshToken"])
    assert "(NotAuthorizedException)" in aws.refused("get-user", access_token=access)


def use_an_authenticator_app(aws: AwsCli) -> None:
    access = by_password(aws, "ann")["AuthenticationResult"]["AccessToken"]
    secret = aws("associate-software-token", access_token=access)["SecretCode"]
    seed = b32decode(secret + "=" * (-len(secret) % 8))
    before = totp.code(seed, at=clock.now() - timedelta(seconds=30))
    assert aws("verify-software-token", access_token=access, user_code=before)["Status"] == "SUCCESS"
    on = "Enabled=true,PreferredMfa=true"
    aws("set-user-mfa-preference", access_token=access, software_token_mfa_settings=on)
    assert aws("get-user-auth-factors", access_token=access)["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    asked = by_password(aws, "ann")
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    answers = {"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totp.code(seed, at=clock.now())}
    result = aws(
        "respond-to-auth-challenge",
        client_id=CLIENT,
        challenge_name="SOFTWARE_TOKEN_MFA",
        session=asked["Session"],
        challenge_responses=answers,
    )
    aws("global-sign-out", access_token=result["AuthenticationResult"]["AccessToken"])


def import_users(aws: AwsCli) -> None:
    header = aws("get-csv-header", user_pool_id=POOL)["CSVHeader"]
    role = "arn:aws:iam::000000000000:role/import"
    job = aws("create-user-import-job", user_pool_id=POOL, job_name="move", cloud_watch_logs_role_arn=role)
    job_id, url = job["UserImportJob"]["JobId"], job["UserImportJob"]["PreSignedUrl"]
    given = {"cognito:username": "dora", "email": "dora@example.com", "email_verified": "true"}
    given |= {"cognito:mfa_enabled": "false", "phone_number_verified": "false"}
    file = "\n".join([",".join(header), ",".join(given.get(name, "") for name in header), ""])
    assert httpx.put(url, content=file.encode()).status_code == 200
    aws("start-user-import-job", user_pool_id=POOL, job_id=job_id)
    runner.run(ImportJob.objects.get(job_id=job_id).pk)  # as a worker does
    shown = aws("describe-user-import-job", user_pool_id=POOL, job_id=job_id)["UserImportJob"]
    assert (shown["Status"], shown["ImportedUsers"]) == ("Succeeded", 1)
    assert len(aws("list-user-import-jobs", user_pool_id=POOL, max_results=5)["UserImportJobs"]) == 1


def dress_pages(aws: AwsCli) -> None:
    same = {"user_pool_id": POOL, "client_id": CLIENT}
    made = aws("create-managed-login-branding", **same, use_cognito_provided_values=True)["ManagedLoginBranding"]
    found = aws("describe-managed-login-branding-by-client", **same)["ManagedLoginBranding"]
    assert found["ManagedLoginBrandingId"] == made["ManagedLoginBrandingId"]
    events = aws("admin-list-user-auth-events", user_pool_id=POOL, username="ann")["AuthEvents"]
    assert {"SignUp", "SignIn"} <= {event["EventType"] for event in events}
    assert aws("get-signing-certificate", user_pool_id=POOL)["Certificate"]


def tear_down(aws: AwsCli) -> None:
    aws("delete-group", user_pool_id=POOL, group_name="readers")
    aws("delete-user-pool-client", user_pool_id=POOL, client_id=CLIENT)
    aws("delete-resource-server", user_pool_id=POOL, identifier="orders")
    aws("delete-user-pool-domain", user_pool_id=POOL, domain="clitour")
    aws("delete-user-pool", user_pool_id=POOL)
    assert "(ResourceNotFoundException)" in aws.refused("describe-user-pool", user_pool_id=POOL)
