"""GetDerivedToken through boto3: what a token may be exchanged for, what never, and when the new one dies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from accounts import sessions
from accounts.models import User, UserSession
from accounts.models.auth_session import Context
from accounts.tokens import issue
from accounts.tokens.claims import ADMIN_SCOPE
from accounts.tokens.issue import TokenSet
from pools import app_clients, resource_servers
from pools.core import clock as core_clock
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import machines, people, refusal, tokens
from tests.support.clock import Clock
from tests.support.machines import API, READ, WRITE
from tests.support.scripted_triggers import ScriptedTriggers, advanced_claims, throwing

IMPERSONATION, DELEGATION = "ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_TOKEN_EXCHANGE_DELEGATION"
SCOPES = ["openid", "email", READ, WRITE, ADMIN_SCOPE]

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(pool: UserPool) -> UserPool:
    """It has a resource server."""
    machines.orders_api(pool)
    return pool


@pytest.fixture
def gateway(pool: UserPool) -> AppClient:
    """A service that may exchange its callers' tokens, as itself or as somebody who acts for them."""
    return exchanging_client(pool)


@pytest.fixture
def subject(client: AppClient, alice: User) -> TokenSet:
    """What alice got by signing in on the hosted pages of another client."""
    return signed_in(alice, client)


def exchanging_client(pool: UserPool, name: str = "gateway", *, public: bool = False, **settings: Any) -> AppClient:
    wanted = {"ExplicitAuthFlows": [IMPERSONATION, DELEGATION], "AllowedOAuthScopes": SCOPES, **settings}
    return make_client(pool, name, generate_secret=not public, **wanted)


def signed_in(user: User, client: AppClient, scopes: list[str] | None = None, *, hosted: bool = True) -> TokenSet:
    return issue.for_user(
        user,
        client,
        auth_time=core_clock.now(),
        scopes=SCOPES if scopes is None else scopes,
        context=Context(),
        hosted=hosted,
    )


def exchange(idp: Any, client: AppClient, token: str | None, kind: str = "ACCESS_TOKEN", **more: Any) -> dict[str, Any]:
    proof = {"ClientSecret": machines.secret_of(client)} if client.has_secret else {}
    asked: dict[str, Any] = {"ClientId": client.id, "SubjectToken": token, "SubjectTokenType": kind, **proof, **more}
    return dict(idp.get_derived_token(**{name: value for name, value in asked.items() if value is not None}))


def acting(token: str | None, kind: str = "ACCESS_TOKEN") -> dict[str, Any]:
    return {"ActorToken": token, "ActorTokenType": kind}


def said(client: AppClient, answer: dict[str, Any]) -> dict[str, Any]:
    return tokens.claims_of(client.pool, answer["IssuedToken"])


def works(idp: Any, answer: dict[str, Any]) -> bool:
    """Whether the user's own operations take the token."""
    try:
        idp.get_user(AccessToken=answer["IssuedToken"])
    except (idp.exceptions.NotAuthorizedException, idp.exceptions.UserNotFoundException):
        return False
    return True


def test_a_token_is_exchanged_for_one_of_another_client(
    anonymous_idp: Any, gateway: AppClient, alice: User, subject: TokenSet
) -> None:
    answer = exchange(anonymous_idp, gateway, subject.access_token)

    assert (answer["IssuedTokenType"], answer["TokenType"]) == ("ACCESS_TOKEN", "Bearer")
    assert answer["Scopes"] == SCOPES
    claims, before = said(gateway, answer), tokens.claims_of(gateway.pool, subject.access_token)
    assert claims["exp"] <= before["exp"]
    assert UUID(claims["jti"]) != UUID(before["jti"])
    same = ("sub", "username", "iss", "auth_time", "origin_jti", "event_id", "token_use", "version")
    assert [claims[name] for name in same] == [before[name] for name in same]
    assert (claims["client_id"], claims["scope"]) == (gateway.id, " ".join(SCOPES))
    assert not {"act", "aud"} & set(claims)


