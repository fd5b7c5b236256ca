"""SELECT_MFA_TYPE, and the SMS and e-mail codes that may follow it."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.accounts.signin.conftest import PHONE
from tests.support import factors, mailbox, people, refusal, sign_in
from tests.support.clock import Clock
from tests.support.factors import App

pytestmark = pytest.mark.django_db

WRONG = ("CodeMismatchException", "Invalid code or auth state for the user.")


@pytest.fixture
def pool(db: None) -> UserPool:
    return factors.pool("OPTIONAL", "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return make_client(pool)


@pytest.fixture
def erin(pool: UserPool) -> User:
    """She has every factor on and prefers none."""
    return people.confirmed(pool, "erin", phone_number=PHONE)


@pytest.fixture
def erins_app(erin: User, stopped: Clock) -> App:
    app = factors.register_app(erin)
    factors.prefer(erin, "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    return app


def choose(idp: Any, client: AppClient, answer: str) -> Any:
    asked = sign_in.by_password(idp, client, "erin")
    assert asked["ChallengeName"] == "SELECT_MFA_TYPE"
    return sign_in.answer(idp, client, asked, "erin", ANSWER=answer)


def test_all_that_is_on_is_offered(anonymous_idp: Any, client: AppClient, erins_app: App) -> None:
    asked = sign_in.by_password(anonymous_idp, client, "erin")
    assert sign_in.listed(asked, "MFAS_CAN_CHOOSE") == ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]
    assert asked["ChallengeParameters"]["USER_ID_FOR_SRP"] == "erin"


def test_the_app_is_chosen(anonymous_idp: Any, client: AppClient, erins_app: App) -> None:
    asked = choose(anonymous_idp, client, "SOFTWARE_TOKEN_MFA")
    answer = sign_in.answer(anonymous_idp, client, asked, "erin", SOFTWARE_TOKEN_MFA_CODE=erins_app.code())
    assert "AccessToken" in answer["AuthenticationResult"]


def test_a_message_to_the_telephone_is_chosen(anonymous_idp: Any, client: AppClient, erins_app: App) -> None:
    asked = choose(anonymous_idp, client, "SMS_MFA")
    assert asked["ChallengeParameters"] == {
        "USER_ID_FOR_SRP": "erin",
        "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
        "CODE_DELIVERY_DESTINATION": "+*******0001",
    }
    answer = sign_in.answer(anonymous_idp, client, asked, "erin", SMS_MFA_CODE=mailbox.code(PHONE))
    assert "AccessToken" in answer["AuthenticationResult"]


@pytest.mark.parametrize("name", ["EMAIL_OTP", "EMAIL_MFA"])
def test_a_mail_is_chosen_by_either_name(anonymous_idp: Any, client: AppClient, erins_app: App, name: str) -> None:
    asked = choose(anonymous_idp, client, name)
    assert asked["ChallengeName"] == "EMAIL_OTP"
    code = mailbox.code("erin@example.com")
    answer = sign_in.answer(anonymous_idp, client, asked, "erin", EMAIL_OTP_CODE=code)
    assert "AccessToken" in answer["AuthenticationResult"]


@pytest.mark.parametrize("answer", ["WEB_AUTHN", "sms_mfa", "PASSWORD", "x" * 3000])
def test_what_is_not_offered_is_refused_and_can_be_mended(
    anonymous_idp: Any, client: AppClient, erins_app: App, answer: str
) -> None:  # checklist 48
    asked = sign_in.by_password(anonymous_idp, client, "erin")
    code, _ = refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "erin", ANSWER=answer))
    assert code == "InvalidParameterException"
    assert "Session" in sign_in.answer(anonymous_idp, client, asked, "erin", ANSWER="SMS_MFA")


def test_a_factor_that_is_off_cannot_be_chosen(anonymous_idp: Any, client: AppClient, erin: User) -> None:
    # checklist 48
    factors.prefer(erin, "SMS_MFA", "EMAIL_OTP")
    code, _ = refusal.of(lambda: choose(anonymous_idp, client, "SOFTWARE_TOKEN_MFA"))
    assert code == "InvalidParameterException"


def test_choosing_once_more_with_the_old_session_is_refused(
    anonymous_idp: Any, client: AppClient, erins_app: App
) -> None:  # checklist 43
    asked = sign_in.by_password(anonymous_idp, client, "erin")
    sign_in.answer(anonymous_idp, client, asked, "erin", ANSWER="SMS_MFA")
    code, _ = refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "erin", ANSWER="EMAIL_OTP"))
    assert code == "NotAuthorizedException"


def test_choosing_is_no_proof(anonymous_idp: Any, client: AppClient, erins_app: App) -> None:  # checklist 43
    chosen = choose(anonymous_idp, client, "SMS_MFA")
    again = {**chosen, "ChallengeName": "SELECT_MFA_TYPE"}
    code, _ = refusal.of(lambda: sign_in.answer(anonymous_idp, client, again, "erin", ANSWER="SMS_MFA"))
    assert code == "NotAuthorizedException"


def test_the_code_of_another_challenge_is_wrong(anonymous_idp: Any, client: AppClient, erins_app: App) -> None:
    asked = choose(anonymous_idp, client, "SMS_MFA")
    assert (
        refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "erin", SMS_MFA_CODE=erins_app.code())) == WRONG
    )


def test_an_older_sign_ins_code_is_wrong(anonymous_idp: Any, client: AppClient, erins_app: App) -> None:
    choose(anonymous_idp, client, "SMS_MFA")
    old = mailbox.code(PHONE)
    asked = choose(anonymous_idp, client, "SMS_MFA")
    assert mailbox.code(PHONE) != old
    assert refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "erin", SMS_MFA_CODE=old)) == WRONG


def test_guesses_count_together_whichever_factor_is_guessed(
    anonymous_idp: Any, client: AppClient, erins_app: App
) -> None:  # checklist 44
    asked = choose(anonymous_idp, client, "SMS_MFA")
    for _ in range(5):
        refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "erin", SMS_MFA_CODE="000000"))
    asked = choose(anonymous_idp, client, "SOFTWARE_TOKEN_MFA")
    answers = {"SOFTWARE_TOKEN_MFA_CODE": erins_app.code()}
    assert refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "erin", **answers)) == (
        "NotAuthorizedException",
        "Password attempts exceeded",
    )


def test_a_code_verifies_the_address(anonymous_idp: Any, client: AppClient, erin: User) -> None:
    factors.prefer(erin, "SMS_MFA")
    asked = sign_in.by_password(anonymous_idp, client, "erin")
    sign_in.answer(anonymous_idp, client, asked, "erin", SMS_MFA_CODE=mailbox.code(PHONE))
    erin.refresh_from_db()
    assert erin.phone_number_verified


def test_the_pools_own_words_are_sent(anonymous_idp: Any, client: AppClient, erin: User) -> None:
    client.pool.mfa_settings["EmailMfaConfiguration"] = {"Message": "Yours: {####}", "Subject": "Here"}
    client.pool.save()
    factors.prefer(erin, "EMAIL_OTP")
    sign_in.by_password(anonymous_idp, client, "erin")
    assert mailbox.text("erin@example.com").startswith("Yours: ")
