"""boto3 over a real socket through the life of one pool, in a hundred operations and more."""

from __future__ import annotations

import io
from base64 import b32decode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config
from pycognito.aws_srp import AWSSRP, generate_hash_device
from pytest_django.fixtures import Settings

from accounts.crypto import totp
from accounts.imports import runner
from accounts.models import ImportJob
from console.models import AccessKey
from pools.core import clock
from tests.support import answered

POOL = "us-east-1_TourBoto3"
CLIENT = "tourclient0000000000000001"
SECRET = "tour0secret0of0thirty0two0chars0"
PASSWORD = "Correct-h0rse!"
FLOWS = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"]
TAGS = {
    "poolhouse:fixed-id": POOL,
    "poolhouse:client:web:id": CLIENT,
    "poolhouse:client:server:secret": SECRET,
}
ROLE = "arn:aws:iam::000000000000:role/import"
PROVIDER = {
    "client_id": "theirs",
    "client_secret": "secret",
    "authorize_scopes": "openid email",
    "attributes_request_method": "GET",
    "oidc_issuer": "https://idp.example.com",
    "authorize_url": "https://idp.example.com/authorize",
    "token_url": "https://idp.example.com/token",
    "attributes_url": "https://idp.example.com/userinfo",
    "jwks_uri": "https://idp.example.com/jwks",
}


class Tour:
    """One boto3 client, and what it learns on its way."""

    def __init__(self, base_url: str, key: AccessKey) -> None:
        self.base_url = base_url
        self.idp: Any = boto3.client(
            "cognito-idp",
            endpoint_url=base_url,
            region_name="us-east-1",
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=bytes(key.secret).decode(),
            config=Config(retries={"total_max_attempts": 1}),
        )

    def code(self, username: str) -> str:
        """As a test of somebody else's would get it."""
        query = {"user_pool_id": POOL, "username": username}
        return str(httpx.get(f"{self.base_url}/_poolhouse/last-code", params=query).json()["code"])

    def by_password(self, username: str, password: str = PASSWORD) -> dict[str, Any]:
        parameters = {"USERNAME": username, "PASSWORD": password}
        asked = self.idp.initiate_auth(ClientId=CLIENT, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        return dict(asked["AuthenticationResult"])


@pytest.fixture
def tour(base_url: str, access_key: AccessKey, settings: Settings) -> Tour:
    settings.POOLHOUSE_DEVELOPMENT = True
    return Tour(base_url, access_key)


@pytest.fixture
def done(tour: Tour) -> Iterator[set[str]]:
    with answered.operations() as names:
        yield names


def test_boto3_tours_a_hundred_operations_and_more(tour: Tour, done: set[str]) -> None:
    set_up_pool(tour.idp)
    set_up_clients(tour.idp)
    set_up_groups_and_providers(tour.idp)
    sign_up(tour)
    administrate(tour)
    use_a_device(tour)
    use_an_authenticator_app(tour)
    look_after_own_account(tour)
    import_users(tour.idp)
    dress_pages(tour.idp)
    watch(tour.idp)
    track_sessions(tour)
    tear_down(tour.idp)
    assert len(done) >= 100, sorted(done)


def set_up_pool(idp: Any) -> None:
    made = idp.create_user_pool(
        PoolName="tour",
        UserPoolTags=TAGS,
        AutoVerifiedAttributes=["email"],
        Schema=[{"Name": "plan", "AttributeDataType": "String", "Mutable": True}],
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
        UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"},
        DeletionProtection="ACTIVE",
    )["UserPool"]
    assert (made["Id"], made["UserPoolTier"]) == (POOL, "PLUS")
    idp.add_custom_attributes(UserPoolId=POOL, CustomAttributes=[{"Name": "seats", "AttributeDataType": "Number"}])
    described = idp.describe_user_pool(UserPoolId=POOL)["UserPool"]
    assert {"custom:plan", "custom:seats"} <= {shape["Name"] for shape in described["SchemaAttributes"]}
    assert POOL in [pool["Id"] for pool in idp.list_user_pools(MaxResults=60)["UserPools"]]
    idp.tag_resource(ResourceArn=made["Arn"], Tags={"team": "identity", "stage": "test"})
    idp.untag_resource(ResourceArn=made["Arn"], TagKeys=["stage"])
    tags = idp.list_tags_for_resource(ResourceArn=made["Arn"])["Tags"]
    assert tags == {**TAGS, "poolhouse:client:server:secret": "******", "team": "identity"}
    turned_on = {"Enabled": True}
    idp.set_user_pool_mfa_config(UserPoolId=POOL, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration=turned_on)
    assert idp.get_user_pool_mfa_config(UserPoolId=POOL)["SoftwareTokenMfaConfiguration"] == turned_on
    idp.create_user_pool_domain(UserPoolId=POOL, Domain="tour")
    assert idp.describe_user_pool_domain(Domain="tour")["DomainDescription"]["UserPoolId"] == POOL


def set_up_clients(idp: Any) -> None:
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read orders"}]
    idp.create_resource_server(UserPoolId=POOL, Identifier="orders", Name="Orders", Scopes=scopes)
    idp.update_resource_server(UserPoolId=POOL, Identifier="orders", Name="All orders", Scopes=scopes)
    shown = idp.describe_resource_server(UserPoolId=POOL, Identifier="orders")["ResourceServer"]
    listed = idp.list_resource_servers(UserPoolId=POOL, MaxResults=10)["ResourceServers"]
    assert listed == [shown]
    assert shown["Name"] == "All orders"

    web = idp.create_user_pool_client(UserPoolId=POOL, ClientName="web", ExplicitAuthFlows=FLOWS)["UserPoolClient"]
    assert web["ClientId"] == CLIENT
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30}
    changed = idp.update_user_pool_client(
        UserPoolId=POOL, ClientId=CLIENT, ExplicitAuthFlows=FLOWS, RefreshTokenRotation=rotation
    )["UserPoolClient"]
    assert changed == idp.describe_user_pool_client(UserPoolId=POOL, ClientId=CLIENT)["UserPoolClient"]
    assert changed["RefreshTokenRotation"] == rotation
    server = idp.create_user_pool_client(
        UserPoolId=POOL,
        ClientName="server",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read"],
    )["UserPoolClient"]
    assert server["ClientSecret"] == SECRET
    same = {"UserPoolId": POOL, "ClientId": server["ClientId"]}
    added = idp.add_user_pool_client_secret(**same)["ClientSecretDescriptor"]
    secrets = [found["ClientSecretId"] for found in idp.list_user_pool_client_secrets(**same)["ClientSecrets"]]
    assert added["ClientSecretId"] == secrets[1]
    idp.delete_user_pool_client_secret(**same, ClientSecretId=secrets[1])
    names = {found["ClientName"] for found in idp.list_user_pool_clients(UserPoolId=POOL)["UserPoolClients"]}
    assert names == {"web", "server"}


