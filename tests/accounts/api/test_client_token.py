"""GetClientToken through boto3: an application's own token, what it opens, and what it never opens."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User, UserSession
from accounts.tokens import claims, signature
from pools import app_clients, resource_servers, user_pools
from pools.core import clock
from pools.models import AppClient, ResourceServer, UserPool
from tests.support import machines, refusal, tokens
from tests.support.machines import API, READ, WRITE

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(pool: UserPool) -> ResourceServer:
    return machines.orders_api(pool)


@pytest.fixture
def robot(pool: UserPool, orders: ResourceServer) -> AppClient:
    return machines.robot(pool)


def ask(idp: Any, client: AppClient, *, secret: str | None = None, **more: Any) -> dict[str, Any]:
    secret = secret or machines.secret_of(client)
    return dict(idp.get_client_token(ClientId=client.id, Secret=secret, **more)["ClientAuthenticationResult"])


def scope_of(client: AppClient, answer: dict[str, Any]) -> str | None:
    return tokens.claims_of(client.pool, answer["AccessToken"]).get("scope")


def test_an_application_gets_a_token_for_itself(anonymous_idp: Any, robot: AppClient) -> None:
    answer = ask(anonymous_idp, robot)

    assert set(answer) == {"AccessToken", "ExpiresIn", "TokenType"}
    assert (answer["ExpiresIn"], answer["TokenType"]) == (3600, "Bearer")


def test_an_independent_library_verifies_it(anonymous_idp: Any, pool: UserPool, robot: AppClient) -> None:
    content = tokens.claims_of(pool, ask(anonymous_idp, robot)["AccessToken"])

    assert content.pop("exp") - content["iat"] == 3600
    assert abs(content.pop("iat") - time.time()) < 60
    assert abs(content.pop("auth_time") - time.time()) < 60
    assert UUID(content.pop("jti"))
    assert content == {
        "sub": robot.id,
        "client_id": robot.id,
        "token_use": "access",
        "scope": f"{READ} {WRITE}",
        "iss": user_pools.issuer(pool),
        "version": 2,
    }


def test_each_token_is_another_one(anonymous_idp: Any, robot: AppClient) -> None:
    assert ask(anonymous_idp, robot)["AccessToken"] != ask(anonymous_idp, robot)["AccessToken"]


def test_it_lives_as_long_as_the_client_says(anonymous_idp: Any, orders: ResourceServer) -> None:
    brief = machines.robot(orders.pool, AccessTokenValidity=5, TokenValidityUnits={"AccessToken": "minutes"})

    answer = ask(anonymous_idp, brief)

    content = tokens.claims_of(orders.pool, answer["AccessToken"])
    assert answer["ExpiresIn"] == content["exp"] - content["iat"] == 300


def test_it_may_ask_for_fewer_scopes_and_each_counts_once(anonymous_idp: Any, robot: AppClient) -> None:
    # checklist 10
    assert scope_of(robot, ask(anonymous_idp, robot, Scopes=[WRITE, WRITE])) == WRITE


def test_a_scope_that_the_client_was_not_given_is_refused(anonymous_idp: Any, robot: AppClient) -> None:
    # checklist 10
    code, _ = refusal.of(lambda: ask(anonymous_idp, robot, Scopes=[READ, f"{API}/delete"]))

    assert code == "NotAuthorizedException"


@pytest.mark.parametrize("scope", ["openid", "aws.cognito.signin.user.admin", f"{API}/none", "none/read", API])
def test_a_scope_that_no_resource_server_has_is_refused(anonymous_idp: Any, robot: AppClient, scope: str) -> None:
    # checklist 10
    assert refusal.of(lambda: ask(anonymous_idp, robot, Scopes=[scope])) == (
        "InvalidParameterException",
        f"Invalid scope requested: {scope}",
    )


@pytest.mark.parametrize("scopes", [["a b"], ['a"b'], ["a\nb"], [READ] * 51])
def test_scopes_that_cannot_be_are_refused(anonymous_idp: Any, robot: AppClient, scopes: list[str]) -> None:
    # checklist 10
    assert refusal.of(lambda: ask(anonymous_idp, robot, Scopes=scopes))[0] == "InvalidParameterException"


def test_another_pools_scope_is_refused(anonymous_idp: Any, robot: AppClient, other_pool: UserPool) -> None:
    # checklist 4, 10
    scope = {"ScopeName": "all", "ScopeDescription": "x"}
    resource_servers.create(other_pool, identifier="theirs", name="x", scopes=[scope])

    assert refusal.of(lambda: ask(anonymous_idp, robot, Scopes=["theirs/all"]))[0] == "InvalidParameterException"


def test_a_scope_that_is_gone_is_left_out_in_silence(
    anonymous_idp: Any, robot: AppClient, orders: ResourceServer
) -> None:
    left = [scope for scope in orders.scopes if scope["ScopeName"] == "write"]
    resource_servers.update(orders, name="Orders", scopes=left)

    assert scope_of(robot, ask(anonymous_idp, robot)) == WRITE
    assert scope_of(robot, ask(anonymous_idp, robot, Scopes=[READ, WRITE])) == WRITE


def test_without_any_scope_left_the_token_says_none(
    anonymous_idp: Any, robot: AppClient, orders: ResourceServer
) -> None:
    resource_servers.delete(orders)

    assert scope_of(robot, ask(anonymous_idp, robot)) is None


def test_what_the_client_may_have_of_cognitos_own_is_never_in_it(anonymous_idp: Any, orders: ResourceServer) -> None:
    # checklist 10, 11
    own = ["aws.cognito.signin.user.admin", "openid", READ]
    mixed = machines.robot(
        orders.pool, AllowedOAuthFlowsUserPoolClient=False, AllowedOAuthFlows=[], AllowedOAuthScopes=own
    )

    assert scope_of(mixed, ask(anonymous_idp, mixed)) == READ


@pytest.mark.parametrize("secret", ["x" * 52, "x" * 24])
def test_a_wrong_secret_is_refused(anonymous_idp: Any, robot: AppClient, secret: str) -> None:
    assert refusal.of(lambda: ask(anonymous_idp, robot, secret=secret)) == (
        "NotAuthorizedException",
        "Invalid client or secret",
    )


def test_another_clients_secret_is_refused(anonymous_idp: Any, robot: AppClient) -> None:
    other = machines.robot(robot.pool, "other")

    assert (
        refusal.of(lambda: ask(anonymous_idp, robot, secret=machines.secret_of(other)))[0] == "NotAuthorizedException"
    )


def test_an_unknown_client_is_not_found(anonymous_idp: Any, robot: AppClient) -> None:
    client_id, secret = robot.id, machines.secret_of(robot)
    app_clients.delete(robot)

    code, _ = refusal.of(lambda: anonymous_idp.get_client_token(ClientId=client_id, Secret=secret))

    assert code == "ResourceNotFoundException"


def test_a_client_that_signs_people_in_gets_none(anonymous_idp: Any, secret_client: AppClient) -> None:
    # checklist 22
    assert refusal.of(lambda: ask(anonymous_idp, secret_client)) == (
        "InvalidParameterException",
        "Auth flow not enabled for this client",
    )


def test_the_flow_is_looked_at_anew(anonymous_idp: Any, robot: AppClient) -> None:
    # checklist 22
    app_clients.update(robot, settings={"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]})

    assert refusal.of(lambda: ask(anonymous_idp, robot))[0] == "InvalidParameterException"


def test_a_machine_client_signs_nobody_in(anonymous_idp: Any, robot: AppClient, alice: User) -> None:
    # checklist 22
    asked = {"ClientId": robot.id, "AuthFlow": "USER_PASSWORD_AUTH"}
    parameters = {"USERNAME": "alice", "PASSWORD": "x", "SECRET_HASH": "x"}

    code, _ = refusal.of(lambda: anonymous_idp.initiate_auth(AuthParameters=parameters, **asked))

    assert code == "InvalidParameterException"


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("get_user", {}),
        ("global_sign_out", {}),
        ("delete_user", {}),
        ("update_user_attributes", {"UserAttributes": [{"Name": "name", "Value": "Robot"}]}),
        ("change_password", {"PreviousPassword": "x", "ProposedPassword": "Correct-h0rse!"}),
    ],
)
def test_user_operations_refuse_it(
    anonymous_idp: Any, robot: AppClient, alice: User, operation: str, more: dict[str, Any]
) -> None:  # checklist 11
    token = ask(anonymous_idp, robot)["AccessToken"]

    call = getattr(anonymous_idp, operation)
    assert refusal.of(lambda: call(AccessToken=token, **more)) == (
        "NotAuthorizedException",
        "Access Token does not have required scopes",
    )


def test_they_refuse_it_even_with_the_scope_that_opens_them(
    anonymous_idp: Any, robot: AppClient, alice: User
) -> None:  # checklist 11
    content = claims.machine(robot, ["aws.cognito.signin.user.admin"], issued_at=clock.timestamp())
    lie = {**content, "sub": alice.sub, "username": alice.username}
    forged = [signature.sign(robot.pool, "access", one) for one in (content, lie)]

    assert [refusal.of(lambda: anonymous_idp.get_user(AccessToken=token)) for token in forged] == [  # noqa: B023
        ("NotAuthorizedException", "Invalid Access Token")
    ] * 2


def test_it_opens_no_session_and_cannot_be_revoked(anonymous_idp: Any, robot: AppClient) -> None:
    proof = {"ClientId": robot.id, "ClientSecret": machines.secret_of(robot)}
    token = ask(anonymous_idp, robot)["AccessToken"]

    assert refusal.of(lambda: anonymous_idp.revoke_token(Token=token, **proof))[0] == "UnsupportedTokenTypeException"
    assert not UserSession.objects.exists()


def test_no_user_ever_has_its_subject(robot: AppClient, alice: User) -> None:
    # checklist 11
    assert (len(robot.id), robot.id.isalnum()) == (26, True)
    assert str(UUID(alice.sub)) == alice.sub
