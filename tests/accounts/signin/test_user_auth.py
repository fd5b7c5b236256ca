"""USER_AUTH: what it begins with, and what may be chosen."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuthSession, User, UserSession
from pools.models import AppClient, UserPool
from tests.support import choosing, people, refusal
from tests.support.choosing import answer, begin
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

EVERYTHING = ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"]
INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
INVALID = ("NotAuthorizedException", "Invalid session for the user.")
SPENT = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")


def test_without_a_preference_the_user_chooses(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    asked = begin(anonymous_idp, chooser, "ann")
    assert asked["ChallengeName"] == "SELECT_CHALLENGE"
    assert asked["AvailableChallenges"] == EVERYTHING
    assert asked["ChallengeParameters"] == {"USERNAME": "ann"}
    assert "AuthenticationResult" not in asked


def test_only_what_the_user_has_can_be_chosen(anonymous_idp: Any, chooser: AppClient, choosers: UserPool) -> None:
    people.confirmed(choosers, "bea")
    assert begin(anonymous_idp, chooser, "bea")["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]


def test_only_what_the_pool_allows_can_be_chosen(anonymous_idp: Any) -> None:
    client = choosing.client(choosing.pool(factors=["PASSWORD"]))
    people.confirmed(client.pool, "bea", phone_number="+15555550123")
    assert begin(anonymous_idp, client, "bea")["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]


@pytest.mark.parametrize("preferred", ["WEB_AUTHN", "SMS_MFA", "NEW_PASSWORD_REQUIRED", "SELECT_CHALLENGE", "nonsense"])
def test_a_preference_that_is_of_no_use_leads_to_the_choice(
    anonymous_idp: Any, chooser: AppClient, ann: User, preferred: str
) -> None:
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE=preferred)
    assert (asked["ChallengeName"], asked["AvailableChallenges"]) == ("SELECT_CHALLENGE", EVERYTHING)


def test_a_preferred_password_is_checked_at_once(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    answered = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=people.PASSWORD)
    assert "AccessToken" in answered["AuthenticationResult"]
    assert UserSession.objects.get().proved == ["pwd"]


def test_a_wrong_preferred_password_is_refused(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    wrong = {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wrong-1234!"}
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "ann", **wrong)) == INCORRECT
    assert not AuthSession.objects.exists()


def test_a_preferred_password_that_is_not_there_is_asked_for(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="PASSWORD")
    assert asked["ChallengeName"] == "PASSWORD"
    answered = answer(anonymous_idp, chooser, "PASSWORD", asked["Session"], "ann", PASSWORD=people.PASSWORD)
    assert "AccessToken" in answered["AuthenticationResult"]


def test_preferred_srp_goes_by_the_session(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    attempt = choosing.srp(chooser, "ann")
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="PASSWORD_SRP", SRP_A=choosing.srp_a(attempt))
    assert asked["ChallengeName"] == "PASSWORD_VERIFIER"
    assert "AccessToken" in choosing.prove(anonymous_idp, chooser, attempt, asked)["AuthenticationResult"]


def test_preferred_srp_without_a_public_half_is_asked_for_it(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    attempt = choosing.srp(chooser, "ann")
    first = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="PASSWORD_SRP")
    assert first["ChallengeName"] == "PASSWORD_SRP"
    second = answer(anonymous_idp, chooser, "PASSWORD_SRP", first["Session"], "ann", SRP_A=choosing.srp_a(attempt))
    assert "AccessToken" in choosing.prove(anonymous_idp, chooser, attempt, second)["AuthenticationResult"]


def test_a_wrong_proof_is_refused(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    attempt = choosing.srp(chooser, "ann", "Wrong-1234!")
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="PASSWORD_SRP", SRP_A=choosing.srp_a(attempt))
    assert refusal.of(lambda: choosing.prove(anonymous_idp, chooser, attempt, asked)) == INCORRECT


@pytest.mark.parametrize("public", ["zz", "-1", "0", "f" * 100_000])
def test_an_unusable_public_half_is_refused(anonymous_idp: Any, chooser: AppClient, ann: User, public: str) -> None:
    # checklist 28
    wanted = {"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": public}
    code, _ = refusal.of(lambda: begin(anonymous_idp, chooser, "ann", **wanted))
    assert code in ("InvalidParameterException", "NotAuthorizedException")
    assert not AuthSession.objects.exists()


@pytest.mark.parametrize(
    ("preferred", "address", "method"),
    [("EMAIL_OTP", "ann@example.com", "email_otp"), ("SMS_OTP", "+15555550123", "sms")],
)
def test_a_preferred_code_is_sent_and_signs_in(
    anonymous_idp: Any, chooser: AppClient, ann: User, preferred: str, address: str, method: str
) -> None:
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE=preferred)
    assert asked["ChallengeName"] == preferred
    code = people.last_code(address)
    answered = answer(anonymous_idp, chooser, preferred, asked["Session"], "ann", **{f"{preferred}_CODE": code})
    assert "AccessToken" in answered["AuthenticationResult"]
    assert UserSession.objects.get().proved == [method]


def test_the_code_of_a_first_factor_has_eight_digits(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="EMAIL_OTP")
    assert asked["ChallengeParameters"] == {
        "USER_ID_FOR_SRP": "ann",
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "a***@e***",
    }
    assert len(people.last_code("ann@example.com")) == 8


def test_a_code_proves_its_address(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="SMS_OTP")
    code = people.last_code("+15555550123")
    answer(anonymous_idp, chooser, "SMS_OTP", asked["Session"], "ann", SMS_OTP_CODE=code)
    assert User.objects.get().phone_number_verified is True


def test_a_wrong_code_leaves_the_session_usable(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="EMAIL_OTP")
    code = people.last_code("ann@example.com")
    wrong = f"{(int(code) + 1) % 100_000_000:08d}"
    refused = refusal.of(
        lambda: answer(anonymous_idp, chooser, "EMAIL_OTP", asked["Session"], "ann", EMAIL_OTP_CODE=wrong)
    )
    assert refused[0] == "CodeMismatchException"
    answered = answer(anonymous_idp, chooser, "EMAIL_OTP", asked["Session"], "ann", EMAIL_OTP_CODE=code)
    assert "AccessToken" in answered["AuthenticationResult"]


def test_codes_are_not_guessed_without_end(
    anonymous_idp: Any, chooser: AppClient, ann: User, clock: Clock
) -> None:  # checklist 37
    clock.stop()
    session = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="EMAIL_OTP")["Session"]
    code = people.last_code("ann@example.com")
    wrong = f"{(int(code) + 1) % 100_000_000:08d}"
    guesses = [
        refusal.of(lambda: answer(anonymous_idp, chooser, "EMAIL_OTP", session, "ann", EMAIL_OTP_CODE=wrong))[0]
        for _ in range(5)
    ]
    assert guesses == ["CodeMismatchException"] * 5
    assert refusal.of(lambda: answer(anonymous_idp, chooser, "EMAIL_OTP", session, "ann", EMAIL_OTP_CODE=code)) == (
        "NotAuthorizedException",
        "Password attempts exceeded",
    )


def test_a_code_for_an_address_given_up_since_is_refused(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    # checklist 38
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="EMAIL_OTP")
    code = people.last_code("ann@example.com")
    User.objects.update(email="other@example.com")
    refused = refusal.of(
        lambda: answer(anonymous_idp, chooser, "EMAIL_OTP", asked["Session"], "ann", EMAIL_OTP_CODE=code)
    )
    assert refused[0] == "ExpiredCodeException"


def test_a_client_without_the_flow_is_refused(anonymous_idp: Any, choosers: UserPool, ann: User) -> None:
    # checklist 22
    client = choosing.client(choosers, "strict", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"])
    assert refusal.of(lambda: begin(anonymous_idp, client, "ann"))[0] == "InvalidParameterException"


def test_the_cheapest_plan_has_no_choice(anonymous_idp: Any) -> None:
    client = choosing.client(choosing.pool(factors=["PASSWORD"], UserPoolTier="LITE"))
    people.confirmed(client.pool, "ann")
    assert refusal.of(lambda: begin(anonymous_idp, client, "ann"))[0] == "FeatureUnavailableInTierException"


def test_a_missing_name_is_named(anonymous_idp: Any, chooser: AppClient) -> None:
    refused = refusal.of(
        lambda: anonymous_idp.initiate_auth(
            ClientId=chooser.id, AuthFlow="USER_AUTH", AuthParameters={"PREFERRED_CHALLENGE": "PASSWORD"}
        )
    )
    assert refused == ("InvalidParameterException", "Missing required parameter USERNAME")


def test_nobody_is_named_where_the_client_hides_nothing(anonymous_idp: Any, chooser: AppClient) -> None:
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "nobody")) == (
        "UserNotFoundException",
        "User does not exist.",
    )


def test_a_temporary_password_must_be_replaced(anonymous_idp: Any, chooser: AppClient, choosers: UserPool) -> None:
    # checklist 35
    people.invited(choosers)
    asked = begin(anonymous_idp, chooser, "ivy", PREFERRED_CHALLENGE="PASSWORD", PASSWORD="Temp-0rary!")
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    answered = answer(
        anonymous_idp, chooser, "NEW_PASSWORD_REQUIRED", asked["Session"], "ivy", NEW_PASSWORD=people.PASSWORD
    )
    assert "AccessToken" in answered["AuthenticationResult"]


def test_a_code_does_not_stand_for_replacing_a_temporary_password(
    anonymous_idp: Any, chooser: AppClient, choosers: UserPool
) -> None:  # checklist 35
    people.invited(choosers)
    asked = begin(anonymous_idp, chooser, "ivy", PREFERRED_CHALLENGE="EMAIL_OTP")
    code = people.last_code("ivy@example.com")
    answered = answer(anonymous_idp, chooser, "EMAIL_OTP", asked["Session"], "ivy", EMAIL_OTP_CODE=code)
    assert answered["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert not UserSession.objects.exists()


def test_an_administrators_server_signs_in_by_choice(cognito_idp: Any, chooser: AppClient, ann: User) -> None:
    ids = {"UserPoolId": chooser.pool.id, "ClientId": chooser.id}
    asked = cognito_idp.admin_initiate_auth(**ids, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": "ann"})
    assert asked["AvailableChallenges"] == EVERYTHING
    answered = cognito_idp.admin_respond_to_auth_challenge(
        **ids,
        ChallengeName="SELECT_CHALLENGE",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "ann", "ANSWER": "PASSWORD", "PASSWORD": people.PASSWORD},
    )
    assert "AccessToken" in answered["AuthenticationResult"]


def test_the_old_name_of_a_flow_is_no_challenge(cognito_idp: Any, chooser: AppClient, ann: User) -> None:
    asked = begin(cognito_idp, chooser, "ann")
    refused = refusal.of(
        lambda: cognito_idp.admin_respond_to_auth_challenge(
            UserPoolId=chooser.pool.id,
            ClientId=chooser.id,
            ChallengeName="ADMIN_NO_SRP_AUTH",
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": "ann", "PASSWORD": people.PASSWORD},
        )
    )
    assert refused[0] == "InvalidParameterException"