def set_up_groups_and_providers(idp: Any) -> None:
    idp.create_group(UserPoolId=POOL, GroupName="readers", Precedence=5)
    idp.update_group(UserPoolId=POOL, GroupName="readers", Description="Read only")
    group = idp.get_group(UserPoolId=POOL, GroupName="readers")["Group"]
    assert idp.list_groups(UserPoolId=POOL)["Groups"] == [group]
    assert group["Description"] == "Read only"

    idp.create_identity_provider(
        UserPoolId=POOL,
        ProviderName="Corp",
        ProviderType="OIDC",
        ProviderDetails=PROVIDER,
        AttributeMapping={"email": "email"},
        IdpIdentifiers=["corp.example.com"],
    )
    idp.update_identity_provider(UserPoolId=POOL, ProviderName="Corp", AttributeMapping={"name": "name"})
    shown = idp.describe_identity_provider(UserPoolId=POOL, ProviderName="Corp")["IdentityProvider"]
    found = idp.get_identity_provider_by_identifier(UserPoolId=POOL, IdpIdentifier="corp.example.com")
    assert found["IdentityProvider"] == shown
    assert shown["AttributeMapping"] == {"name": "name", "username": "sub"}
    assert [one["ProviderName"] for one in idp.list_identity_providers(UserPoolId=POOL)["Providers"]] == ["Corp"]


def sign_up(tour: Tour) -> None:
    idp = tour.idp
    attributes = [{"Name": "email", "Value": "ann@example.com"}, {"Name": "custom:plan", "Value": "gold"}]
    made = idp.sign_up(ClientId=CLIENT, Username="ann", Password=PASSWORD, UserAttributes=attributes)
    assert made["CodeDeliveryDetails"]["Destination"] == "a***@e***"
    first = tour.code("ann")
    idp.resend_confirmation_code(ClientId=CLIENT, Username="ann")
    assert tour.code("ann") != first
    idp.confirm_sign_up(ClientId=CLIENT, Username="ann", ConfirmationCode=tour.code("ann"))
    idp.forgot_password(ClientId=CLIENT, Username="ann")
    idp.confirm_forgot_password(
        ClientId=CLIENT, Username="ann", ConfirmationCode=tour.code("ann"), Password="Another-h0rse!"
    )
    access = tour.by_password("ann", "Another-h0rse!")["AccessToken"]
    idp.change_password(AccessToken=access, PreviousPassword="Another-h0rse!", ProposedPassword=PASSWORD)
    assert idp.get_user(AccessToken=access)["Username"] == "ann"


