"""CreateUserPoolDomain, UpdateUserPoolDomain, DescribeUserPoolDomain, DeleteUserPoolDomain through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from console.models import AccessKey
from pools.models import UserPool
from tests.support import boto, builders, refusal

CERTIFICATE = {"CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/12345678"}

pytestmark = pytest.mark.django_db


def described(idp: Any, domain: str) -> dict[str, Any]:
    return dict(idp.describe_user_pool_domain(Domain=domain)["DomainDescription"])


def test_a_prefix_domain_is_active_at_once(cognito_idp: Any, pool: UserPool) -> None:
    answer = cognito_idp.create_user_pool_domain(UserPoolId=pool.id, Domain="people")
    assert answer["ManagedLoginVersion"] == 1
    assert "CloudFrontDomain" not in answer
    description = described(cognito_idp, "people")
    assert description.pop("Version")
    assert description == {
        "Domain": "people",
        "UserPoolId": pool.id,
        "AWSAccountId": "000000000000",
        "S3Bucket": "poolhouse-assets",
        "CloudFrontDistribution": "localhost:8000",
        "Status": "ACTIVE",
        "ManagedLoginVersion": 1,
    }


def test_a_custom_domain_says_where_its_dns_entry_must_point(cognito_idp: Any, pool: UserPool) -> None:
    answer = cognito_idp.create_user_pool_domain(
        UserPoolId=pool.id, Domain="login.example.com", CustomDomainConfig=CERTIFICATE, ManagedLoginVersion=2
    )
    assert (answer["CloudFrontDomain"], answer["ManagedLoginVersion"]) == ("localhost:8000", 2)
    assert described(cognito_idp, "login.example.com")["CustomDomainConfig"] == CERTIFICATE


def test_the_pool_names_both_domains(cognito_idp: Any, pool: UserPool) -> None:
    cognito_idp.create_user_pool_domain(UserPoolId=pool.id, Domain="people")
    cognito_idp.create_user_pool_domain(UserPoolId=pool.id, Domain="login.example.com", CustomDomainConfig=CERTIFICATE)
    answer = cognito_idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]
    assert (answer["Domain"], answer["CustomDomain"]) == ("people", "login.example.com")


def test_an_unknown_domain_has_an_empty_description(cognito_idp: Any) -> None:
    assert described(cognito_idp, "nobodys") == {}


def test_a_domain_of_another_region_has_an_empty_description(
    cognito_idp: Any, access_key: AccessKey, pool: UserPool
) -> None:
    cognito_idp.create_user_pool_domain(UserPoolId=pool.id, Domain="people")
    assert described(boto.signed_client("cognito-idp", access_key, region="eu-west-1"), "people") == {}


def test_a_domain_belongs_to_one_pool(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    cognito_idp.create_user_pool_domain(UserPoolId=pool.id, Domain="people")
    assert refusal.of(lambda: cognito_idp.create_user_pool_domain(UserPoolId=other_pool.id, Domain="people")) == (
        "InvalidParameterException",
        "Domain already associated with another user pool.",
    )


@pytest.mark.parametrize("domain", ["my-aws", "cognito", "Upper", "-edge", "with.dot", "under_score"])
def test_a_prefix_that_cannot_be_is_refused(cognito_idp: Any, pool: UserPool, domain: str) -> None:
    code, _ = refusal.of(lambda: cognito_idp.create_user_pool_domain(UserPoolId=pool.id, Domain=domain))
    assert code == "InvalidParameterException"


def test_an_unknown_login_version_is_refused(cognito_idp: Any, pool: UserPool) -> None:
    call = {"UserPoolId": pool.id, "Domain": "people", "ManagedLoginVersion": 3}
    assert refusal.of(lambda: cognito_idp.create_user_pool_domain(**call))[0] == "InvalidParameterException"


def test_a_deleted_domain_is_gone(cognito_idp: Any, pool: UserPool) -> None:
    cognito_idp.create_user_pool_domain(UserPoolId=pool.id, Domain="people")
    cognito_idp.delete_user_pool_domain(UserPoolId=pool.id, Domain="people")
    assert described(cognito_idp, "people") == {}


def test_a_domain_the_pool_has_not_cannot_be_deleted(cognito_idp: Any, pool: UserPool) -> None:
    code, _ = refusal.of(lambda: cognito_idp.delete_user_pool_domain(UserPoolId=pool.id, Domain="people"))
    assert code == "ResourceNotFoundException"


def test_an_update_changes_version_and_certificate_and_keeps_the_rest(cognito_idp: Any, pool: UserPool) -> None:
    name = "login.example.com"
    cognito_idp.create_user_pool_domain(UserPoolId=pool.id, Domain=name, CustomDomainConfig=CERTIFICATE)
    newer = {"CertificateArn": f"{CERTIFICATE['CertificateArn']}9", "SecurityPolicy": "TLS_V1_3_2025"}
    cognito_idp.update_user_pool_domain(UserPoolId=pool.id, Domain=name, CustomDomainConfig=newer)
    answer = cognito_idp.update_user_pool_domain(UserPoolId=pool.id, Domain=name, ManagedLoginVersion=2)
    assert answer["ManagedLoginVersion"] == 2
    assert described(cognito_idp, name)["CustomDomainConfig"] == newer


def test_a_prefix_domain_takes_no_certificate(cognito_idp: Any, pool: UserPool) -> None:
    cognito_idp.create_user_pool_domain(UserPoolId=pool.id, Domain="people")
    call = {"UserPoolId": pool.id, "Domain": "people", "CustomDomainConfig": CERTIFICATE}
    assert refusal.of(lambda: cognito_idp.update_user_pool_domain(**call))[0] == "InvalidParameterException"


def test_a_domain_that_is_not_there_is_not_updated(cognito_idp: Any, pool: UserPool) -> None:
    call = {"UserPoolId": pool.id, "Domain": "people", "ManagedLoginVersion": 2}
    assert refusal.of(lambda: cognito_idp.update_user_pool_domain(**call))[0] == "ResourceNotFoundException"


def test_managed_login_needs_a_plan_that_has_it(cognito_idp: Any) -> None:
    lite = builders.pool("lite", UserPoolTier="LITE")
    call = {"UserPoolId": lite.id, "Domain": "people", "ManagedLoginVersion": 2}
    refused = refusal.of(lambda: cognito_idp.create_user_pool_domain(**call))
    assert refused[0] == "FeatureUnavailableInTierException"
