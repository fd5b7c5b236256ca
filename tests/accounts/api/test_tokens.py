"""Refreshing, revoking, signing out; and what tokens say, verified by an independent library."""

import json
from typing import Any

import pytest
from joserfc import jwt as oracle
from joserfc.jwk import KeySet

from accounts import membership
from accounts.models import User
from pools import app_clients, groups, signing_keys, user_pools
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens(anonymous_idp: Any, client: AppClient, alice: User) -> dict[str, str]:
    result: dict[str, str] = password_auth(anonymous_idp, client)["AuthenticationResult"]
    return result


def refresh(idp: Any, client: AppClient, token: str) -> Any:
    return idp.initiate_auth(ClientId=client.id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token})


def claims_of(pool: UserPool, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(json.loads(json.dumps(signing_keys.jwks(pool))))
    return dict(oracle.decode(token, keys).claims)


def test_an_independent_library_verifies_the_access_token(
    pool: UserPool, client: AppClient, alice: User, tokens: dict[str, str]
) -> None:
    claims = claims_of(pool, tokens["AccessToken"])
    assert {name: claims[name] for name in ("sub", "iss", "client_id", "token_use", "scope", "username")} == {
        "sub": alice.sub,
        "iss": user_pools.issuer(pool),
        "client_id": client.id,
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "username": "alice",
    }
    assert claims["exp"] - claims["iat"] == 3600
    assert "email" not in claims


def test_the_id_token_has_the_attributes_in_their_types(
    pool: UserPool, client: AppClient, alice: User, tokens: dict[str, str]
) -> None:
    claims = claims_of(pool, tokens["IdToken"])
    assert (claims["aud"], claims["token_use"], claims["cognito:username"]) == (client.id, "id", "alice")
    assert (claims["email"], claims["email_verified"]) == ("alice@example.com", True)


def test_both_tokens_share_sign_in_and_differ_in_key(pool: UserPool, tokens: dict[str, str]) -> None:
    access, identity = claims_of(pool, tokens["AccessToken"]), claims_of(pool, tokens["IdToken"])
    assert access["origin_jti"] == identity["origin_jti"]
    assert access["jti"] != identity["jti"]
    assert tokens["AccessToken"].split(".")[0] != tokens["IdToken"].split(".")[0]


def test_groups_and_roles_are_in_the_tokens(anonymous_idp: Any, pool: UserPool, client: AppClient, alice: User) -> None:
    for name, precedence in (("weak", 5), ("strong", 1)):
        membership.add(
            alice, groups.create(pool, name=name, precedence=precedence, role_arn=f"arn:aws:iam::1:role/{name}")
        )
    result = password_auth(anonymous_idp, client)["AuthenticationResult"]
    claims = claims_of(pool, result["IdToken"])
    assert claims["cognito:groups"] == ["strong", "weak"]
    assert claims["cognito:preferred_role"] == "arn:aws:iam::1:role/strong"
    assert claims_of(pool, result["AccessToken"])["cognito:groups"] == ["strong", "weak"]


def test_the_issuer_is_amazons_where_the_pool_says_so(
    anonymous_idp: Any, pool: UserPool, client: AppClient, alice: User
) -> None:
    user_pools.set_issuer_mode(pool, mode="aws")
    result = password_auth(anonymous_idp, client)["AuthenticationResult"]
    assert claims_of(pool, result["AccessToken"])["iss"] == f"https://cognito-idp.us-east-1.amazonaws.com/{pool.id}"
    assert anonymous_idp.get_user(AccessToken=result["AccessToken"])["Username"] == "alice"


def test_refreshing_gives_new_tokens_of_the_same_sign_in(
    anonymous_idp: Any, pool: UserPool, client: AppClient, tokens: dict[str, str]
) -> None:
    renewed = refresh(anonymous_idp, client, tokens["RefreshToken"])["AuthenticationResult"]
    assert "RefreshToken" not in renewed
    before, after = claims_of(pool, tokens["AccessToken"]), claims_of(pool, renewed["AccessToken"])
    assert (before["origin_jti"], before["auth_time"]) == (after["origin_jti"], after["auth_time"])
    assert before["jti"] != after["jti"]


def test_a_refresh_token_of_another_client_is_refused(
    anonymous_idp: Any, other_client: AppClient, tokens: dict[str, str]
) -> None:  # checklist 4
    assert error_of(lambda: refresh(anonymous_idp, other_client, tokens["RefreshToken"])) == (
        "NotAuthorizedException",
        "Invalid Refresh Token",
    )


@pytest.mark.parametrize("token", ["x", "a.b.c", "a.b.c.d.e"])
def test_what_is_no_refresh_token_is_refused(anonymous_idp: Any, client: AppClient, token: str) -> None:
    assert error_of(lambda: refresh(anonymous_idp, client, token)) == (
        "NotAuthorizedException",
        "Invalid Refresh Token",
    )


def test_an_access_token_does_not_refresh(
    anonymous_idp: Any, client: AppClient, tokens: dict[str, str]
) -> None:  # checklist 5
    assert error_of(lambda: refresh(anonymous_idp, client, tokens["AccessToken"]))[0] == "NotAuthorizedException"


def test_a_refresh_token_expires(anonymous_idp: Any, client: AppClient, tokens: dict[str, str], clock: Clock) -> None:
    clock.advance(days=30, seconds=1)
    assert error_of(lambda: refresh(anonymous_idp, client, tokens["RefreshToken"])) == (
        "NotAuthorizedException",
        "Refresh Token has expired",
    )


def test_a_disabled_user_cannot_refresh(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, tokens: dict[str, str]
) -> None:  # checklist 7
    cognito_idp.admin_disable_user(UserPoolId=client.pool.id, Username="alice")
    assert error_of(lambda: refresh(anonymous_idp, client, tokens["RefreshToken"]))[0] == "NotAuthorizedException"


def test_revoking_ends_that_sign_in_and_no_other(
    anonymous_idp: Any, client: AppClient, tokens: dict[str, str]
) -> None:  # checklist 7
    other = password_auth(anonymous_idp, client)["AuthenticationResult"]
    anonymous_idp.revoke_token(Token=tokens["RefreshToken"], ClientId=client.id)
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=tokens["AccessToken"])) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )
    assert error_of(lambda: refresh(anonymous_idp, client, tokens["RefreshToken"])) == (
        "NotAuthorizedException",
        "Refresh Token has been revoked",
    )
    assert anonymous_idp.get_user(AccessToken=other["AccessToken"])["Username"] == "alice"


