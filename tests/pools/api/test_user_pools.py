"""CreateUserPool, DescribeUserPool, ListUserPools, UpdateUserPool, DeleteUserPool through boto3."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from console.models import AccessKey
from pools import domains, signing_keys
from pools.models import UserPool
from tests.support import boto, builders, people, refusal

ROLE = {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "x"}
FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:pre-sign-up"

pytestmark = pytest.mark.django_db


def made(idp: Any, **settings: Any) -> dict[str, Any]:
    answer: dict[str, Any] = idp.create_user_pool(PoolName="people", **settings)["UserPool"]
    return answer


def described(idp: Any, pool_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = idp.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    return answer


def attribute(pool: dict[str, Any], name: str) -> dict[str, Any]:
    return next(shape for shape in pool["SchemaAttributes"] if shape["Name"] == name)


def create_refusal(idp: Any, **settings: Any) -> tuple[str, str]:
    return refusal.of(lambda: made(idp, **settings))


def test_a_new_pool_has_cognitos_defaults(cognito_idp: Any) -> None:
    pool = made(cognito_idp)
    del pool["SchemaAttributes"], pool["CreationDate"], pool["LastModifiedDate"]
    assert re.fullmatch(r"us-east-1_[0-9A-Za-z]{9}", pool["Id"])
    assert pool == {
        "Id": pool["Id"],
        "Name": "people",
        "Arn": f"arn:aws:cognito-idp:us-east-1:000000000000:userpool/{pool['Id']}",
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
                "TemporaryPasswordValidityDays": 7,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
        },
        "DeletionProtection": "INACTIVE",
        "LambdaConfig": {},
        "MfaConfiguration": "OFF",
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        "EstimatedNumberOfUsers": 0,
        "UserPoolTags": {},
        "UserPoolTier": "ESSENTIALS",
    }


def test_a_new_pool_has_the_standard_attributes_in_order(cognito_idp: Any) -> None:
    assert [shape["Name"] for shape in made(cognito_idp)["SchemaAttributes"]] == [
        *("sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile"),
        *("picture", "website", "email", "gender", "birthdate", "zoneinfo", "locale", "phone_number", "address"),
        *("email_verified", "phone_number_verified", "updated_at"),
    ]


def test_a_standard_attribute_is_shown_as_cognito_shows_it(cognito_idp: Any) -> None:
    pool = made(cognito_idp)
    assert attribute(pool, "sub") == {
        "Name": "sub",
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": False,
        "Mutable": False,
        "Required": True,
        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "2048"},
    }
    assert attribute(pool, "birthdate")["StringAttributeConstraints"] == {"MinLength": "10", "MaxLength": "10"}
    assert attribute(pool, "updated_at")["NumberAttributeConstraints"] == {"MinValue": "0"}


def test_a_description_is_what_creation_answered(cognito_idp: Any) -> None:
    pool = made(cognito_idp, AutoVerifiedAttributes=["email"])
    assert described(cognito_idp, pool["Id"]) == pool


def test_a_description_counts_users_and_names_domains(cognito_idp: Any, pool: UserPool) -> None:
    people.confirmed(pool)
    domains.create(pool, domain="people")
    answer = described(cognito_idp, pool.id)
    assert (answer["EstimatedNumberOfUsers"], answer["Domain"]) == (1, "people")
    assert "CustomDomain" not in answer


def test_a_new_pool_can_sign_at_once(cognito_idp: Any) -> None:
    pool = UserPool.objects.get(id=made(cognito_idp)["Id"])
    assert len(signing_keys.jwks(pool)["keys"]) == 2


def test_every_setting_comes_back_as_it_was_given(cognito_idp: Any) -> None:
    given: dict[str, Any] = {
        "DeletionProtection": "ACTIVE",
        "LambdaConfig": {"PreSignUp": FUNCTION, "CustomMessage": FUNCTION},
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "AliasAttributes": ["email", "preferred_username"],
        "SmsAuthenticationMessage": "Code {####}",
        "MfaConfiguration": "OPTIONAL",
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
        "SmsConfiguration": ROLE,
        "UserPoolTags": {"team": "blue"},
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
        "UserPoolTier": "PLUS",
        "UsernameConfiguration": {"CaseSensitive": False},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
        "DcrConfiguration": {"EnableStatus": "Enabled"},
        "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
        "IssuerConfiguration": {"Type": "ORIGINAL"},
        "AcrConfiguration": {"Level1": {"AcrValue": "urn:example:1"}},
    }
    pool = made(cognito_idp, **given)
    assert {name: pool[name] for name in given} == given


def test_a_given_password_policy_has_only_the_demands_it_names(cognito_idp: Any) -> None:
    policy = {"MinimumLength": 12, "RequireNumbers": True, "TemporaryPasswordValidityDays": 0}
    assert made(cognito_idp, Policies={"PasswordPolicy": policy})["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 12,
        "RequireUppercase": False,
        "RequireLowercase": False,
        "RequireNumbers": True,
        "RequireSymbols": False,
        "TemporaryPasswordValidityDays": 7,
    }


def test_both_names_of_the_temporary_passwords_life_say_the_same(cognito_idp: Any) -> None:
    pool = made(cognito_idp, AdminCreateUserConfig={"UnusedAccountValidityDays": 3})
    assert pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == 3
    assert pool["AdminCreateUserConfig"]["UnusedAccountValidityDays"] == 3


def test_old_and_new_message_members_say_the_same(cognito_idp: Any) -> None:
    pool = made(
        cognito_idp,
        EmailVerificationMessage="Your code: {####}",
        VerificationMessageTemplate={"SmsMessage": "SMS {####}", "EmailSubject": "Hello"},
    )
    assert pool["VerificationMessageTemplate"] == {
        "SmsMessage": "SMS {####}",
        "EmailMessage": "Your code: {####}",
        "EmailSubject": "Hello",
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
    }
    assert (pool["SmsVerificationMessage"], pool["EmailVerificationSubject"]) == ("SMS {####}", "Hello")


def test_threat_protection_brings_its_plan(cognito_idp: Any) -> None:
    assert made(cognito_idp, UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})["UserPoolTier"] == "PLUS"


def test_custom_attributes_get_their_prefix(cognito_idp: Any) -> None:
    schema = [
        {"Name": "city", "AttributeDataType": "String"},
        {"Name": "age", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "0"}},
        {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": True, "Mutable": False},
    ]
    pool = made(cognito_idp, Schema=schema)
    assert attribute(pool, "custom:city")["StringAttributeConstraints"] == {}
    assert attribute(pool, "custom:age")["NumberAttributeConstraints"] == {"MinValue": "0"}
    assert attribute(pool, "dev:custom:note")["Mutable"] is False


def test_standard_attributes_can_be_required_or_fixed(cognito_idp: Any) -> None:
    schema = [{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": False}]
    email = attribute(made(cognito_idp, Schema=schema), "email")
    assert (email["Required"], email["Mutable"]) == (True, False)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (
            {"Name": "city", "AttributeDataType": "String", "Required": True},
            "Required custom attributes are not supported currently.",
        ),
        (
            {"Name": "email", "AttributeDataType": "Number"},
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
        ),
        (
            {"Name": "email", "DeveloperOnlyAttribute": True},
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
        ),
        (
            {"Name": "email_verified", "Required": True},
            "You can not change Mutable or Required for standard schema attribute email_verified",
        ),
        (
            {"Name": "city", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "2049"}},
            "Invalid schema for attribute custom:city: MaxLength must be a whole number from 0 to 2048.",
        ),
        (
            {"Name": "city", "AttributeDataType": "String", "StringAttributeConstraints": {"MinLength": "few"}},
            "Invalid schema for attribute custom:city: MinLength must be a whole number from 0 to 2048.",
        ),
        (
            {
                "Name": "city",
                "AttributeDataType": "String",
                "StringAttributeConstraints": {"MinLength": "9", "MaxLength": "8"},
            },
            "Invalid schema for attribute custom:city: MinLength is greater than MaxLength.",
        ),
        ({"AttributeDataType": "String"}, "An attribute of the schema has no name."),
    ],
)
def test_a_schema_that_cannot_be_is_refused(cognito_idp: Any, shape: dict[str, Any], message: str) -> None:
    assert create_refusal(cognito_idp, Schema=[shape]) == ("InvalidParameterException", message)


def test_an_attribute_stands_once(cognito_idp: Any) -> None:
    shape = {"Name": "city", "AttributeDataType": "String"}
    assert create_refusal(cognito_idp, Schema=[shape, shape]) == (
        "InvalidParameterException",
        "custom:city: Existing attribute already has name custom:city.",
    )


MANAGED = "CUSTOMER_MANAGED_KEY"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"AliasAttributes": ["email"], "UsernameAttributes": ["email"]},
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
        ),
        (
            {"MfaConfiguration": "ON"},
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        ),
        (
            {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}},
            "AttributesRequireVerificationBeforeUpdate must be among AutoVerifiedAttributes: email",
        ),
        (
            {
                "AccountRecoverySetting": {
                    "RecoveryMechanisms": [
                        {"Name": "admin_only", "Priority": 1},
                        {"Name": "verified_email", "Priority": 2},
                    ]
                }
            },
            "Invalid recovery mechanism: admin_only can not be combined with another one.",
        ),
        (
            {
                "AccountRecoverySetting": {
                    "RecoveryMechanisms": [
                        {"Name": "verified_phone_number", "Priority": 1},
                        {"Name": "verified_email", "Priority": 1},
                    ]
                }
            },
            "Each recovery mechanism and each priority can be given once only.",
        ),
        (
            {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}},
            "AllowedFirstAuthFactors must contain PASSWORD and can not contain SOFTWARE_TOKEN.",
        ),
        (
            {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "SOFTWARE_TOKEN"]}}},
            "AllowedFirstAuthFactors must contain PASSWORD and can not contain SOFTWARE_TOKEN.",
        ),
        (
            {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}},
            "Please provide a SourceArn when EmailSendingAccount is DEVELOPER.",
        ),
        ({"SmsConfiguration": {}}, "SmsConfiguration must have either SnsCallerArn or EumsSms."),
        (
            {"LambdaConfig": {"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION}}},
            "KMSKeyID is required for CustomEmailSender and CustomSMSSender.",
        ),
        (
            {
                "LambdaConfig": {
                    "PreTokenGeneration": FUNCTION,
                    "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": f"{FUNCTION}-2"},
                }
            },
            "PreTokenGeneration and PreTokenGenerationConfig must name the same function.",
        ),
        ({"KeyConfiguration": {"KeyType": MANAGED}}, "KmsKeyArn is required for a customer managed key."),
        (
            {"AdminCreateUserConfig": {"InviteMessageTemplate": {"EmailMessage": "Welcome {username}"}}},
            "EmailMessage of the invitation message template must contain {username} and {####}.",
        ),
        ({"UserPoolTags": {"poolhouse:issuer": "x"}}, "The tag poolhouse:issuer is either served or aws."),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    cognito_idp: Any, settings: dict[str, Any], message: str
) -> None:
    assert create_refusal(cognito_idp, **settings) == ("InvalidParameterException", message)


@pytest.mark.parametrize(
    "settings",
    [
        {"EmailVerificationMessage": "No code"},
        {"SmsVerificationMessage": "No code"},
        {"VerificationMessageTemplate": {"EmailMessage": "No code"}},
        {"VerificationMessageTemplate": {"EmailMessageByLink": "No link"}},
    ],
)
def test_a_message_without_its_code_or_link_is_refused(cognito_idp: Any, settings: dict[str, Any]) -> None:
    code, message = create_refusal(cognito_idp, **settings)
    assert code == "InvalidParameterException"
    assert "Member must satisfy regular expression pattern" in message


@pytest.mark.parametrize(
    "settings",
    [
        {"UserPoolTier": "ESSENTIALS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}},
        {"UserPoolTier": "LITE", "Policies": {"PasswordPolicy": {"PasswordHistorySize": 3}}},
        {"UserPoolTier": "LITE", "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}},
    ],
)
def test_a_feature_outside_the_plan_is_refused(cognito_idp: Any, settings: dict[str, Any]) -> None:
    assert create_refusal(cognito_idp, **settings)[0] == "FeatureUnavailableInTierException"


def test_fifty_tags_are_enough(cognito_idp: Any) -> None:
    assert create_refusal(cognito_idp, UserPoolTags={f"tag{n}": "" for n in range(51)})[0] == "UserPoolTaggingException"


def test_an_update_resets_what_it_leaves_out(cognito_idp: Any) -> None:
    pool = made(
        cognito_idp,
        AutoVerifiedAttributes=["email"],
        DeletionProtection="ACTIVE",
        MfaConfiguration="OPTIONAL",
        SmsConfiguration=ROLE,
        LambdaConfig={"PreSignUp": FUNCTION},
        EmailVerificationSubject="Hello",
    )
    cognito_idp.update_user_pool(UserPoolId=pool["Id"], Policies={"PasswordPolicy": {"MinimumLength": 20}})
    updated = described(cognito_idp, pool["Id"])
    assert updated["Policies"]["PasswordPolicy"]["MinimumLength"] == 20
    gone = {"AutoVerifiedAttributes", "SmsConfiguration", "EmailVerificationSubject"}
    assert not gone & set(updated)
    assert (updated["DeletionProtection"], updated["MfaConfiguration"], updated["LambdaConfig"]) == (
        "INACTIVE",
        "OFF",
        {},
    )


def test_an_update_keeps_what_is_for_ever_and_what_stays(cognito_idp: Any) -> None:
    pool = made(
        cognito_idp,
        Schema=[{"Name": "city", "AttributeDataType": "String"}],
        UsernameAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        UserPoolTags={"team": "blue"},
        DcrConfiguration={"EnableStatus": "Enabled"},
    )
    cognito_idp.update_user_pool(UserPoolId=pool["Id"])
    updated = described(cognito_idp, pool["Id"])
    assert updated.pop("LastModifiedDate") >= pool.pop("LastModifiedDate")
    assert updated == pool


def test_an_update_renames_and_replaces_tags(cognito_idp: Any, pool: UserPool) -> None:
    cognito_idp.update_user_pool(UserPoolId=pool.id, PoolName="persons", UserPoolTags={"a": "b"})
    updated = described(cognito_idp, pool.id)
    assert (updated["Name"], updated["UserPoolTags"]) == ("persons", {"a": "b"})


def test_an_update_with_everything_described_changes_nothing(cognito_idp: Any) -> None:
    pool = made(
        cognito_idp,
        AutoVerifiedAttributes=["email"],
        SmsVerificationMessage="Code {####}",
        AdminCreateUserConfig={"InviteMessageTemplate": {"EmailSubject": "Welcome"}},
    )
    fixed = {"Id", "Name", "Arn", "SchemaAttributes", "EstimatedNumberOfUsers", "CreationDate", "LastModifiedDate"}
    again = {name: value for name, value in pool.items() if name not in fixed}
    cognito_idp.update_user_pool(UserPoolId=pool["Id"], **again)
    updated = described(cognito_idp, pool["Id"])
    assert {name: updated[name] for name in again} == again


def test_a_refused_update_changes_nothing(cognito_idp: Any, pool: UserPool) -> None:
    before = described(cognito_idp, pool.id)
    bad = {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}, "PoolName": "other"}
    assert refusal.of(lambda: cognito_idp.update_user_pool(UserPoolId=pool.id, **bad))[0] == "InvalidParameterException"
    assert described(cognito_idp, pool.id) == before


def test_lists_show_little_and_come_in_pages(cognito_idp: Any) -> None:
    ids = [made(cognito_idp)["Id"] for _ in range(3)]
    first = cognito_idp.list_user_pools(MaxResults=2)
    second = cognito_idp.list_user_pools(MaxResults=2, NextToken=first["NextToken"])
    assert [row["Id"] for row in first["UserPools"] + second["UserPools"]] == ids
    assert "NextToken" not in second
    assert set(first["UserPools"][0]) == {"Id", "Name", "LambdaConfig", "CreationDate", "LastModifiedDate"}


def test_a_longer_list_costs_the_same(cognito_idp: Any, pool: UserPool) -> None:
    with CaptureQueriesContext(connection) as short:
        cognito_idp.list_user_pools(MaxResults=60)
    builders.pool("another")
    builders.pool("a third")
    with CaptureQueriesContext(connection) as longer:
        cognito_idp.list_user_pools(MaxResults=60)
    assert len(longer) == len(short) <= 2


@pytest.mark.parametrize("token", ["x", "gAAAAABmAAAA", "\u00e9"])
def test_a_made_up_page_is_refused(cognito_idp: Any, token: str) -> None:  # checklist 69
    code, _ = refusal.of(lambda: cognito_idp.list_user_pools(MaxResults=2, NextToken=token))
    assert code == "InvalidParameterException"


def test_a_page_of_another_list_is_refused(cognito_idp: Any) -> None:  # checklist 69
    for _ in range(2):
        made(cognito_idp)
    token = cognito_idp.list_user_pools(MaxResults=1)["NextToken"]
    code, _ = refusal.of(lambda: cognito_idp.list_user_pools(MaxResults=2, NextToken=token))
    assert code == "InvalidParameterException"


def test_pools_are_seen_in_their_own_region_only(access_key: AccessKey, pool: UserPool) -> None:
    elsewhere = boto.signed_client("cognito-idp", access_key, region="eu-west-1")
    assert elsewhere.list_user_pools(MaxResults=60)["UserPools"] == []
    assert refusal.of(lambda: elsewhere.describe_user_pool(UserPoolId=pool.id)) == (
        "ResourceNotFoundException",
        f"User pool {pool.id} does not exist.",
    )


def test_a_deleted_pool_is_gone(cognito_idp: Any, pool: UserPool) -> None:
    people.confirmed(pool)
    cognito_idp.delete_user_pool(UserPoolId=pool.id)
    assert refusal.of(lambda: described(cognito_idp, pool.id)) == (
        "ResourceNotFoundException",
        f"User pool {pool.id} does not exist.",
    )


def test_a_pool_with_a_domain_is_not_deleted(cognito_idp: Any, pool: UserPool) -> None:
    domains.create(pool, domain="people")
    assert refusal.of(lambda: cognito_idp.delete_user_pool(UserPoolId=pool.id)) == (
        "InvalidParameterException",
        "User pool cannot be deleted. It has a domain configured that should be deleted first.",
    )


def test_a_protected_pool_is_not_deleted(cognito_idp: Any) -> None:
    pool = builders.pool(DeletionProtection="ACTIVE")
    code, _ = refusal.of(lambda: cognito_idp.delete_user_pool(UserPoolId=pool.id))
    assert code == "InvalidParameterException"
