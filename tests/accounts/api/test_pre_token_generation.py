"""What the PreTokenGeneration trigger does to tokens, and when it is asked; a refusal leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts import membership, sessions
from accounts.models import RefreshToken, User, UserSession
from accounts.tokens import verify
from pools import groups
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.accounts.conftest import make_client
from tests.support import families, oauth, people
from tests.support.scripted_triggers import ScriptedTriggers, advanced_claims, basic_claims, throwing, unchanged
from tests.support.tokens import claims_of

pytestmark = pytest.mark.django_db

METADATA = {"tenant": "a"}
ROLE = "arn:aws:iam::1:role/staff"


@pytest.fixture
def app(pool: UserPool) -> AppClient:
    return make_client(pool, "app", **oauth.SETTINGS)


@pytest.fixture
def web(db: None) -> Client:
    return Client(headers={"host": "localhost"})


def sign_in(idp: Any, client: AppClient) -> dict[str, str]:
    result: dict[str, str] = password_auth(idp, client)["AuthenticationResult"]
    return result


def both(client: AppClient, result: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The ID token's claims, and the access token's."""
    return claims_of(client.pool, result["IdToken"]), claims_of(client.pool, result["AccessToken"])


def test_a_sign_in_is_announced_with_the_users_attributes(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach_tokens(client.pool, unchanged)
    sign_in(anonymous_idp, client)
    (event,) = functions.events
    assert event["triggerSource"] == "TokenGeneration_Authentication"
    assert event["userName"] == "alice"
    assert event["request"]["userAttributes"] == {
        "sub": alice.sub,
        "email": "alice@example.com",
        "email_verified": "true",
        "cognito:user_status": "CONFIRMED",
    }
    assert event["request"]["scopes"] == ["aws.cognito.signin.user.admin"]


def test_the_first_calls_metadata_does_not_reach_it(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach_tokens(client.pool, unchanged)
    anonymous_idp.initiate_auth(
        ClientId=client.id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": people.PASSWORD},
        ClientMetadata=METADATA,
    )
    assert "clientMetadata" not in functions.events[0]["request"]


def test_an_answers_metadata_reaches_it_and_a_new_password_has_its_own_source(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    people.invited(client.pool, "ivy")
    functions.attach_tokens(client.pool, unchanged)
    asked = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")
    assert not functions.events
    anonymous_idp.respond_to_auth_challenge(
        ClientId=client.id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD},
        ClientMetadata=METADATA,
    )
    assert functions.events[0]["triggerSource"] == "TokenGeneration_NewPasswordChallenge"
    assert functions.events[0]["request"]["clientMetadata"] == METADATA


def test_a_refresh_has_its_own_source_and_metadata(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    token = sign_in(anonymous_idp, client)["RefreshToken"]
    functions.attach_tokens(client.pool, unchanged)
    anonymous_idp.get_tokens_from_refresh_token(ClientId=client.id, RefreshToken=token, ClientMetadata=METADATA)
    assert functions.events[0]["triggerSource"] == "TokenGeneration_RefreshTokens"
    assert functions.events[0]["request"]["clientMetadata"] == METADATA


def test_a_refresh_by_initiate_auth_is_told_no_metadata(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    token = sign_in(anonymous_idp, client)["RefreshToken"]
    functions.attach_tokens(client.pool, unchanged)
    anonymous_idp.initiate_auth(
        ClientId=client.id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": token},
        ClientMetadata=METADATA,
    )
    assert functions.events[0]["triggerSource"] == "TokenGeneration_RefreshTokens"
    assert "clientMetadata" not in functions.events[0]["request"]


def test_the_hosted_way_has_its_own_source(
    web: Client, app: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach_tokens(app.pool, advanced_claims(idTokenGeneration={"claimsToAddOrOverride": {"tenant": "a"}}))
    code = oauth.code_for(web, app, "alice", people.PASSWORD)
    assert not functions.events
    tokens = json.loads(oauth.redeem(web, app, code).content)
    assert functions.events[0]["triggerSource"] == "TokenGeneration_HostedAuth"
    assert functions.events[0]["request"]["scopes"] == ["openid", "email"]
    assert claims_of(app.pool, tokens["id_token"])["tenant"] == "a"
    assert "at_hash" in claims_of(app.pool, tokens["id_token"])


def test_a_refusal_leaves_no_session_and_no_token(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach_tokens(client.pool, throwing("No seat left"))
    assert error_of(lambda: sign_in(anonymous_idp, client)) == (
        "UserLambdaValidationException",
        "PreTokenGeneration failed with error No seat left.",
    )
    assert not UserSession.objects.exists()
    assert not RefreshToken.objects.exists()


def test_a_refusal_on_the_hosted_way_is_an_invalid_grant(
    web: Client, app: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    code = oauth.code_for(web, app, "alice", people.PASSWORD)
    functions.attach_tokens(app.pool, throwing("No seat left"))
    assert json.loads(oauth.redeem(web, app, code).content) == {"error": "invalid_grant"}
    assert not UserSession.objects.exists()


def test_a_refused_refresh_leaves_the_token_as_good_as_before(
    anonymous_idp: Any, pool: UserPool, alice: User, functions: ScriptedTriggers
) -> None:
    client = families.rotating_client(pool)
    token = sign_in(anonymous_idp, client)["RefreshToken"]
    functions.attach_tokens(client.pool, throwing("Not now"))
    asked = {"ClientId": client.id, "RefreshToken": token}
    assert error_of(lambda: anonymous_idp.get_tokens_from_refresh_token(**asked))[0] == "UserLambdaValidationException"
    functions.attach_tokens(client.pool, unchanged)
    assert anonymous_idp.get_tokens_from_refresh_token(**asked)["AuthenticationResult"]["RefreshToken"]


def test_a_used_token_reaches_no_function(
    anonymous_idp: Any, pool: UserPool, alice: User, functions: ScriptedTriggers
) -> None:  # checklist 23
    client = families.rotating_client(pool)
    asked = {"ClientId": client.id, "RefreshToken": sign_in(anonymous_idp, client)["RefreshToken"]}
    anonymous_idp.get_tokens_from_refresh_token(**asked)
    functions.attach_tokens(client.pool, unchanged)
    assert error_of(lambda: anonymous_idp.get_tokens_from_refresh_token(**asked))[0] == "RefreshTokenReuseException"
    assert not functions.events


def test_the_basic_version_changes_the_id_token_only(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    script = basic_claims(
        claimsToAddOrOverride={"tenant": "a", "email": "b@example.com"}, claimsToSuppress=["email_verified"]
    )
    functions.attach_tokens(client.pool, script, version="V1_0")
    identity, access = both(client, sign_in(anonymous_idp, client))
    assert (identity["tenant"], identity["email"]) == ("a", "b@example.com")
    assert "email_verified" not in identity
    assert "tenant" not in access


def test_later_versions_change_both_tokens(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    tenant = {"id": 7, "paid": True, "seats": ["a", None]}
    script = advanced_claims(
        idTokenGeneration={"claimsToAddOrOverride": {"tenant": tenant}},
        accessTokenGeneration={"claimsToAddOrOverride": {"tenant": tenant, "email": "alice@example.com"}},
    )
    functions.attach_tokens(client.pool, script)
    identity, access = both(client, sign_in(anonymous_idp, client))
    assert (identity["tenant"], access["tenant"], access["email"]) == (tenant, tenant, "alice@example.com")


def test_what_is_added_and_suppressed_is_suppressed(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    changes = {"claimsToAddOrOverride": {"tenant": "a"}, "claimsToSuppress": ["tenant"]}
    functions.attach_tokens(client.pool, advanced_claims(idTokenGeneration=changes, accessTokenGeneration=changes))
    identity, access = both(client, sign_in(anonymous_idp, client))
    assert "tenant" not in identity
    assert "tenant" not in access


FIXED = [
    *("acr", "amr", "at_hash", "auth_time", "azp", "client_id", "device_key", "event_id", "exp", "iat", "identities"),
    *("iss", "jti", "nbf", "nonce", "origin_jti", "sub", "token_use", "username", "version", "aud"),
    *("cognito:username", "cognito:roles", "cognito:preferred_role", "cognito:anything", "dev:custom:x"),
]


@pytest.mark.parametrize("name", [*FIXED, "cognito:groups"])
def test_what_cognito_says_cannot_be_said_otherwise(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, name: str
) -> None:
    # checklist 12
    changes = {"claimsToAddOrOverride": {name: "forged"}}
    functions.attach_tokens(client.pool, advanced_claims(idTokenGeneration=changes, accessTokenGeneration=changes))
    result = sign_in(anonymous_idp, client)
    identity, access = both(client, result)
    assert identity.get(name) != "forged"
    assert access.get(name) != "forged"
    assert anonymous_idp.get_user(AccessToken=result["AccessToken"])["Username"] == "alice"


@pytest.mark.parametrize("name", FIXED)
def test_what_cognito_says_cannot_be_left_out(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, name: str
) -> None:
    # checklist 12
    _in_a_group_with_role(alice)
    before = both(client, sign_in(anonymous_idp, client))
    changes = {"claimsToSuppress": [name]}
    functions.attach_tokens(client.pool, advanced_claims(idTokenGeneration=changes, accessTokenGeneration=changes))
    after = both(client, sign_in(anonymous_idp, client))
    assert [set(claims) for claims in after] == [set(claims) for claims in before]


def test_the_scope_claim_is_changed_by_scopes_only(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    changes = {"claimsToAddOrOverride": {"scope": "everything"}}
    functions.attach_tokens(client.pool, advanced_claims(accessTokenGeneration=changes))
    _, access = both(client, sign_in(anonymous_idp, client))
    assert access["scope"] == "aws.cognito.signin.user.admin"


def test_scopes_are_added_and_suppressed_and_suppressing_wins(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    changes = {
        "scopesToAdd": ["shop/read", "shop/write", "shop/read"],
        "scopesToSuppress": ["shop/write", "aws.cognito.signin.user.admin"],
    }
    functions.attach_tokens(client.pool, advanced_claims(accessTokenGeneration=changes))
    result = sign_in(anonymous_idp, client)
    assert both(client, result)[1]["scope"] == "shop/read"
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=result["AccessToken"]))[0] == "NotAuthorizedException"


def test_a_scope_that_was_added_is_not_kept_for_the_next_token(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach_tokens(client.pool, advanced_claims(accessTokenGeneration={"scopesToAdd": ["shop/read"]}))
    sign_in(anonymous_idp, client)
    assert UserSession.objects.get().scopes == ["aws.cognito.signin.user.admin"]


def test_an_access_token_may_be_for_its_own_client(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    changes = {"claimsToAddOrOverride": {"aud": client.id}}
    functions.attach_tokens(client.pool, advanced_claims(accessTokenGeneration=changes))
    assert both(client, sign_in(anonymous_idp, client))[1]["aud"] == client.id


@pytest.mark.parametrize("version", ["V1_0", "V2_0"])
def test_groups_that_are_given_stand_in_both_tokens(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, version: str
) -> None:
    _in_a_group_with_role(alice)
    given = {"groupsToOverride": ["x", "y"], "iamRolesToOverride": ["r"], "preferredRole": "r"}
    script = {"V1_0": basic_claims, "V2_0": advanced_claims}[version](groupOverrideDetails=given)
    functions.attach_tokens(client.pool, script, version=version)
    identity, access = both(client, sign_in(anonymous_idp, client))
    assert identity["cognito:groups"] == access["cognito:groups"] == ["x", "y"]
    assert (identity["cognito:roles"], identity["cognito:preferred_role"]) == (["r"], "r")
    assert functions.events[0]["request"]["groupConfiguration"] == {
        "groupsToOverride": ["staff"],
        "iamRolesToOverride": [ROLE],
        "preferredRole": ROLE,
    }


def test_groups_that_are_given_empty_are_in_no_token(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    _in_a_group_with_role(alice)
    functions.attach_tokens(client.pool, advanced_claims(groupOverrideDetails={}))
    identity, access = both(client, sign_in(anonymous_idp, client))
    assert not {"cognito:groups", "cognito:roles", "cognito:preferred_role"} & {*identity, *access}


def test_suppressed_groups_take_the_roles_along_in_that_token(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    _in_a_group_with_role(alice)
    functions.attach_tokens(client.pool, advanced_claims(idTokenGeneration={"claimsToSuppress": ["cognito:groups"]}))
    identity, access = both(client, sign_in(anonymous_idp, client))
    assert not {"cognito:groups", "cognito:roles", "cognito:preferred_role"} & set(identity)
    assert access["cognito:groups"] == ["staff"]


@pytest.mark.parametrize("version", ["V1_0", "V2_0"])
def test_what_has_a_type_of_its_own_keeps_it(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, version: str
) -> None:
    given = {"email_verified": "false", "updated_at": "1700000000", "address": "1 Main St"}
    answers = {
        "V1_0": basic_claims(claimsToAddOrOverride=given),
        "V2_0": advanced_claims(idTokenGeneration={"claimsToAddOrOverride": given}),
    }
    functions.attach_tokens(client.pool, answers[version], version=version)
    identity, _ = both(client, sign_in(anonymous_idp, client))
    assert {name: identity[name] for name in given} == {
        "email_verified": False,
        "updated_at": 1700000000,
        "address": {"formatted": "1 Main St"},
    }


def test_five_thousand_small_claims_make_a_token_that_we_take_back(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    changes = {"claimsToAddOrOverride": {f"c{number}": number for number in range(5_000)}}
    functions.attach_tokens(client.pool, advanced_claims(accessTokenGeneration=changes))
    token = sign_in(anonymous_idp, client)["AccessToken"]
    assert len(token) > 16_384
    assert verify.access_token(token).claims["c4999"] == 4_999


@pytest.mark.parametrize("kind", ["idTokenGeneration", "accessTokenGeneration"])
def test_a_megabyte_of_claims_is_refused(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, kind: str
) -> None:
    # checklist 12
    functions.attach_tokens(client.pool, advanced_claims(**{kind: {"claimsToAddOrOverride": {"a": "x" * 1_000_000}}}))
    assert error_of(lambda: sign_in(anonymous_idp, client)) == (
        "InvalidLambdaResponseException",
        "Unrecognizable lambda output",
    )
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    "send_away",
    [
        sessions.sign_out_everywhere,
        lambda user: User.objects.filter(pk=user.pk).update(enabled=False),
        lambda user: User.objects.filter(pk=user.pk).delete(),
    ],
)
def test_who_is_sent_away_while_the_function_runs_gets_no_session(
    client: AppClient, alice: User, functions: ScriptedTriggers, send_away: Callable[[User], object]
) -> None:
    # checklist 7
    functions.attach_tokens(client.pool, unchanged)
    send_away(User.objects.get())
    with pytest.raises(NotAuthorizedException):
        families.sign_in(alice, client)  # as she was when the sign-in began
    assert not UserSession.objects.exists()


def _in_a_group_with_role(user: User) -> None:
    membership.add(user, groups.create(user.pool, name="staff", precedence=1, role_arn=ROLE))