def administrate(tour: Tour) -> None:
    idp = tour.idp
    bob: dict[str, Any] = {"UserPoolId": POOL, "Username": "bob"}
    email = [{"Name": "email", "Value": "bob@example.com"}, {"Name": "email_verified", "Value": "true"}]
    made = idp.admin_create_user(**bob, UserAttributes=email, DesiredDeliveryMediums=["EMAIL"])["User"]
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    temporary = {"USERNAME": "bob", "PASSWORD": tour.code("bob")}
    flow = {"UserPoolId": POOL, "ClientId": CLIENT}
    asked = idp.admin_initiate_auth(**flow, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=temporary)
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    answers = {"USERNAME": "bob", "NEW_PASSWORD": PASSWORD}
    result = idp.admin_respond_to_auth_challenge(
        **flow, ChallengeName=asked["ChallengeName"], Session=asked["Session"], ChallengeResponses=answers
    )
    assert result["AuthenticationResult"]["TokenType"] == "Bearer"
    idp.admin_update_user_attributes(**bob, UserAttributes=[{"Name": "name", "Value": "Bob"}])
    listed = idp.list_users(UserPoolId=POOL, Filter='name = "Bob"')["Users"]
    assert [user["Username"] for user in listed] == ["bob"]
    idp.admin_delete_user_attributes(**bob, UserAttributeNames=["name"])
    idp.admin_add_user_to_group(**bob, GroupName="readers")
    assert [group["GroupName"] for group in idp.admin_list_groups_for_user(**bob)["Groups"]] == ["readers"]
    members = idp.list_users_in_group(UserPoolId=POOL, GroupName="readers")["Users"]
    assert [user["Username"] for user in members] == ["bob"]
    idp.admin_remove_user_from_group(**bob, GroupName="readers")
    idp.admin_disable_user(**bob)
    assert idp.admin_get_user(**bob)["Enabled"] is False
    idp.admin_enable_user(**bob)
    idp.admin_set_user_password(**bob, Password="Another-h0rse!", Permanent=True)
    tour.by_password("bob", "Another-h0rse!")
    idp.admin_reset_user_password(**bob)
    assert idp.admin_get_user(**bob)["UserStatus"] == "RESET_REQUIRED"
    idp.sign_up(ClientId=CLIENT, Username="carl", Password=PASSWORD)
    idp.admin_confirm_sign_up(UserPoolId=POOL, Username="carl")
    assert idp.admin_get_user(UserPoolId=POOL, Username="carl")["UserStatus"] == "CONFIRMED"


def use_a_device(tour: Tour) -> None:
    idp = tour.idp
    srp = AWSSRP(username="ann", password=PASSWORD, pool_id=POOL, client_id=CLIENT, client=idp)
    tokens = srp.authenticate_user()["AuthenticationResult"]
    device = tokens["NewDeviceMetadata"]
    own: dict[str, Any] = {"AccessToken": tokens["AccessToken"], "DeviceKey": device["DeviceKey"]}
    verifier = generate_hash_device(device["DeviceGroupKey"], device["DeviceKey"])[1]
    idp.confirm_device(**own, DeviceSecretVerifierConfig=verifier, DeviceName="laptop")
    idp.update_device_status(**own, DeviceRememberedStatus="remembered")
    mine = idp.list_devices(AccessToken=tokens["AccessToken"])["Devices"]
    assert mine == [idp.get_device(**own)["Device"]]
    theirs: dict[str, Any] = {"UserPoolId": POOL, "Username": "ann"}
    assert idp.admin_list_devices(**theirs)["Devices"][0]["DeviceKey"] == device["DeviceKey"]
    assert idp.admin_get_device(**theirs, DeviceKey=device["DeviceKey"])["Device"]["DeviceKey"] == device["DeviceKey"]
    idp.admin_update_device_status(**theirs, DeviceKey=device["DeviceKey"], DeviceRememberedStatus="not_remembered")
    idp.forget_device(**own)
    assert idp.list_devices(AccessToken=tokens["AccessToken"])["Devices"] == []


