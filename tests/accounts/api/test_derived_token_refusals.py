"""GetDerivedToken through boto3: who may not exchange, and which tokens are not taken."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import sessions
from accounts.models import User
from accounts.tokens.issue import TokenSet
from pools import app_clients, user_pools
from pools.models import AppClient, UserPool
from tests.accounts.api.test_derived_token import (
    DELEGATION,
    IMPERSONATION,
    acting,
    exchange,
    exchanging_client,
    signed_in,
)
from tests.accounts.conftest import make_client
from tests.support import machines, people, refusal

REFUSED = ("NotAuthorizedException", "Invalid client or secret")
NOT_ENABLED = ("InvalidParameterException", "Auth flow not enabled for this client")

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(pool: UserPool) -> AppClient:
    """A service that may exchange its callers' tokens, as itself or as somebody who acts for them."""
    machines.orders_api(pool)
    return exchanging_client(pool)


@pytest.fixture
def subject(gateway: AppClient, client: AppClient, alice: User) -> TokenSet:
    """What alice got by signing in on the hosted pages of another client."""
    return signed_in(alice, client)


def test_without_an_actor_the_client_must_be_allowed_to_impersonate(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet
) -> None:  # checklist 22
    agent = exchanging_client(gateway.pool, ExplicitAuthFlows=[DELEGATION])

    assert refusal.of(lambda: exchange(anonymous_idp, agent, subject.access_token)) == NOT_ENABLED
    assert exchange(anonymous_idp, agent, subject.access_token, **acting(subject.access_token))["IssuedToken"]


def test_with_an_actor_the_client_must_be_allowed_to_delegate(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet
) -> None:  # checklist 22
    proxy = exchanging_client(gateway.pool, ExplicitAuthFlows=[IMPERSONATION])
    actor = acting(subject.access_token)

    assert refusal.of(lambda: exchange(anonymous_idp, proxy, subject.access_token, **actor)) == NOT_ENABLED
    assert exchange(anonymous_idp, proxy, subject.access_token)["IssuedToken"]


def test_a_client_that_signs_people_in_exchanges_nothing(
    anonymous_idp: Any, client: AppClient, subject: TokenSet
) -> None:  # checklist 22
    assert refusal.of(lambda: exchange(anonymous_idp, client, subject.access_token)) == NOT_ENABLED


@pytest.mark.parametrize("secret", [None, "x" * 52])
def test_a_client_proves_itself(anonymous_idp: Any, gateway: AppClient, subject: TokenSet, secret: str | None) -> None:
    assert refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token, ClientSecret=secret)) == REFUSED


def test_a_public_client_has_nothing_to_prove(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    public = exchanging_client(gateway.pool, public=True)

    assert exchange(anonymous_idp, public, subject.access_token)["IssuedToken"]
    assert refusal.of(lambda: exchange(anonymous_idp, public, subject.access_token, ClientSecret="x" * 52)) == REFUSED


def test_a_signed_call_needs_no_secret_but_no_wrong_one_passes(
    cognito_idp: Any, gateway: AppClient, subject: TokenSet
) -> None:
    assert exchange(cognito_idp, gateway, subject.access_token, ClientSecret=None)["IssuedToken"]
    assert refusal.of(lambda: exchange(cognito_idp, gateway, subject.access_token, ClientSecret="x" * 52)) == REFUSED


def test_a_signed_call_finds_no_client_of_another_region(cognito_idp: Any, foreign_pool: UserPool) -> None:
    # checklist 66
    foreign = exchanging_client(foreign_pool, AllowedOAuthScopes=[])
    token = signed_in(people.confirmed(foreign_pool), make_client(foreign_pool)).access_token

    assert refusal.of(lambda: exchange(cognito_idp, foreign, token))[0] == "ResourceNotFoundException"


def test_an_unknown_client_is_not_found(anonymous_idp: Any, subject: TokenSet) -> None:
    asked = {"SubjectToken": subject.access_token, "SubjectTokenType": "ACCESS_TOKEN"}

    code, _ = refusal.of(lambda: anonymous_idp.get_derived_token(ClientId="x" * 26, **asked))

    assert code == "ResourceNotFoundException"


def test_the_lite_plan_exchanges_nothing(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    user_pools.update(gateway.pool, settings={"UserPoolTier": "LITE"})

    assert (
        refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token))[0] == "OperationNotEnabledException"
    )


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "a" * 20_000])
@pytest.mark.parametrize("kind", ["ACCESS_TOKEN", "ID_TOKEN"])
def test_what_is_no_token_is_refused(anonymous_idp: Any, gateway: AppClient, token: str, kind: str) -> None:
    # checklist 1
    assert refusal.of(lambda: exchange(anonymous_idp, gateway, token, kind))[0] == "NotAuthorizedException"


