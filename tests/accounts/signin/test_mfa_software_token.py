"""SOFTWARE_TOKEN_MFA: a code of the authenticator app after the password."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuthSession, LockOut, SoftwareToken, User
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, people, refusal, sign_in
from tests.support.clock import Clock
from tests.support.factors import App

pytestmark = pytest.mark.django_db

WRONG = ("CodeMismatchException", "Invalid code received for user")
USED = ("ExpiredCodeException", "Your software token has already been used once.")
EXCEEDED = ("NotAuthorizedException", "Password attempts exceeded")
FOREIGN = ("NotAuthorizedException", "Invalid session for the user.")


def asked_of_carol(idp: Any, client: AppClient) -> Any:
    asked = sign_in.by_password(idp, client, "carol")
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    return asked


def enter(idp: Any, client: AppClient, asked: Any, code: str, username: str = "carol") -> Any:
    return sign_in.answer(idp, client, asked, username, SOFTWARE_TOKEN_MFA_CODE=code)


def other(code: str) -> str:
    """A code that is surely another."""
    return f"{(int(code) + 500_000) % 1_000_000:06d}"


def test_a_password_alone_gives_no_tokens(anonymous_idp: Any, app_client: AppClient, carols_app: App) -> None:
    asked = asked_of_carol(anonymous_idp, app_client)
    assert "AuthenticationResult" not in asked
    assert asked["ChallengeParameters"] == {"USER_ID_FOR_SRP": "carol", "FRIENDLY_DEVICE_NAME": "telephone"}


@pytest.mark.parametrize("steps", [0, 1])
def test_a_code_of_now_signs_in(anonymous_idp: Any, app_client: AppClient, carols_app: App, steps: int) -> None:
    asked = asked_of_carol(anonymous_idp, app_client)
    answer = enter(anonymous_idp, app_client, asked, carols_app.code(steps=steps))
    assert "AccessToken" in answer["AuthenticationResult"]
    assert not AuthSession.objects.exists()


def test_a_code_of_the_step_before_signs_in(
    anonymous_idp: Any, app_client: AppClient, carols_app: App, clock: Clock
) -> None:
    clock.advance(minutes=2)
    asked = asked_of_carol(anonymous_idp, app_client)
    assert "AuthenticationResult" in enter(anonymous_idp, app_client, asked, carols_app.code(steps=-1))


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_two_steps_away_is_wrong(
    anonymous_idp: Any, app_client: AppClient, carols_app: App, clock: Clock, steps: int
) -> None:  # checklist 44
    clock.advance(minutes=2)
    asked = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, carols_app.code(steps=steps))) == WRONG


def test_a_wrong_code_leaves_the_session_usable(anonymous_idp: Any, app_client: AppClient, carols_app: App) -> None:
    asked = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, other(carols_app.code()))) == WRONG
    assert "AuthenticationResult" in enter(anonymous_idp, app_client, asked, carols_app.code())


@pytest.mark.parametrize("code", ["000", "abcdef", "1" * 5000, "\uff11" * 6])
def test_what_is_no_code_is_wrong(anonymous_idp: Any, app_client: AppClient, carols_app: App, code: str) -> None:
    asked = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, code)) == WRONG


def test_no_code_is_a_missing_parameter(anonymous_idp: Any, app_client: AppClient, carols_app: App) -> None:
    # checklist 43
    asked = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, "")) == (
        "InvalidParameterException",
        "Missing required parameter SOFTWARE_TOKEN_MFA_CODE",
    )


def test_a_code_is_taken_once(anonymous_idp: Any, app_client: AppClient, carols_app: App) -> None:  # checklist 44
    enter(anonymous_idp, app_client, asked_of_carol(anonymous_idp, app_client), carols_app.code())
    again = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, again, carols_app.code())) == USED
    assert "AuthenticationResult" in enter(anonymous_idp, app_client, again, carols_app.code(steps=1))


def test_after_a_later_code_an_earlier_one_is_used_as_well(
    anonymous_idp: Any, app_client: AppClient, carols_app: App
) -> None:  # checklist 44
    enter(anonymous_idp, app_client, asked_of_carol(anonymous_idp, app_client), carols_app.code(steps=1))
    again = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, again, carols_app.code())) == USED


def test_the_code_that_proved_the_app_does_not_sign_in(
    anonymous_idp: Any, app_client: AppClient, carols_app: App
) -> None:  # checklist 44
    asked = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, carols_app.code(steps=-1))) == USED


def test_a_used_code_is_no_guess(anonymous_idp: Any, app_client: AppClient, carols_app: App) -> None:
    asked = asked_of_carol(anonymous_idp, app_client)
    refusal.of(lambda: enter(anonymous_idp, app_client, asked, carols_app.code(steps=-1)))
    assert not LockOut.objects.filter(failures__gt=0).exists()


def test_guesses_are_limited_over_all_sessions(anonymous_idp: Any, app_client: AppClient, carols_app: App) -> None:
    # checklist 30, 44
    wrong = other(carols_app.code())
    for _ in range(5):
        assert (
            refusal.of(lambda: enter(anonymous_idp, app_client, asked_of_carol(anonymous_idp, app_client), wrong))
            == WRONG
        )
    asked = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, carols_app.code())) == EXCEEDED


def test_a_right_password_does_not_make_guesses_free(
    anonymous_idp: Any, app_client: AppClient, carols_app: App
) -> None:  # checklist 44
    wrong = other(carols_app.code())
    asked = asked_of_carol(anonymous_idp, app_client)
    refusal.of(lambda: enter(anonymous_idp, app_client, asked, wrong))
    asked_of_carol(anonymous_idp, app_client)
    assert LockOut.objects.get(failures__gt=0).failures == 1


def test_the_lock_opens_after_a_second(
    anonymous_idp: Any, app_client: AppClient, carols_app: App, clock: Clock
) -> None:
    wrong = other(carols_app.code())
    asked = asked_of_carol(anonymous_idp, app_client)
    for _ in range(5):
        refusal.of(lambda: enter(anonymous_idp, app_client, asked, wrong))
    clock.advance(seconds=2)
    asked = asked_of_carol(anonymous_idp, app_client)
    assert "AuthenticationResult" in enter(anonymous_idp, app_client, asked, carols_app.code(steps=1))


def test_a_session_answers_once(anonymous_idp: Any, app_client: AppClient, carols_app: App) -> None:  # checklist 43
    asked = asked_of_carol(anonymous_idp, app_client)
    enter(anonymous_idp, app_client, asked, carols_app.code())
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, carols_app.code(steps=1))) == FOREIGN


def test_a_session_is_no_other_users(
    anonymous_idp: Any, app_client: AppClient, app_pool: UserPool, carols_app: App
) -> None:  # checklist 43
    people.confirmed(app_pool, "mallory")
    asked = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, carols_app.code(), "mallory")) == FOREIGN


def test_another_users_code_is_wrong(
    anonymous_idp: Any, app_client: AppClient, app_pool: UserPool, carols_app: App
) -> None:
    mallorys = factors.with_app(people.confirmed(app_pool, "mallory"))
    asked = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, mallorys.code())) == WRONG


def test_a_session_is_no_other_clients(
    anonymous_idp: Any, app_client: AppClient, app_pool: UserPool, carols_app: App
) -> None:  # checklist 43
    second = make_client(app_pool, "second")
    asked = asked_of_carol(anonymous_idp, app_client)
    assert refusal.of(lambda: enter(anonymous_idp, second, asked, carols_app.code())) == FOREIGN


@pytest.mark.parametrize("challenge", ["NEW_PASSWORD_REQUIRED", "SMS_MFA", "EMAIL_OTP", "SELECT_MFA_TYPE", "MFA_SETUP"])
def test_another_challenge_is_out_of_turn(
    anonymous_idp: Any, app_client: AppClient, carols_app: App, challenge: str
) -> None:  # checklist 43
    asked = {**asked_of_carol(anonymous_idp, app_client), "ChallengeName": challenge}
    answers = {
        "NEW_PASSWORD": people.PASSWORD,
        "SMS_MFA_CODE": carols_app.code(),
        "EMAIL_OTP_CODE": carols_app.code(),
        "ANSWER": "SOFTWARE_TOKEN_MFA",
    }
    assert refusal.of(lambda: sign_in.answer(anonymous_idp, app_client, asked, "carol", **answers)) == FOREIGN


def test_a_session_expires(anonymous_idp: Any, app_client: AppClient, carols_app: App, clock: Clock) -> None:
    asked = asked_of_carol(anonymous_idp, app_client)
    clock.advance(minutes=3, seconds=1)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, carols_app.code())) == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )


def test_a_user_disabled_meanwhile_is_refused(
    anonymous_idp: Any, app_client: AppClient, carol: User, carols_app: App
) -> None:  # checklist 60
    asked = asked_of_carol(anonymous_idp, app_client)
    User.objects.filter(pk=carol.pk).update(enabled=False)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, carols_app.code())) == (
        "NotAuthorizedException",
        "User is disabled.",
    )


def test_an_app_deleted_meanwhile_signs_nobody_in(anonymous_idp: Any, app_client: AppClient, carols_app: App) -> None:
    asked = asked_of_carol(anonymous_idp, app_client)
    SoftwareToken.objects.all().delete()
    assert refusal.of(lambda: enter(anonymous_idp, app_client, asked, carols_app.code())) == WRONG


def test_a_temporary_password_is_replaced_before_the_app_is_asked_for(
    anonymous_idp: Any, app_client: AppClient, app_pool: UserPool, stopped: Clock
) -> None:
    app = factors.with_app(people.invited(app_pool, "ivy"))
    asked = sign_in.by_password(anonymous_idp, app_client, "ivy", password="Temp-0rary!")
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    asked = sign_in.answer(anonymous_idp, app_client, asked, "ivy", NEW_PASSWORD=people.PASSWORD)
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert "AuthenticationResult" in enter(anonymous_idp, app_client, asked, app.code(), "ivy")


def test_an_administrators_sign_in_asks_as_well(cognito_idp: Any, app_pool: UserPool, carols_app: App) -> None:
    client = make_client(app_pool, ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"])
    asked = cognito_idp.admin_initiate_auth(
        UserPoolId=app_pool.id,
        ClientId=client.id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "carol", "PASSWORD": people.PASSWORD},
    )
    answer = cognito_idp.admin_respond_to_auth_challenge(
        UserPoolId=app_pool.id,
        ClientId=client.id,
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "carol", "SOFTWARE_TOKEN_MFA_CODE": carols_app.code()},
    )
    assert "AccessToken" in answer["AuthenticationResult"]


def test_a_seed_is_sealed_in_the_database(carols_app: App) -> None:  # checklist 9
    row = SoftwareToken.objects.extra(select={"stored": "seed"}).values("stored").get()
    assert carols_app.secret.encode() not in bytes(row["stored"])