def use_an_authenticator_app(tour: Tour) -> None:
    idp = tour.idp
    access = tour.by_password("ann")["AccessToken"]
    secret = idp.associate_software_token(AccessToken=access)["SecretCode"]
    seed = b32decode(secret + "=" * (-len(secret) % 8))
    shown = totp.code(seed, at=clock.now() - timedelta(seconds=30))
    assert idp.verify_software_token(AccessToken=access, UserCode=shown)["Status"] == "SUCCESS"
    idp.set_user_mfa_preference(AccessToken=access, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    factors = idp.get_user_auth_factors(AccessToken=access)
    assert factors["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    flow = {"ClientId": CLIENT, "AuthFlow": "USER_PASSWORD_AUTH"}
    asked = idp.initiate_auth(**flow, AuthParameters={"USERNAME": "ann", "PASSWORD": PASSWORD})
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    answers = {"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totp.code(seed, at=clock.now())}
    result = idp.respond_to_auth_challenge(
        ClientId=CLIENT, ChallengeName=asked["ChallengeName"], Session=asked["Session"], ChallengeResponses=answers
    )
    assert result["AuthenticationResult"]["RefreshToken"]
    idp.admin_set_user_mfa_preference(
        UserPoolId=POOL, Username="ann", SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False}
    )
    assert "UserMFASettingList" not in idp.admin_get_user(UserPoolId=POOL, Username="ann")


def look_after_own_account(tour: Tour) -> None:
    idp = tour.idp
    tokens = tour.by_password("ann")
    device = tokens["NewDeviceMetadata"]["DeviceKey"]
    renewed = idp.get_tokens_from_refresh_token(ClientId=CLIENT, RefreshToken=tokens["RefreshToken"], DeviceKey=device)
    access = renewed["AuthenticationResult"]["AccessToken"]
    changes = [{"Name": "email", "Value": "ann@example.org"}, {"Name": "name", "Value": "Ann"}]
    idp.update_user_attributes(AccessToken=access, UserAttributes=changes)
    idp.get_user_attribute_verification_code(AccessToken=access, AttributeName="email")
    idp.verify_user_attribute(AccessToken=access, AttributeName="email", Code=tour.code("ann"))
    idp.delete_user_attributes(AccessToken=access, UserAttributeNames=["name"])
    attributes = {one["Name"]: one["Value"] for one in idp.get_user(AccessToken=access)["UserAttributes"]}
    assert (attributes["email"], attributes["email_verified"], "name" in attributes) == (
        "ann@example.org",
        "true",
        False,
    )
    idp.revoke_token(ClientId=CLIENT, Token=renewed["AuthenticationResult"]["RefreshToken"])
    with pytest.raises(idp.exceptions.NotAuthorizedException):
        idp.get_user(AccessToken=access)
    idp.global_sign_out(AccessToken=tour.by_password("ann")["AccessToken"])
    idp.admin_user_global_sign_out(UserPoolId=POOL, Username="ann")


def import_users(idp: Any) -> None:
    header = idp.get_csv_header(UserPoolId=POOL)["CSVHeader"]
    job = idp.create_user_import_job(UserPoolId=POOL, JobName="move", CloudWatchLogsRoleArn=ROLE)["UserImportJob"]
    given = {"cognito:username": "dora", "email": "dora@example.com", "email_verified": "true"}
    given |= {"cognito:mfa_enabled": "false", "phone_number_verified": "false"}
    file = "\n".join([",".join(header), ",".join(given.get(name, "") for name in header), ""])
    sent = httpx.put(job["PreSignedUrl"], content=io.BytesIO(file.encode()).read())
    assert sent.status_code == 200
    same = {"UserPoolId": POOL, "JobId": job["JobId"]}
    assert idp.start_user_import_job(**same)["UserImportJob"]["Status"] == "Pending"
    runner.run(ImportJob.objects.get(job_id=job["JobId"]).pk)  # as a worker does
    shown = idp.describe_user_import_job(**same)["UserImportJob"]
    assert (shown["Status"], shown["ImportedUsers"], shown["FailedUsers"]) == ("Succeeded", 1, 0)
    assert [one["JobId"] for one in idp.list_user_import_jobs(UserPoolId=POOL, MaxResults=5)["UserImportJobs"]] == [
        job["JobId"]
    ]


def dress_pages(idp: Any) -> None:
    same = {"UserPoolId": POOL, "ClientId": CLIENT}
    style = idp.create_managed_login_branding(**same, UseCognitoProvidedValues=True)["ManagedLoginBranding"]
    named = {"UserPoolId": POOL, "ManagedLoginBrandingId": style["ManagedLoginBrandingId"]}
    shown = idp.describe_managed_login_branding(**named)["ManagedLoginBranding"]
    by_client = idp.describe_managed_login_branding_by_client(**same)["ManagedLoginBranding"]
    assert shown["ManagedLoginBrandingId"] == by_client["ManagedLoginBrandingId"]
    idp.delete_managed_login_branding(**named)
    idp.set_ui_customization(UserPoolId=POOL, CSS=".submitButton-customizable { background-color: #123456; }")
    assert "#123456" in idp.get_ui_customization(UserPoolId=POOL)["UICustomization"]["CSS"]
    links = {"cognito:default": "https://example.com/terms"}
    terms = idp.create_terms(**same, TermsName="terms-of-use", TermsSource="LINK", Enforcement="NONE", Links=links)[
        "Terms"
    ]
    assert idp.describe_terms(UserPoolId=POOL, TermsId=terms["TermsId"])["Terms"]["Links"] == links
    assert len(idp.list_terms(UserPoolId=POOL)["Terms"]) == 1
    idp.delete_terms(UserPoolId=POOL, TermsId=terms["TermsId"])


def watch(idp: Any) -> None:
    action = {"EventAction": "NO_ACTION"}
    idp.set_risk_configuration(
        UserPoolId=POOL, CompromisedCredentialsRiskConfiguration={"Actions": action, "EventFilter": ["SIGN_IN"]}
    )
    shown = idp.describe_risk_configuration(UserPoolId=POOL)["RiskConfiguration"]
    assert shown["CompromisedCredentialsRiskConfiguration"]["Actions"] == action
    events = idp.admin_list_user_auth_events(UserPoolId=POOL, Username="ann")["AuthEvents"]
    assert {"SignUp", "SignIn"} <= {event["EventType"] for event in events}
    assert idp.get_signing_certificate(UserPoolId=POOL)["Certificate"]
    group = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/vendedlogs/tour"
    errors = {
        "EventSource": "userNotification",
        "LogLevel": "ERROR",
        "CloudWatchLogsConfiguration": {"LogGroupArn": group},
    }
    idp.set_log_delivery_configuration(UserPoolId=POOL, LogConfigurations=[errors])
    delivered = idp.get_log_delivery_configuration(UserPoolId=POOL)["LogDeliveryConfiguration"]
    assert delivered == {"UserPoolId": POOL, "LogConfigurations": [errors]}
    assert [one["Role"] for one in idp.list_user_pool_replicas(UserPoolId=POOL)["UserPoolReplicas"]] == ["PRIMARY"]
    definition = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserAuthentication"}}
    assert idp.get_provisioned_limit(LimitDefinition=definition)["Limit"]["LimitDefinition"] == definition


def track_sessions(tour: Tour) -> None:
    idp = tour.idp
    idp.set_user_pool_session_configuration(
        UserPoolId=POOL, UserSessionTracking="ENABLED", TokenSession={"MaxPerUser": 5}
    )
    assert idp.get_user_pool_session_configuration(UserPoolId=POOL)["TokenSession"]["MaxPerUser"] == 5
    access = tour.by_password("ann")["AccessToken"]
    mine = idp.list_user_sessions(AccessToken=access)["Sessions"]
    theirs = idp.admin_list_user_sessions(UserPoolId=POOL, Username="ann")["Sessions"]
    assert [one["SessionId"] for one in mine] == [one["SessionId"] for one in theirs]
    idp.admin_revoke_user_session(UserPoolId=POOL, Username="ann", SessionId=mine[0]["SessionId"])
    assert idp.admin_list_user_sessions(UserPoolId=POOL, Username="ann")["Sessions"] == []


def tear_down(idp: Any) -> None:
    idp.admin_delete_user(UserPoolId=POOL, Username="ann")
    idp.delete_group(UserPoolId=POOL, GroupName="readers")
    idp.delete_identity_provider(UserPoolId=POOL, ProviderName="Corp")
    idp.delete_user_pool_client(UserPoolId=POOL, ClientId=CLIENT)
    idp.delete_resource_server(UserPoolId=POOL, Identifier="orders")
    idp.delete_user_pool_domain(UserPoolId=POOL, Domain="tour")
    with pytest.raises(idp.exceptions.InvalidParameterException, match="deletion protection"):
        idp.delete_user_pool(UserPoolId=POOL)
    idp.update_user_pool(UserPoolId=POOL, DeletionProtection="INACTIVE", MfaConfiguration="OPTIONAL")
    idp.delete_user_pool(UserPoolId=POOL)
    with pytest.raises(idp.exceptions.ResourceNotFoundException):
        idp.describe_user_pool(UserPoolId=POOL)
