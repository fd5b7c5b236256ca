"""User pools in AWS's shapes."""

from dataclasses import dataclass
from typing import Any

from pools.models import Domain, UserPool


@dataclass(frozen=True)
class PoolFacts:
    """What a description says of a pool besides its own row."""

    arn: str
    estimated_number_of_users: int
    domains: list[Domain]


def user_pool_type(pool: UserPool, facts: PoolFacts) -> dict[str, Any]:
    """AWS UserPoolType."""
    domains = {domain.custom: domain.name for domain in facts.domains}
    return {
        "Id": pool.id,
        "Name": pool.name,
        "Arn": facts.arn,
        **pool.settings,
        "DeletionProtection": pool.deletion_protection,
        "MfaConfiguration": pool.mfa_configuration,
        "SchemaAttributes": [_schema_attribute(shape) for shape in pool.schema],
        "AliasAttributes": pool.alias_attributes or None,
        "UsernameAttributes": pool.username_attributes or None,
        "UserPoolTags": pool.tags,
        "EstimatedNumberOfUsers": facts.estimated_number_of_users,
        "Domain": domains.get(False),
        "CustomDomain": domains.get(True),
        "LastModifiedDate": pool.updated_at,
        "CreationDate": pool.created_at,
    }


def user_pool_description(pool: UserPool) -> dict[str, Any]:
    """AWS UserPoolDescriptionType, as lists show it."""
    return {
        "Id": pool.id,
        "Name": pool.name,
        "LambdaConfig": pool.lambda_config,
        "LastModifiedDate": pool.updated_at,
        "CreationDate": pool.created_at,
    }


def _schema_attribute(shape: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if value is not None}
