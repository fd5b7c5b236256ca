"""App clients for machines: the flow of GetClientToken, which AWS's model lacks, and those of token exchange."""

from __future__ import annotations

from typing import Any

import pytest

from pools import resource_servers
from pools.models import AppClient, UserPool
from tests.support import builders, refusal

MACHINE = "ALLOW_CLIENT_TOKEN_AUTH"

pytestmark = pytest.mark.django_db


def made(idp: Any, pool: UserPool, *flows: str, **settings: Any) -> dict[str, Any]:
    named = {"UserPoolId": pool.id, "ClientName": "robot", "ExplicitAuthFlows": list(flows)}
    return dict(idp.create_user_pool_client(**named, **settings)["UserPoolClient"])


def test_the_machine_flow_is_taken_and_kept(cognito_idp: Any, pool: UserPool) -> None:
    scopes = [{"ScopeName": "read", "ScopeDescription": "x"}]
    resource_servers.create(pool, identifier="orders", name="Orders", scopes=scopes)
    settings = {"AllowedOAuthScopes": ["orders/read"]}
    client = made(cognito_idp, pool, MACHINE, GenerateSecret=True, **settings)
    changed = cognito_idp.update_user_pool_client(
        UserPoolId=pool.id, ClientId=client["ClientId"], ExplicitAuthFlows=[MACHINE], **settings
    )["UserPoolClient"]
    assert client["ExplicitAuthFlows"] == changed["ExplicitAuthFlows"] == [MACHINE]


@pytest.mark.parametrize("other", ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH"])
def test_the_machine_flow_stands_alone(cognito_idp: Any, pool: UserPool, other: str) -> None:
    assert refusal.of(lambda: made(cognito_idp, pool, MACHINE, other, GenerateSecret=True)) == (
        "InvalidParameterException",
        "ALLOW_CLIENT_TOKEN_AUTH can not be used together with other flows.",
    )


def test_the_machine_flow_is_of_confidential_clients(cognito_idp: Any, pool: UserPool) -> None:
    assert refusal.of(lambda: made(cognito_idp, pool, MACHINE)) == (
        "InvalidParameterException",
        "ALLOW_CLIENT_TOKEN_AUTH can only be enabled for clients with a client secret.",
    )
    assert not AppClient.objects.exists()


def test_a_client_for_people_becomes_none_for_machines_without_a_secret(
    cognito_idp: Any, pool: UserPool, client: AppClient
) -> None:
    change = {"UserPoolId": pool.id, "ClientId": client.id, "ExplicitAuthFlows": [MACHINE]}
    assert refusal.of(lambda: cognito_idp.update_user_pool_client(**change))[0] == "InvalidParameterException"


def test_an_unknown_flow_tells_the_machine_flow_too(cognito_idp: Any, pool: UserPool) -> None:
    code, message = refusal.of(lambda: made(cognito_idp, pool, "ALLOW_ALL"))
    assert code == "InvalidParameterException"
    assert "ALLOW_TOKEN_EXCHANGE_IMPERSONATION, ALLOW_CLIENT_TOKEN_AUTH]" in message


@pytest.mark.parametrize("flow", ["ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_TOKEN_EXCHANGE_DELEGATION"])
def test_token_exchange_is_not_in_the_lite_plan(cognito_idp: Any, flow: str) -> None:
    lite = builders.pool("lite", UserPoolTier="LITE")
    assert refusal.of(lambda: made(cognito_idp, lite, flow))[0] == "FeatureUnavailableInTierException"