def test_revoking_twice_is_no_error(anonymous_idp: Any, client: AppClient, tokens: dict[str, str]) -> None:
    anonymous_idp.revoke_token(Token=tokens["RefreshToken"], ClientId=client.id)
    anonymous_idp.revoke_token(Token=tokens["RefreshToken"], ClientId=client.id)


def test_only_refresh_tokens_are_revoked(anonymous_idp: Any, client: AppClient, tokens: dict[str, str]) -> None:
    assert (
        error_of(lambda: anonymous_idp.revoke_token(Token=tokens["AccessToken"], ClientId=client.id))[0]
        == "UnsupportedTokenTypeException"
    )


def test_another_client_cannot_revoke(anonymous_idp: Any, other_client: AppClient, tokens: dict[str, str]) -> None:
    assert (
        error_of(lambda: anonymous_idp.revoke_token(Token=tokens["RefreshToken"], ClientId=other_client.id))[0]
        == "UnauthorizedException"
    )


@pytest.mark.parametrize(
    "ending", ["global_sign_out", "admin_user_global_sign_out", "admin_disable_user", "admin_reset_user_password"]
)
def test_ending_everything_refuses_tokens_at_once(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, tokens: dict[str, str], ending: str
) -> None:  # checklist 7
    _end(anonymous_idp, cognito_idp, client, tokens, ending)
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=tokens["AccessToken"]))[0] == "NotAuthorizedException"
    assert error_of(lambda: refresh(anonymous_idp, client, tokens["RefreshToken"]))[0] == "NotAuthorizedException"


def test_a_deleted_users_token_is_refused(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, tokens: dict[str, str]
) -> None:  # checklist 7
    cognito_idp.admin_delete_user(UserPoolId=client.pool.id, Username="alice")
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=tokens["AccessToken"])) == (
        "UserNotFoundException",
        "User does not exist.",
    )


def test_signing_in_again_after_signing_out_everywhere_works(
    anonymous_idp: Any, client: AppClient, tokens: dict[str, str]
) -> None:
    anonymous_idp.global_sign_out(AccessToken=tokens["AccessToken"])
    again = password_auth(anonymous_idp, client)["AuthenticationResult"]
    assert anonymous_idp.get_user(AccessToken=again["AccessToken"])["Username"] == "alice"


def test_an_id_token_is_no_access_token(anonymous_idp: Any, tokens: dict[str, str]) -> None:  # checklist 5
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=tokens["IdToken"]))[0] == "NotAuthorizedException"


def test_an_expired_access_token_is_refused(anonymous_idp: Any, tokens: dict[str, str], clock: Clock) -> None:
    clock.advance(hours=1)
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=tokens["AccessToken"])) == (
        "NotAuthorizedException",
        "Access Token has expired",
    )


def test_an_altered_access_token_is_refused(anonymous_idp: Any, tokens: dict[str, str]) -> None:
    head, body, signature = tokens["AccessToken"].split(".")
    altered = f"{head}.{body}.{signature[:-6]}AAAAAA"
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=altered))[0] == "NotAuthorizedException"


def test_validity_units_are_obeyed(anonymous_idp: Any, pool: UserPool, alice: User) -> None:
    brief = app_clients.create(
        pool,
        name="brief",
        settings={
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "AccessTokenValidity": 5,
            "IdTokenValidity": 600,
            "RefreshTokenValidity": 2,
            "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "seconds", "RefreshToken": "hours"},
        },
    )
    result = password_auth(anonymous_idp, brief)["AuthenticationResult"]
    identity = claims_of(pool, result["IdToken"])
    assert (result["ExpiresIn"], identity["exp"] - identity["iat"]) == (300, 600)


def _end(anonymous: Any, signed: Any, client: AppClient, tokens: dict[str, str], ending: str) -> None:
    if ending == "global_sign_out":
        anonymous.global_sign_out(AccessToken=tokens["AccessToken"])
    else:
        getattr(signed, ending)(UserPoolId=client.pool.id, Username="alice")