@pytest.mark.parametrize("token", ["x", "a.b.c"])
def test_what_is_no_token_acts_for_nobody(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet, token: str
) -> None:  # checklist 1
    code, _ = refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token, **acting(token)))

    assert code == "NotAuthorizedException"


def test_a_token_of_the_other_kind_is_refused(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    # checklist 5
    swapped = [(subject.access_token, "ID_TOKEN"), (subject.id_token, "ACCESS_TOKEN")]

    codes = [refusal.of(lambda: exchange(anonymous_idp, gateway, *one))[0] for one in swapped]  # noqa: B023

    assert codes == ["NotAuthorizedException"] * 2


def test_a_refresh_token_is_refused(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    # checklist 5
    assert refusal.of(lambda: exchange(anonymous_idp, gateway, subject.refresh_token))[0] == "NotAuthorizedException"


def test_an_altered_token_is_refused(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    head, body, signature = subject.access_token.split(".")
    altered = f"{head}.{body}.{signature[:-6]}AAAAAA"

    assert refusal.of(lambda: exchange(anonymous_idp, gateway, altered))[0] == "NotAuthorizedException"


def test_a_token_of_another_pool_is_refused(anonymous_idp: Any, gateway: AppClient, other_pool: UserPool) -> None:
    # checklist 4
    theirs = signed_in(people.confirmed(other_pool), make_client(other_pool))
    as_subject = [(theirs.access_token, "ACCESS_TOKEN"), (theirs.id_token, "ID_TOKEN")]

    codes = [refusal.of(lambda: exchange(anonymous_idp, gateway, *one))[0] for one in as_subject]  # noqa: B023

    assert codes == ["NotAuthorizedException"] * 2


def test_an_actor_of_another_pool_is_refused(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet, other_pool: UserPool
) -> None:  # checklist 4
    theirs = signed_in(people.confirmed(other_pool), make_client(other_pool)).access_token

    code, _ = refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token, **acting(theirs)))

    assert code == "NotAuthorizedException"


def test_an_application_is_no_subject(anonymous_idp: Any, gateway: AppClient) -> None:
    # checklist 11
    robot = machines.robot(gateway.pool)
    answer = anonymous_idp.get_client_token(ClientId=robot.id, Secret=machines.secret_of(robot))
    token = answer["ClientAuthenticationResult"]["AccessToken"]

    assert refusal.of(lambda: exchange(anonymous_idp, gateway, token))[0] == "NotAuthorizedException"


def test_a_deleted_application_acts_for_nobody(anonymous_idp: Any, gateway: AppClient, subject: TokenSet) -> None:
    robot = machines.robot(gateway.pool)
    answer = anonymous_idp.get_client_token(ClientId=robot.id, Secret=machines.secret_of(robot))
    app_clients.delete(robot)
    actor = acting(answer["ClientAuthenticationResult"]["AccessToken"])

    code, _ = refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token, **actor))

    assert code == "NotAuthorizedException"


def test_who_was_signed_out_acts_for_nobody(
    anonymous_idp: Any, gateway: AppClient, client: AppClient, subject: TokenSet
) -> None:  # checklist 7, 60
    bobs = signed_in(people.confirmed(gateway.pool, "bob"), client)
    sessions.end(bobs.session)

    code, _ = refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token, **acting(bobs.access_token)))

    assert code == "NotAuthorizedException"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"ActorToken": "x"}, "InvalidParameterException"),
        ({"ActorTokenType": "ACCESS_TOKEN"}, "InvalidParameterException"),
        ({"ActorTokenProviderName": "Google"}, "InvalidParameterException"),
        ({"SubjectTokenType": "SAML2"}, "InvalidParameterException"),
        ({"SubjectTokenType": "SAML2", "SubjectTokenProviderName": "Corp"}, "ResourceNotFoundException"),
        ({"SubjectTokenProviderName": "Google"}, "ResourceNotFoundException"),
        (acting("x", "SAML2"), "InvalidParameterException"),
        ({**acting("x"), "ActorTokenProviderName": "Google"}, "ResourceNotFoundException"),
        ({"Audiences": ["a"], "Resources": [machines.API]}, "InvalidParameterException"),
        ({"Audiences": ["a", "b"]}, "InvalidParameterException"),
        ({"Audiences": ["a b"]}, "InvalidParameterException"),
        ({"Scopes": ["a\nb"]}, "InvalidParameterException"),
        ({"RequestedTokenType": "SAML2"}, "InvalidParameterException"),
        ({"Resources": ["none"]}, "ResourceNotFoundException"),
    ],
)
def test_what_does_not_go_together_is_refused(
    anonymous_idp: Any, gateway: AppClient, subject: TokenSet, more: dict[str, Any], error: str
) -> None:
    assert refusal.of(lambda: exchange(anonymous_idp, gateway, subject.access_token, **more))[0] == error
