"""Stepping up: USER_AUTH with TARGET_ACR_VALUES, alone and on top of an access token (auth-flows.md 5.1)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import sessions
from accounts.models import AuthSession, User, UserSession
from accounts.models.auth_session import Context
from accounts.tokens import issue
from accounts.tokens.claims import ADMIN_SCOPE
from pools.core import clock as core_clock
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of
from tests.support import choosing, factors, people
from tests.support.choosing import answer, begin
from tests.support.clock import Clock
from tests.support.factors import App
from tests.support.tokens import claims_of

pytestmark = pytest.mark.django_db

LOA = [f"urn:cognito:loa:{level}" for level in range(5)]
INVALID = "InvalidParameterException"


@pytest.fixture
def pool(db: None) -> UserPool:
    """Everything is allowed and nothing demanded."""
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": choosing.FACTORS}}
    return factors.pool("OPTIONAL", "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", Policies=policies)


@pytest.fixture
def chooser(pool: UserPool) -> AppClient:
    return choosing.client(pool)


@pytest.fixture
def alice(pool: UserPool) -> User:
    """She has a password and a proved address."""
    return people.confirmed(pool, "alice")


@pytest.fixture
def app(alice: User) -> App:
    return factors.register_app(alice)


def token_of(user: User, client: AppClient, *proved: str, scopes: tuple[str, ...] = (ADMIN_SCOPE,)) -> str:
    """The access token of a sign-in that proved this much."""
    return issue.for_user(
        user,
        client,
        auth_time=core_clock.now(),
        scopes=list(scopes),
        context=Context(),
        proved=proved or ("pwd",),
        hosted=False,
    ).access_token


def step_up(idp: Any, client: AppClient, token: str, *wanted: str, **more: str) -> Any:
    return begin(idp, client, TARGET_ACR_VALUES=" ".join(wanted), ACCESS_TOKEN=token, **more)


def with_code(idp: Any, client: AppClient, asked: Any, app: App) -> Any:
    return answer(idp, client, "SOFTWARE_TOKEN_MFA", asked["Session"], SOFTWARE_TOKEN_MFA_CODE=app.code())


def said(client: AppClient, ended: Any) -> tuple[str, list[str]]:
    claims = claims_of(client.pool, ended["AuthenticationResult"]["AccessToken"])
    return claims["acr"], claims["amr"]


def test_a_token_by_password_is_stepped_up_by_the_app_alone(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App
) -> None:
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[4])
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    ended = with_code(anonymous_idp, chooser, asked, app)
    assert said(chooser, ended) == (LOA[4], ["pwd", "otp", "mfa"])
    assert {"AccessToken", "IdToken", "RefreshToken"} <= set(ended["AuthenticationResult"])


def test_the_new_tokens_are_a_sign_in_of_their_own(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App, clock: Clock
) -> None:
    token = token_of(alice, chooser)
    clock.advance(minutes=30)
    ended = with_code(anonymous_idp, chooser, step_up(anonymous_idp, chooser, token, LOA[4]), app)
    before = claims_of(chooser.pool, token)
    after = claims_of(chooser.pool, ended["AuthenticationResult"]["AccessToken"])
    assert after["origin_jti"] != before["origin_jti"]
    assert after["auth_time"] >= before["auth_time"] + 1800
    assert UserSession.objects.filter(revoked_at=None).count() == 2


def test_nothing_is_issued_before_the_level_is_reached(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App
) -> None:
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[4])
    assert "AuthenticationResult" not in asked
    refused = error_of(
        lambda: answer(
            anonymous_idp, chooser, "SOFTWARE_TOKEN_MFA", asked["Session"], SOFTWARE_TOKEN_MFA_CODE=app.code(steps=9)
        )
    )
    assert refused[0] == "CodeMismatchException"
    assert UserSession.objects.count() == 1


def test_of_several_ways_the_user_chooses(anonymous_idp: Any, chooser: AppClient, alice: User, app: App) -> None:
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[3])
    assert asked["ChallengeName"] == "SELECT_CHALLENGE"
    assert asked["AvailableChallenges"] == ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]
    chosen = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", asked["Session"], ANSWER="EMAIL_OTP")
    code = people.last_code("alice@example.com")
    ended = answer(anonymous_idp, chooser, "EMAIL_OTP", chosen["Session"], EMAIL_OTP_CODE=code)
    assert said(chooser, ended) == (LOA[3], ["pwd", "email_otp", "mfa"])


@pytest.mark.parametrize("chosen", ["PASSWORD", "SMS_OTP", "WEB_AUTHN", "SELECT_CHALLENGE", "MFA_SETUP"])
def test_what_does_not_lead_to_the_level_cannot_be_chosen(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App, chosen: str
) -> None:
    # checklist 43
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[3])
    refused = error_of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", asked["Session"], ANSWER=chosen))
    assert refused[0] == INVALID


def test_a_password_answered_in_place_of_the_choice_leads_nowhere(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App
) -> None:
    # checklist 43
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[3])
    refused = error_of(lambda: answer(anonymous_idp, chooser, "PASSWORD", asked["Session"], PASSWORD=people.PASSWORD))
    assert refused[0] == INVALID
    assert UserSession.objects.count() == 1


def test_a_way_may_have_two_steps_and_the_password_goes_first(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App
) -> None:
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser, "email_otp"), LOA[4])
    assert asked["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]
    then = answer(anonymous_idp, chooser, "PASSWORD", asked["Session"], PASSWORD=people.PASSWORD)
    assert then["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    ended = with_code(anonymous_idp, chooser, then, app)
    assert said(chooser, ended) == (LOA[4], ["email_otp", "pwd", "otp", "mfa"])


def test_the_first_level_that_can_be_reached_counts(anonymous_idp: Any, chooser: AppClient, alice: User) -> None:
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[4], LOA[3])
    assert asked["ChallengeName"] == "EMAIL_OTP"


def test_unknown_names_are_passed_over(anonymous_idp: Any, chooser: AppClient, alice: User, app: App) -> None:
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), "urn:other:9", LOA[4])
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_the_pools_own_names_are_known_beside_cognitos(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App
) -> None:
    chooser.pool.settings["AcrConfiguration"] = {"Level4": {"AcrValue": "gold"}}
    chooser.pool.save()
    ended = with_code(anonymous_idp, chooser, step_up(anonymous_idp, chooser, token_of(alice, chooser), "gold"), app)
    assert said(chooser, ended)[0] == "gold"
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[4])
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


@pytest.mark.parametrize("wanted", ["urn:other:9", "   ", "urn:cognito:loa:5", "loa:1"])
def test_no_known_name_is_an_error(anonymous_idp: Any, chooser: AppClient, alice: User, wanted: str) -> None:
    parameters = {"TARGET_ACR_VALUES": wanted, "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": people.PASSWORD}
    assert error_of(lambda: begin(anonymous_idp, chooser, **parameters))[0] == INVALID
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(("proved", "wanted"), [(["pwd"], 1), (["pwd", "otp"], 4), (["pwd", "otp"], 2)])
def test_a_level_that_is_reached_already_is_an_error(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App, proved: list[str], wanted: int
) -> None:
    token = token_of(alice, chooser, *proved)
    assert error_of(lambda: step_up(anonymous_idp, chooser, token, LOA[wanted])) == (
        INVALID,
        "The level of authentication that was asked for is reached already.",
    )
    assert not AuthSession.objects.exists()


def test_a_level_out_of_reach_is_an_error(anonymous_idp: Any, chooser: AppClient, alice: User) -> None:
    assert error_of(lambda: step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[4])) == (
        INVALID,
        "The level of authentication that was asked for cannot be reached.",
    )
    assert not AuthSession.objects.exists()


def test_a_code_goes_to_no_address_that_is_not_proved(anonymous_idp: Any, chooser: AppClient, alice: User) -> None:
    # checklist 45
    User.objects.update(email="thief@example.com", email_verified=False)
    assert error_of(lambda: step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[3]))[0] == INVALID


def test_an_access_token_without_a_target_is_an_error(anonymous_idp: Any, chooser: AppClient, alice: User) -> None:
    token = token_of(alice, chooser)
    assert error_of(lambda: begin(anonymous_idp, chooser, ACCESS_TOKEN=token)) == (
        INVALID,
        "Missing required parameter TARGET_ACR_VALUES",
    )


def test_anothers_access_token_is_refused(anonymous_idp: Any, chooser: AppClient, alice: User, app: App) -> None:
    # checklist 43
    bob = people.confirmed(chooser.pool, "bob")
    assert error_of(lambda: step_up(anonymous_idp, chooser, token_of(bob, chooser), LOA[4]))[0] == (
        "NotAuthorizedException"
    )


def test_another_clients_access_token_is_refused(anonymous_idp: Any, chooser: AppClient, alice: User, app: App) -> None:
    # checklist 4
    other = choosing.client(chooser.pool, "other")
    assert error_of(lambda: step_up(anonymous_idp, chooser, token_of(alice, other), LOA[4]))[0] == (
        "NotAuthorizedException"
    )


def test_another_pools_access_token_is_refused(anonymous_idp: Any, chooser: AppClient, alice: User, app: App) -> None:
    # checklist 4
    elsewhere = choosing.client(choosing.pool("elsewhere"))
    namesake = people.confirmed(elsewhere.pool, "alice")
    assert error_of(lambda: step_up(anonymous_idp, chooser, token_of(namesake, elsewhere), LOA[4]))[0] == (
        "NotAuthorizedException"
    )


def test_a_token_that_opens_less_is_refused(anonymous_idp: Any, chooser: AppClient, alice: User, app: App) -> None:
    token = token_of(alice, chooser, scopes=("openid",))
    assert error_of(lambda: step_up(anonymous_idp, chooser, token, LOA[4])) == (
        "NotAuthorizedException",
        "Access Token does not have required scopes",
    )


def test_a_revoked_access_token_is_refused(anonymous_idp: Any, chooser: AppClient, alice: User, app: App) -> None:
    # checklist 7
    token = token_of(alice, chooser)
    sessions.sign_out_everywhere(alice)
    assert error_of(lambda: step_up(anonymous_idp, chooser, token, LOA[4])) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )


def test_a_sign_in_that_is_revoked_meanwhile_is_not_built_on(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App
) -> None:
    # checklist 7
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[4])
    sessions.end(UserSession.objects.get())
    assert error_of(lambda: with_code(anonymous_idp, chooser, asked, app)) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )


@pytest.mark.parametrize("token", ["x", "a.b.c"])
def test_what_is_no_access_token_steps_nobody_up(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App, token: str
) -> None:
    asked = {"TARGET_ACR_VALUES": LOA[4], "ACCESS_TOKEN": token}
    assert error_of(lambda: begin(anonymous_idp, chooser, **asked))[0] in {"NotAuthorizedException", INVALID}


def test_a_sign_in_that_is_too_old_counts_for_nothing(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App, clock: Clock
) -> None:
    token = token_of(alice, chooser)
    clock.advance(seconds=61)
    asked = step_up(anonymous_idp, chooser, token, LOA[4], MAX_AGE="60")
    assert asked["ChallengeName"] == "SELECT_CHALLENGE"
    then = answer(anonymous_idp, chooser, "PASSWORD", asked["Session"], PASSWORD=people.PASSWORD)
    assert said(chooser, with_code(anonymous_idp, chooser, then, app)) == (LOA[4], ["pwd", "otp", "mfa"])


def test_a_sign_in_within_the_time_counts(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App, clock: Clock
) -> None:
    token = token_of(alice, chooser)
    clock.advance(seconds=59)
    asked = step_up(anonymous_idp, chooser, token, LOA[4], MAX_AGE="60")
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_the_same_level_can_be_proved_afresh(anonymous_idp: Any, chooser: AppClient, alice: User, clock: Clock) -> None:
    token = token_of(alice, chooser)
    clock.advance(hours=1, seconds=-1)
    ended = step_up(
        *(anonymous_idp, chooser, token, LOA[1]), MAX_AGE="0", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=people.PASSWORD
    )
    assert said(chooser, ended) == (LOA[1], ["pwd"])


@pytest.mark.parametrize("age", ["-1", "x", "1.5", "9" * 30, "٣"])
def test_an_age_that_is_no_number_of_seconds_is_an_error(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App, age: str
) -> None:
    token = token_of(alice, chooser)
    assert error_of(lambda: step_up(anonymous_idp, chooser, token, LOA[4], MAX_AGE=age))[0] == INVALID


def test_a_new_sign_in_goes_on_until_its_target(anonymous_idp: Any, chooser: AppClient, alice: User, app: App) -> None:
    asked = begin(
        anonymous_idp, chooser, TARGET_ACR_VALUES=LOA[4], PREFERRED_CHALLENGE="PASSWORD", PASSWORD=people.PASSWORD
    )
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert said(chooser, with_code(anonymous_idp, chooser, asked, app)) == (LOA[4], ["pwd", "otp", "mfa"])


def test_a_new_sign_in_that_reaches_its_target_at_once_is_done(
    anonymous_idp: Any, chooser: AppClient, alice: User
) -> None:
    ended = begin(
        anonymous_idp, chooser, TARGET_ACR_VALUES=LOA[1], PREFERRED_CHALLENGE="PASSWORD", PASSWORD=people.PASSWORD
    )
    assert said(chooser, ended) == (LOA[1], ["pwd"])


def test_a_new_sign_in_that_cannot_reach_its_target_gives_nothing(
    anonymous_idp: Any, chooser: AppClient, alice: User
) -> None:
    parameters = {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": people.PASSWORD}
    refused = error_of(lambda: begin(anonymous_idp, chooser, TARGET_ACR_VALUES=LOA[4], **parameters))
    assert refused == (INVALID, "The level of authentication that was asked for cannot be reached.")
    assert not UserSession.objects.exists()


def test_what_the_pool_demands_is_the_least(anonymous_idp: Any, chooser: AppClient, alice: User, app: App) -> None:
    factors.prefer(alice, "SOFTWARE_TOKEN_MFA")
    asked = begin(
        anonymous_idp, chooser, TARGET_ACR_VALUES=LOA[1], PREFERRED_CHALLENGE="PASSWORD", PASSWORD=people.PASSWORD
    )
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_one_second_factor_serves_both_the_target_and_the_pool(
    anonymous_idp: Any, chooser: AppClient, alice: User, app: App
) -> None:
    factors.prefer(alice, "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", preferred="EMAIL_OTP")
    asked = step_up(anonymous_idp, chooser, token_of(alice, chooser), LOA[4])
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert "AuthenticationResult" in with_code(anonymous_idp, chooser, asked, app)


@pytest.mark.parametrize("username", ["alice", "nobody"])
def test_before_a_proof_nobody_learns_who_could_step_up(anonymous_idp: Any, db: None, username: str) -> None:
    # checklist 29
    discreet = choosing.client(choosing.pool(factors=["PASSWORD"]), PreventUserExistenceErrors="ENABLED")
    people.confirmed(discreet.pool, "alice")
    parameters = {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wrong-1234!"}
    refused = error_of(lambda: begin(anonymous_idp, discreet, username, TARGET_ACR_VALUES=LOA[4], **parameters))
    assert refused == ("NotAuthorizedException", "Incorrect username or password.")


def test_a_lite_pool_has_no_step_up(anonymous_idp: Any, chooser: AppClient, alice: User) -> None:
    chooser.pool.settings["UserPoolTier"] = "LITE"
    chooser.pool.save()
    token = token_of(alice, chooser)
    assert error_of(lambda: step_up(anonymous_idp, chooser, token, LOA[4]))[0] == "FeatureUnavailableInTierException"


def test_an_administrator_steps_a_user_up(
    anonymous_idp: Any, cognito_idp: Any, chooser: AppClient, alice: User, app: App
) -> None:
    asked = cognito_idp.admin_initiate_auth(
        UserPoolId=chooser.pool.id,
        ClientId=chooser.id,
        AuthFlow="USER_AUTH",
        AuthParameters={
            "USERNAME": "alice",
            "TARGET_ACR_VALUES": LOA[4],
            "ACCESS_TOKEN": token_of(alice, chooser),
        },
    )
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
