"""Operations on a pool's domains."""

from typing import Any

from django.conf import settings

from pools import domains, user_pools
from pools.models import Domain
from pools.shapes.domain import domain_description
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def create_user_pool_domain(call: Call) -> dict[str, Any]:
    pool = user_pools.get(call.input["UserPoolId"], region=call.region)
    domain = domains.create(
        pool,
        domain=call.input["Domain"],
        custom=call.input.get("CustomDomainConfig"),
        managed_login_version=call.input.get("ManagedLoginVersion"),
        routing=call.input.get("Routing"),
    )
    return _answer(domain)


@user_pool_operation
def update_user_pool_domain(call: Call) -> dict[str, Any]:
    domain = domains.update(
        user_pools.get(call.input["UserPoolId"], region=call.region),
        domain=call.input["Domain"],
        custom=call.input.get("CustomDomainConfig"),
        managed_login_version=call.input.get("ManagedLoginVersion"),
        routing=call.input.get("Routing"),
    )
    return _answer(domain)


@user_pool_operation
def describe_user_pool_domain(call: Call) -> dict[str, Any]:
    domain = domains.describe(call.input["Domain"])
    # AWS: an unknown domain is no error but an empty description.
    if domain is None or domain.pool.region != call.region:
        return {"DomainDescription": {}}
    described = domain_description(domain, account_id=settings.POOLHOUSE_ACCOUNT_ID, host=settings.POOLHOUSE_BASE_HOST)
    return {"DomainDescription": described}


@user_pool_operation
def delete_user_pool_domain(call: Call) -> dict[str, Any]:
    pool = user_pools.get(call.input["UserPoolId"], region=call.region)
    domains.delete(pool, domain=call.input["Domain"])
    return {}


def _answer(domain: Domain) -> dict[str, Any]:
    return {
        "ManagedLoginVersion": domain.managed_login_version,
        "CloudFrontDomain": settings.POOLHOUSE_BASE_HOST if domain.custom else None,
        "Routing": domain.routing,
    }
