"""User pools, their settings, domains, groups, resource servers and tags."""

from __future__ import annotations

from typing import Any

from tests.conformance.arranging import also, arranged
from tests.conformance.scene import DOMAIN, FACTORS, POOL, Scene
from tests.support import machines

LATER = {name: value for name, value in POOL.items() if name not in {"AliasAttributes", "Schema"}}
ELSEWHERE = "eu-west-1"
LIMIT = {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}}
LOG_GROUP = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/cognito/people"


def arn(scene: Scene) -> str:
    return str(scene.idp.describe_user_pool(**scene.in_pool)["UserPool"]["Arn"])


@arranged
def create_user_pool(scene: Scene) -> dict[str, Any]:
    return {"PoolName": "more people", **POOL}


@arranged
def describe_user_pool(scene: Scene) -> dict[str, Any]:
    return scene.in_pool


@arranged
def list_user_pools(scene: Scene) -> dict[str, Any]:
    return {"MaxResults": 60}


@arranged
def update_user_pool(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, **LATER, "MfaConfiguration": "OPTIONAL"}


@arranged
def delete_user_pool(scene: Scene) -> dict[str, Any]:
    scene.idp.delete_user_pool_domain(**scene.in_pool, Domain=DOMAIN)
    return scene.in_pool


@arranged
def add_custom_attributes(scene: Scene) -> dict[str, Any]:
    numbers = {"MinValue": "0", "MaxValue": "9"}
    added = {"Name": "floor", "AttributeDataType": "Number", "NumberAttributeConstraints": numbers}
    return {**scene.in_pool, "CustomAttributes": [added]}


@arranged
def get_user_pool_mfa_config(scene: Scene) -> dict[str, Any]:
    return scene.in_pool


@arranged
def set_user_pool_mfa_config(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, **FACTORS}


@arranged
def get_signing_certificate(scene: Scene) -> dict[str, Any]:
    return scene.in_pool


@arranged
def get_user_pool_session_configuration(scene: Scene) -> dict[str, Any]:
    return scene.in_pool


@arranged
def set_user_pool_session_configuration(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 5}}


@arranged
def get_user_pool_client_session_configuration(scene: Scene) -> dict[str, Any]:
    return scene.of_client


@arranged
def set_user_pool_client_session_configuration(scene: Scene) -> dict[str, Any]:
    return {**scene.of_client, "SSOSession": {"MaxValidityMinutes": 30}}


@arranged
def tag_resource(scene: Scene) -> dict[str, Any]:
    return {"ResourceArn": arn(scene), "Tags": {"team": "blue"}}


@arranged
def untag_resource(scene: Scene) -> dict[str, Any]:
    return {"ResourceArn": arn(scene), "TagKeys": ["stage"]}


@arranged
def list_tags_for_resource(scene: Scene) -> dict[str, Any]:
    return {"ResourceArn": arn(scene)}


@arranged
def create_user_pool_domain(scene: Scene) -> dict[str, Any]:
    return {"UserPoolId": scene.neighbour.pool_id, "Domain": "neighbours"}


@arranged
def describe_user_pool_domain(scene: Scene) -> dict[str, Any]:
    return {"Domain": DOMAIN}


@arranged
def update_user_pool_domain(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "Domain": DOMAIN, "ManagedLoginVersion": 1}


@arranged
def delete_user_pool_domain(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "Domain": DOMAIN}


@arranged
def create_resource_server(scene: Scene) -> dict[str, Any]:
    scopes = [{"ScopeName": "write", "ScopeDescription": "Write"}]
    return {**scene.in_pool, "Identifier": "bills", "Name": "Bills", "Scopes": scopes}


@arranged
def describe_resource_server(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "Identifier": machines.API}


@arranged
def update_resource_server(scene: Scene) -> dict[str, Any]:
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    return {**scene.in_pool, "Identifier": machines.API, "Name": "All orders", "Scopes": scopes}


@arranged
def delete_resource_server(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "Identifier": machines.API}


@arranged
def list_resource_servers(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "MaxResults": 50}


@arranged
def create_group(scene: Scene) -> dict[str, Any]:
    role = "arn:aws:iam::000000000000:role/guests"
    return {**scene.in_pool, "GroupName": "guests", "Description": "Not ours", "RoleArn": role, "Precedence": 2}


@arranged
def get_group(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "GroupName": "staff"}


@arranged
def update_group(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "GroupName": "staff", "Precedence": 3}


@arranged
def delete_group(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "GroupName": "staff"}


@arranged
def list_groups(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "Limit": 60}


@arranged
def list_users_in_group(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "GroupName": "staff"}


@arranged
def get_provisioned_limit(scene: Scene) -> dict[str, Any]:
    return LIMIT


@arranged
def update_provisioned_limit(scene: Scene) -> dict[str, Any]:
    return {**LIMIT, "RequestedLimitValue": 100_000}


@arranged
def get_log_delivery_configuration(scene: Scene) -> dict[str, Any]:
    return scene.in_pool


@arranged
def set_log_delivery_configuration(scene: Scene) -> dict[str, Any]:
    group = {"CloudWatchLogsConfiguration": {"LogGroupArn": LOG_GROUP}}
    events = {"EventSource": "userAuthEvents", "LogLevel": "INFO", **group}
    return {
        **scene.in_pool,
        "LogConfigurations": [{"EventSource": "userNotification", "LogLevel": "ERROR", **group}, events],
    }


@arranged
def create_user_pool_replica(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "RegionName": ELSEWHERE, "UserPoolTags": {"team": "blue"}}


@arranged
def update_user_pool_replica(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "RegionName": ELSEWHERE, "Status": "INACTIVE"}


@arranged
def delete_user_pool_replica(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "RegionName": ELSEWHERE}


@arranged
def list_user_pool_replicas(scene: Scene) -> dict[str, Any]:
    return scene.in_pool


@also("create_user_pool")
def of_addresses(scene: Scene) -> dict[str, Any]:
    plain = {"PoolName": "addresses", "UsernameAttributes": ["email", "phone_number"]}
    recovery = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}
    invitation = {"EmailSubject": "Welcome", "EmailMessage": "{username}: {####}", "SMSMessage": "{username}: {####}"}
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessageByLink": "{##Here##}"}
    return {
        **plain,
        "UsernameConfiguration": {"CaseSensitive": False},
        "AccountRecoverySetting": recovery,
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True, "InviteMessageTemplate": invitation},
        "VerificationMessageTemplate": template,
        "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:000000000000:function:check"},
    }


@also("set_log_delivery_configuration")
def to_a_stream(scene: Scene) -> dict[str, Any]:
    stream = {"FirehoseConfiguration": {"StreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/people"}}
    return {**scene.in_pool, "LogConfigurations": [{"EventSource": "userAuthEvents", "LogLevel": "INFO", **stream}]}


@also("set_log_delivery_configuration")
def to_a_bucket(scene: Scene) -> dict[str, Any]:
    bucket = {"S3Configuration": {"BucketArn": "arn:aws:s3:::people"}}
    return {**scene.in_pool, "LogConfigurations": [{"EventSource": "userAuthEvents", "LogLevel": "INFO", **bucket}]}