def test_an_exchange_is_no_sign_in(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    answer = exchange(anonymous_idp, gateway, subject.access_token)

    assert UserSession.objects.get() == subject.session
    assert "RefreshToken" not in answer


@pytest.mark.parametrize(
    ("wanted", "granted"),
    [
        ([READ], [READ]),
        ([WRITE, READ, READ], [READ, WRITE]),
        ([READ, f"{API}/delete", "profile", "none/such", "email"], ["email", READ]),
        ([f"{API}/delete"], []),
    ],
)
def test_scopes_are_those_wanted_that_the_subject_and_the_client_have(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet, wanted: list[str], granted: list[str]
) -> None:  # checklist 10
    answer = exchange(anonymous_idp, gateway, subject.access_token, Scopes=wanted)

    assert answer["Scopes"] == said(gateway, answer)["scope"].split() == granted


def test_what_the_client_may_not_have_it_never_gets(anonymous_idp: Any, pool: UserPool, subject: TokenSet) -> None:
    # checklist 10
    narrow = exchanging_client(pool, AllowedOAuthScopes=[READ, f"{API}/delete"])

    assert exchange(anonymous_idp, narrow, subject.access_token)["Scopes"] == [READ]


def test_what_the_first_exchange_left_out_no_second_one_brings_back(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet
) -> None:  # checklist 10
    narrow = exchange(anonymous_idp, gateway, subject.access_token, Scopes=["openid", "email", READ])
    identity = exchange(
        anonymous_idp, gateway, narrow["IssuedToken"], Scopes=["openid", "email"], RequestedTokenType="ID_TOKEN"
    )

    assert exchange(anonymous_idp, gateway, narrow["IssuedToken"])["Scopes"] == ["openid", "email", READ]
    assert exchange(anonymous_idp, gateway, identity["IssuedToken"], "ID_TOKEN")["Scopes"] == ["openid", "email"]


def test_fewer_scopes_never_open_more_attributes(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    # checklist 10
    answer = exchange(anonymous_idp, gateway, subject.access_token, Scopes=["openid", READ])

    assert answer["Scopes"] == [READ]


def test_an_id_token_opens_no_account(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    # checklist 5, 10
    answer = exchange(anonymous_idp, gateway, subject.id_token, "ID_TOKEN")

    assert answer["Scopes"] == ["openid", "email", READ, WRITE]
    assert not works(anonymous_idp, answer)


def test_an_id_token_can_be_had(anonymous_idp: Any, gateway: AppClient, alice: User, subject: TokenSet) -> None:
    answer = exchange(anonymous_idp, gateway, subject.access_token, RequestedTokenType="ID_TOKEN")

    claims = said(gateway, answer)
    assert (answer["IssuedTokenType"], answer["TokenType"]) == ("ID_TOKEN", "N_A")
    assert (claims["token_use"], claims["aud"], claims["sub"]) == ("id", gateway.id, alice.sub)
    assert claims["email"] == "alice@example.com"
    assert not {"nonce", "at_hash", "azp", "client_id"} & set(claims)


def test_an_id_token_needs_openid(anonymous_idp: Any, gateway: AppClient, alice: User, client: AppClient) -> None:
    token = signed_in(alice, client, [READ]).access_token

    code, _ = refusal.of(lambda: exchange(anonymous_idp, gateway, token, RequestedTokenType="ID_TOKEN"))

    assert code == "NotAuthorizedException"


def test_an_id_token_tells_what_the_new_client_may_read(
    anonymous_idp: Any, pool: UserPool, subject: TokenSet
) -> None:  # checklist 10
    blind = exchanging_client(pool, ReadAttributes=["name"])

    claims = said(blind, exchange(anonymous_idp, blind, subject.access_token, RequestedTokenType="ID_TOKEN"))

    assert "email" not in claims


@pytest.mark.parametrize("actor", ["ACCESS_TOKEN", "ID_TOKEN"])
def test_a_user_acts_for_another(
    anonymous_idp: Any, gateway: AppClient, client: AppClient, subject: TokenSet, actor: str
) -> None:
    bob = people.confirmed(gateway.pool, "bob")
    bobs = signed_in(bob, client)
    token = {"ACCESS_TOKEN": bobs.access_token, "ID_TOKEN": bobs.id_token}[actor]

    claims = said(gateway, exchange(anonymous_idp, gateway, subject.access_token, **acting(token, actor)))

    assert claims["act"] == {"sub": bob.sub}
    assert claims["username"] == "alice"


def test_an_application_acts_for_a_user(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    robot = machines.robot(gateway.pool)
    token = anonymous_idp.get_client_token(ClientId=robot.id, Secret=machines.secret_of(robot))
    actor = acting(token["ClientAuthenticationResult"]["AccessToken"])

    claims = said(gateway, exchange(anonymous_idp, gateway, subject.access_token, **actor))

    assert claims["act"] == {"sub": robot.id}


def test_who_acted_before_stays_told(
    anonymous_idp: Any, gateway: AppClient, client: AppClient, subject: TokenSet
) -> None:
    bob, carol = people.confirmed(gateway.pool, "bob"), people.confirmed(gateway.pool, "carol")
    by_bob = exchange(anonymous_idp, gateway, subject.access_token, **acting(signed_in(bob, client).access_token))[
        "IssuedToken"
    ]

    by_carol = exchange(anonymous_idp, gateway, by_bob, **acting(signed_in(carol, client).access_token))
    by_nobody = exchange(anonymous_idp, gateway, by_bob)

    assert said(gateway, by_carol)["act"] == {"sub": carol.sub, "act": {"sub": bob.sub}}
    assert said(gateway, by_nobody)["act"] == {"sub": bob.sub}


def test_a_chain_of_actors_has_an_end(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    actor, token = acting(subject.access_token), subject.access_token
    for _ in range(10):
        token = exchange(anonymous_idp, gateway, token, **actor)["IssuedToken"]

    assert refusal.of(lambda: exchange(anonymous_idp, gateway, token, **actor))[0] == "InvalidParameterException"


def test_a_token_for_another_service_is_not_taken_here(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet
) -> None:
    answer = exchange(anonymous_idp, gateway, subject.access_token, Audiences=["billing"])

    assert said(gateway, answer)["aud"] == "billing"
    assert answer["Scopes"] == SCOPES
    assert refusal.of(lambda: anonymous_idp.get_user(AccessToken=answer["IssuedToken"])) == (
        "NotAuthorizedException",
        "Invalid Access Token",
    )


def test_the_service_exchanges_it_further(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    first = exchange(anonymous_idp, gateway, subject.access_token, Audiences=["billing"])["IssuedToken"]

    assert said(gateway, exchange(anonymous_idp, gateway, first, Resources=[API]))["aud"] == API


def test_a_resource_is_a_resource_server_of_the_pool(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet, other_pool: UserPool
) -> None:  # checklist 4
    resource_servers.create(other_pool, identifier="theirs", name="x", scopes=[])

    for_theirs = refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token, Resources=["theirs"]))

    assert for_theirs == ("ResourceNotFoundException", "Resource server theirs does not exist.")


def test_an_id_token_is_never_for_another_client(
    anonymous_idp: Any, gateway: AppClient, other_client: AppClient, subject: TokenSet
) -> None:
    wanted = {"RequestedTokenType": "ID_TOKEN"}
    code, _ = refusal.of(
        lambda: exchange(anonymous_idp, gateway, subject.access_token, Audiences=[other_client.id], **wanted)
    )
    claims = said(gateway, exchange(anonymous_idp, gateway, subject.access_token, Audiences=["billing"], **wanted))

    assert code == "NotAuthorizedException"
    assert (claims["aud"], claims["azp"]) == ("billing", gateway.id)


def test_the_accounts_own_operations_obey_the_new_clients_permissions(
    anonymous_idp: Any, pool: UserPool, subject: TokenSet
) -> None:  # checklist 10
    blind = exchanging_client(pool, ReadAttributes=["name"], WriteAttributes=["name"])
    token = exchange(anonymous_idp, blind, subject.access_token)["IssuedToken"]

    shown = anonymous_idp.get_user(AccessToken=token)["UserAttributes"]

    assert [attribute["Name"] for attribute in shown] == ["sub"]


@pytest.mark.parametrize("ending", ["revoke", "sign out", "disable", "delete", "delete client"])
def test_it_dies_with_the_session_it_came_of(
    anonymous_idp: Any, cognito_idp: Any, gateway: AppClient, alice: User, subject: TokenSet, ending: str
) -> None:  # checklist 7, 60
    derived = exchange(anonymous_idp, gateway, subject.access_token)
    named = {"UserPoolId": alice.pool_id, "Username": "alice"}
    endings: dict[str, Callable[[], object]] = {
        "revoke": lambda: sessions.end(subject.session),
        "sign out": lambda: cognito_idp.admin_user_global_sign_out(**named),
        "disable": lambda: cognito_idp.admin_disable_user(**named),
        "delete": lambda: cognito_idp.admin_delete_user(**named),
        "delete client": lambda: app_clients.delete(app_clients.find(gateway.id)),
    }
    before = works(anonymous_idp, derived)
    endings[ending]()

    assert (before, works(anonymous_idp, derived)) == (True, False)


@pytest.mark.parametrize("ending", ["revoke", "disable", "reset", "delete"])
@pytest.mark.parametrize("kind", ["ACCESS_TOKEN", "ID_TOKEN"])
def test_the_tokens_of_who_may_not_come_in_are_not_exchanged(
    anonymous_idp: Any, cognito_idp: Any, gateway: AppClient, alice: User, subject: TokenSet, ending: str, kind: str
) -> None:  # checklist 7, 60
    named = {"UserPoolId": alice.pool_id, "Username": "alice"}
    endings: dict[str, Callable[[], object]] = {
        "revoke": lambda: sessions.end(subject.session),
        "disable": lambda: cognito_idp.admin_disable_user(**named),
        "reset": lambda: cognito_idp.admin_reset_user_password(**named),
        "delete": lambda: cognito_idp.admin_delete_user(**named),
    }
    endings[ending]()
    token = {"ACCESS_TOKEN": subject.access_token, "ID_TOKEN": subject.id_token}[kind]

    code, _ = refusal.of(lambda: exchange(anonymous_idp, gateway, token, kind))

    assert code == ("UserNotFoundException" if ending == "delete" else "NotAuthorizedException")


def test_it_never_outlives_the_token_it_came_of(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet, clock: Clock
) -> None:  # checklist 6
    clock.advance(minutes=50)
    answer = exchange(anonymous_idp, gateway, subject.access_token)
    clock.advance(minutes=10)

    assert answer["ExpiresIn"] <= 600
    assert said(gateway, answer)["exp"] == tokens.claims_of(gateway.pool, subject.access_token)["exp"]
    assert not works(anonymous_idp, answer)
    assert refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token)) == (
        "NotAuthorizedException",
        "Access Token has expired",
    )


def test_it_lives_no_longer_than_its_client_says(anonymous_idp: Any, pool: UserPool, subject: TokenSet) -> None:
    brief = exchanging_client(pool, AccessTokenValidity=5, TokenValidityUnits={"AccessToken": "minutes"})

    assert exchange(anonymous_idp, brief, subject.access_token)["ExpiresIn"] == 300


def test_the_trigger_changes_the_token_but_not_for_whom_and_for_how_long_it_is(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet, functions: ScriptedTriggers
) -> None:  # checklist 12
    claims = {"tenant": "a", "aud": gateway.id, "exp": 9_999_999_999, "sub": "somebody else"}
    script = advanced_claims(accessTokenGeneration={"claimsToAddOrOverride": claims, "scopesToSuppress": [WRITE]})
    functions.attach_tokens(gateway.pool, script, version="V2_0")

    answer = exchange(anonymous_idp, gateway, subject.access_token, Audiences=["billing"])

    content, before = said(gateway, answer), tokens.claims_of(gateway.pool, subject.access_token)
    assert (content["tenant"], content["aud"], content["sub"]) == ("a", "billing", before["sub"])
    assert content["exp"] <= before["exp"]
    assert WRITE not in answer["Scopes"]
    assert functions.events[0]["callerContext"]["clientId"] == gateway.id


def test_a_trigger_that_refuses_leaves_nothing(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet, functions: ScriptedTriggers
) -> None:
    functions.attach_tokens(gateway.pool, throwing("no"), version="V2_0")

    code, _ = refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token))

    assert code == "UserLambdaValidationException"
