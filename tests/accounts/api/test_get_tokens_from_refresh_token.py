"""GetTokensFromRefreshToken: with rotation and without, and every way of being refused."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import RefreshToken, User
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.accounts.api.test_tokens import claims_of
from tests.accounts.conftest import make_client
from tests.support.clock import Clock
from tests.support.families import rotating_client, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rotating(pool: UserPool) -> AppClient:
    return rotating_client(pool)


@pytest.fixture
def signed_in(anonymous_idp: Any, rotating: AppClient, alice: User) -> dict[str, str]:
    result: dict[str, str] = password_auth(anonymous_idp, rotating)["AuthenticationResult"]
    return result


def renew(idp: Any, client: AppClient, token: str, **more: Any) -> dict[str, Any]:
    answer = idp.get_tokens_from_refresh_token(ClientId=client.id, RefreshToken=token, **more)
    result: dict[str, Any] = answer["AuthenticationResult"]
    return result


def test_a_rotation_gives_three_tokens(anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str]) -> None:
    renewed = renew(anonymous_idp, rotating, signed_in["RefreshToken"])
    assert set(renewed) == {"AccessToken", "IdToken", "RefreshToken", "TokenType", "ExpiresIn"}
    assert (renewed["TokenType"], renewed["ExpiresIn"]) == ("Bearer", 3600)
    assert renewed["RefreshToken"] != signed_in["RefreshToken"]
    assert anonymous_idp.get_user(AccessToken=renewed["AccessToken"])["Username"] == "alice"


def test_the_tokens_belong_to_the_same_sign_in(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str], clock: Clock
) -> None:
    clock.advance(minutes=10)
    renewed = renew(anonymous_idp, rotating, signed_in["RefreshToken"])
    before, after = (claims_of(rotating.pool, tokens["AccessToken"]) for tokens in (signed_in, renewed))
    kept = ("origin_jti", "event_id", "auth_time", "scope", "sub", "client_id")
    assert {name: before[name] for name in kept} == {name: after[name] for name in kept}
    assert before["jti"] != after["jti"]
    assert after["iat"] - before["iat"] >= 600


def test_a_used_token_is_refused_by_its_own_name(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str]
) -> None:  # checklist 23
    renew(anonymous_idp, rotating, signed_in["RefreshToken"])
    assert error_of(lambda: renew(anonymous_idp, rotating, signed_in["RefreshToken"]))[0] == (
        "RefreshTokenReuseException"
    )


def test_a_stolen_token_ends_access_tokens_too(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str], clock: Clock
) -> None:  # checklist 7, 23
    renewed = renew(anonymous_idp, rotating, signed_in["RefreshToken"])
    clock.advance(minutes=1)
    error_of(lambda: renew(anonymous_idp, rotating, signed_in["RefreshToken"]))
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=renewed["AccessToken"])) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )
    assert error_of(lambda: renew(anonymous_idp, rotating, renewed["RefreshToken"])) == (
        "NotAuthorizedException",
        "Refresh Token has been revoked",
    )


def test_without_rotation_there_is_no_new_refresh_token(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    signed_in = password_auth(anonymous_idp, client)["AuthenticationResult"]
    renewed = renew(anonymous_idp, client, signed_in["RefreshToken"])
    assert set(renewed) == {"AccessToken", "IdToken", "TokenType", "ExpiresIn"}
    assert renew(anonymous_idp, client, signed_in["RefreshToken"])["AccessToken"]


def test_the_flag_of_the_other_operation_is_not_needed(anonymous_idp: Any, pool: UserPool, alice: User) -> None:
    client = make_client(pool, "plain", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    signed_in = password_auth(anonymous_idp, client)["AuthenticationResult"]
    assert renew(anonymous_idp, client, signed_in["RefreshToken"])["AccessToken"]


def test_initiate_auth_does_not_refresh_a_rotating_clients_token(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str]
) -> None:
    parameters = {"REFRESH_TOKEN": signed_in["RefreshToken"]}
    assert (
        error_of(
            lambda: anonymous_idp.initiate_auth(
                ClientId=rotating.id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters
            )
        )[0]
        == "InvalidParameterException"
    )
    assert renew(anonymous_idp, rotating, signed_in["RefreshToken"])["AccessToken"]


def test_initiate_auth_names_no_error_that_it_does_not_have(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str]
) -> None:
    renew(anonymous_idp, rotating, signed_in["RefreshToken"])
    rotating.settings["RefreshTokenRotation"] = {"Feature": "DISABLED"}
    rotating.settings["ExplicitAuthFlows"].append("ALLOW_REFRESH_TOKEN_AUTH")
    rotating.save()
    parameters = {"REFRESH_TOKEN": signed_in["RefreshToken"]}
    assert (
        error_of(
            lambda: anonymous_idp.initiate_auth(
                ClientId=rotating.id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters
            )
        )[0]
        == "NotAuthorizedException"
    )


def test_the_plain_secret_proves_the_client(anonymous_idp: Any, secret_client: AppClient, alice: User) -> None:
    token = sign_in(alice, secret_client)
    secret = bytes(secret_client.secret).decode()
    assert renew(anonymous_idp, secret_client, token, ClientSecret=secret)["AccessToken"]


@pytest.mark.parametrize("given", [{}, {"ClientSecret": "x" * 24}])
def test_without_the_right_secret_nothing_is_renewed(
    anonymous_idp: Any, secret_client: AppClient, alice: User, given: dict[str, str]
) -> None:
    token = sign_in(alice, secret_client)
    assert error_of(lambda: renew(anonymous_idp, secret_client, token, **given))[0] == "NotAuthorizedException"


def test_a_secret_for_a_client_without_one_is_refused(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str]
) -> None:
    token = signed_in["RefreshToken"]
    assert error_of(lambda: renew(anonymous_idp, rotating, token, ClientSecret="x" * 24)) == (
        "NotAuthorizedException",
        "Invalid client secret.",
    )
    assert RefreshToken.objects.get().rotated_at is None


def test_another_clients_token_is_refused_and_stays_good(
    anonymous_idp: Any, rotating: AppClient, other_client: AppClient, signed_in: dict[str, str]
) -> None:  # checklist 4
    assert error_of(lambda: renew(anonymous_idp, other_client, signed_in["RefreshToken"])) == (
        "NotAuthorizedException",
        "Invalid Refresh Token",
    )
    assert renew(anonymous_idp, rotating, signed_in["RefreshToken"])["AccessToken"]


@pytest.mark.parametrize("kind", ["AccessToken", "IdToken"])
def test_another_kind_of_token_is_refused(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str], kind: str
) -> None:  # checklist 5
    assert error_of(lambda: renew(anonymous_idp, rotating, signed_in[kind]))[0] == "NotAuthorizedException"


@pytest.mark.parametrize("token", ["x", "a.b.c.d.e", "=" * 100_000])
def test_what_is_no_refresh_token_is_refused(anonymous_idp: Any, rotating: AppClient, token: str) -> None:
    assert error_of(lambda: renew(anonymous_idp, rotating, token)) == (
        "NotAuthorizedException",
        "Invalid Refresh Token",
    )


def test_an_unknown_client_is_not_found(anonymous_idp: Any, rotating: AppClient) -> None:
    refused = error_of(lambda: anonymous_idp.get_tokens_from_refresh_token(ClientId="nobody", RefreshToken="x"))
    assert refused[0] == "ResourceNotFoundException"


def test_an_expired_token_is_refused(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str], clock: Clock
) -> None:
    clock.advance(days=30, seconds=1)
    assert error_of(lambda: renew(anonymous_idp, rotating, signed_in["RefreshToken"])) == (
        "NotAuthorizedException",
        "Refresh Token has expired",
    )


@pytest.mark.parametrize("status", ["UNCONFIRMED", "RESET_REQUIRED"])
def test_a_user_who_may_not_come_in_is_refused_by_a_declared_error(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str], status: str
) -> None:  # checklist 60
    User.objects.update(status=status)
    assert error_of(lambda: renew(anonymous_idp, rotating, signed_in["RefreshToken"]))[0] == "NotAuthorizedException"
    assert RefreshToken.objects.get().rotated_at is None


@pytest.mark.parametrize(
    "ending", ["admin_user_global_sign_out", "admin_disable_user", "admin_reset_user_password", "admin_delete_user"]
)
def test_what_an_administrator_ends_ends_rotated_families(
    anonymous_idp: Any, cognito_idp: Any, rotating: AppClient, signed_in: dict[str, str], ending: str
) -> None:  # checklist 7
    renewed = renew(anonymous_idp, rotating, signed_in["RefreshToken"])
    getattr(cognito_idp, ending)(UserPoolId=rotating.pool.id, Username="alice")
    assert error_of(lambda: renew(anonymous_idp, rotating, renewed["RefreshToken"]))[0] == "NotAuthorizedException"
    refused = error_of(lambda: anonymous_idp.get_user(AccessToken=renewed["AccessToken"]))[0]
    assert refused in {"NotAuthorizedException", "UserNotFoundException"}


def test_signing_out_everywhere_ends_every_family(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str]
) -> None:  # checklist 7
    other = password_auth(anonymous_idp, rotating)["AuthenticationResult"]
    renewed = renew(anonymous_idp, rotating, signed_in["RefreshToken"])
    anonymous_idp.global_sign_out(AccessToken=renewed["AccessToken"])
    revoked = ("NotAuthorizedException", "Access Token has been revoked")
    assert error_of(lambda: renew(anonymous_idp, rotating, renewed["RefreshToken"]))[0] == "NotAuthorizedException"
    assert error_of(lambda: renew(anonymous_idp, rotating, other["RefreshToken"]))[0] == "NotAuthorizedException"
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=renewed["AccessToken"])) == revoked
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=other["AccessToken"])) == revoked


@pytest.mark.parametrize("which", ["old", "current"])
def test_revoking_the_old_or_the_current_token_ends_the_family(
    anonymous_idp: Any, rotating: AppClient, signed_in: dict[str, str], which: str
) -> None:  # checklist 7
    renewed = renew(anonymous_idp, rotating, signed_in["RefreshToken"])
    token = {"old": signed_in, "current": renewed}[which]["RefreshToken"]
    anonymous_idp.revoke_token(ClientId=rotating.id, Token=token)
    assert error_of(lambda: renew(anonymous_idp, rotating, renewed["RefreshToken"]))[0] == "NotAuthorizedException"
    assert error_of(lambda: anonymous_idp.get_user(AccessToken=renewed["AccessToken"]))[0] == "NotAuthorizedException"


def test_enabling_a_user_again_revives_no_family(
    anonymous_idp: Any, cognito_idp: Any, rotating: AppClient, signed_in: dict[str, str]
) -> None:  # checklist 7
    cognito_idp.admin_disable_user(UserPoolId=rotating.pool.id, Username="alice")
    cognito_idp.admin_enable_user(UserPoolId=rotating.pool.id, Username="alice")
    assert error_of(lambda: renew(anonymous_idp, rotating, signed_in["RefreshToken"]))[0] == "NotAuthorizedException"
