"""SELECT_CHALLENGE: chosen first, answered inline or skipped; and nothing else passes."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.crypto import argon2
from accounts.crypto.places import Places
from accounts.models import AuthSession, User, UserSession
from pools.models import AppClient, UserPool
from tests.support import choosing, people, refusal
from tests.support.choosing import answer, begin
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
INVALID = ("NotAuthorizedException", "Invalid session for the user.")
SPENT = "Invalid session for the user, session can only be used once."


@pytest.fixture
def session(anonymous_idp: Any, chooser: AppClient, ann: User) -> str:
    """Of ann's open SELECT_CHALLENGE."""
    return str(begin(anonymous_idp, chooser, "ann")["Session"])


@pytest.mark.parametrize("chosen", ["PASSWORD", "PASSWORD_SRP"])
def test_a_password_that_was_chosen_is_asked_for(
    anonymous_idp: Any, chooser: AppClient, session: str, chosen: str
) -> None:
    asked = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", ANSWER=chosen)
    assert asked["ChallengeName"] == chosen
    assert "AvailableChallenges" not in asked
    assert asked["Session"] != session


@pytest.mark.parametrize(("chosen", "address"), [("EMAIL_OTP", "ann@example.com"), ("SMS_OTP", "+15555550123")])
def test_a_code_that_was_chosen_is_sent_and_signs_in(
    anonymous_idp: Any, chooser: AppClient, session: str, chosen: str, address: str
) -> None:
    asked = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", ANSWER=chosen)
    code = people.last_code(address)
    answered = answer(anonymous_idp, chooser, chosen, asked["Session"], "ann", **{f"{chosen}_CODE": code})
    assert "AccessToken" in answered["AuthenticationResult"]


def test_a_password_comes_along_with_the_choice(anonymous_idp: Any, chooser: AppClient, session: str) -> None:
    inline = {"ANSWER": "PASSWORD", "PASSWORD": people.PASSWORD}
    answered = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", **inline)
    assert "AccessToken" in answered["AuthenticationResult"]


def test_a_public_half_comes_along_with_the_choice(anonymous_idp: Any, chooser: AppClient, session: str) -> None:
    attempt = choosing.srp(chooser, "ann")
    inline = {"ANSWER": "PASSWORD_SRP", "SRP_A": choosing.srp_a(attempt)}
    asked = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", **inline)
    assert asked["ChallengeName"] == "PASSWORD_VERIFIER"
    assert "AccessToken" in choosing.prove(anonymous_idp, chooser, attempt, asked)["AuthenticationResult"]


def test_a_password_may_be_sent_without_choosing(anonymous_idp: Any, chooser: AppClient, session: str) -> None:
    answered = answer(anonymous_idp, chooser, "PASSWORD", session, "ann", PASSWORD=people.PASSWORD)
    assert "AccessToken" in answered["AuthenticationResult"]


def test_a_public_half_may_be_sent_without_choosing(anonymous_idp: Any, chooser: AppClient, session: str) -> None:
    attempt = choosing.srp(chooser, "ann")
    asked = answer(anonymous_idp, chooser, "PASSWORD_SRP", session, "ann", SRP_A=choosing.srp_a(attempt))
    assert "AccessToken" in choosing.prove(anonymous_idp, chooser, attempt, asked)["AuthenticationResult"]


@pytest.mark.parametrize("challenge", ["SELECT_CHALLENGE", "PASSWORD"])
def test_a_wrong_password_is_refused_and_counts(
    anonymous_idp: Any, chooser: AppClient, ann: User, clock: Clock, challenge: str
) -> None:  # checklist 30
    clock.stop()
    refused = [wrong_password(anonymous_idp, chooser, challenge) for _ in range(6)]
    assert refused == [INCORRECT] * 5 + [("NotAuthorizedException", "Password attempts exceeded")]


def wrong_password(idp: Any, client: AppClient, challenge: str) -> tuple[str, str]:
    session = begin(idp, client, "ann")["Session"]
    return refusal.of(lambda: answer(idp, client, challenge, session, "ann", ANSWER="PASSWORD", PASSWORD="Wrong-1234!"))


@pytest.mark.parametrize("public", ["zz", "0"])
@pytest.mark.parametrize("challenge", ["SELECT_CHALLENGE", "PASSWORD_SRP"])
def test_an_unusable_public_half_is_refused(
    anonymous_idp: Any, chooser: AppClient, session: str, challenge: str, public: str
) -> None:  # checklist 28
    inline = {"ANSWER": "PASSWORD_SRP", "SRP_A": public}
    code, _ = refusal.of(lambda: answer(anonymous_idp, chooser, challenge, session, "ann", **inline))
    assert code in ("InvalidParameterException", "NotAuthorizedException")


@pytest.mark.parametrize(
    "chosen", ["WEB_AUTHN", "SMS_MFA", "NEW_PASSWORD_REQUIRED", "PASSWORD_VERIFIER", "SELECT_CHALLENGE", "nonsense"]
)
def test_what_is_not_offered_cannot_be_chosen(
    anonymous_idp: Any, chooser: AppClient, session: str, chosen: str
) -> None:  # checklist 43
    inline = {"ANSWER": chosen, "CREDENTIAL": "{}", "SMS_MFA_CODE": "123456", "NEW_PASSWORD": "Brand-new-1!"}
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", **inline))
    assert refused == ("InvalidParameterException", f"{chosen} is not among the available challenges.")
    again = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", ANSWER="PASSWORD")
    assert again["ChallengeName"] == "PASSWORD"


@pytest.mark.parametrize(
    "challenge",
    ["EMAIL_OTP", "SMS_OTP", "SMS_MFA", "PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED"],
)
def test_no_other_challenge_is_answered_in_its_place(
    anonymous_idp: Any, chooser: AppClient, session: str, challenge: str
) -> None:  # checklist 43
    answers = {
        "EMAIL_OTP_CODE": "12345678",
        "SMS_OTP_CODE": "12345678",
        "SMS_MFA_CODE": "123456",
        "NEW_PASSWORD": "Brand-new-1!",
        "PASSWORD_CLAIM_SIGNATURE": "eA==",
        "PASSWORD_CLAIM_SECRET_BLOCK": session,
        "TIMESTAMP": "Tue Jan 2 03:04:05 UTC 2024",
    }
    assert refusal.of(lambda: answer(anonymous_idp, chooser, challenge, session, "ann", **answers)) == INVALID
    assert (
        "AccessToken"
        in (
            answer(anonymous_idp, chooser, "PASSWORD", session, "ann", PASSWORD=people.PASSWORD)["AuthenticationResult"]
        )
    )


@pytest.mark.parametrize("chosen", ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"])
def test_what_was_chosen_cannot_be_chosen_again(
    anonymous_idp: Any, chooser: AppClient, session: str, chosen: str
) -> None:  # checklist 43
    asked = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", ANSWER=chosen)
    inline = {"ANSWER": "PASSWORD", "PASSWORD": people.PASSWORD}
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", asked["Session"], "ann", **inline))
    assert refused == INVALID


def test_a_code_that_is_asked_for_is_not_replaced_by_a_password(
    anonymous_idp: Any, chooser: AppClient, session: str
) -> None:  # checklist 43
    asked = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", ANSWER="EMAIL_OTP")
    refused = refusal.of(
        lambda: answer(anonymous_idp, chooser, "PASSWORD", asked["Session"], "ann", PASSWORD=people.PASSWORD)
    )
    assert refused == INVALID


def test_a_choice_is_made_once(anonymous_idp: Any, chooser: AppClient, session: str) -> None:  # checklist 43
    answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", ANSWER="EMAIL_OTP")
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", ANSWER="SMS_OTP"))
    assert refused == INVALID


def test_a_wrong_password_spends_the_session(anonymous_idp: Any, chooser: AppClient, session: str) -> None:
    # checklist 43
    refusal.of(lambda: answer(anonymous_idp, chooser, "PASSWORD", session, "ann", PASSWORD="Wrong-1234!"))
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "PASSWORD", session, "ann", PASSWORD=people.PASSWORD))
    assert refused == ("NotAuthorizedException", SPENT)


def test_a_finished_session_is_gone(anonymous_idp: Any, chooser: AppClient, session: str) -> None:  # checklist 43
    answer(anonymous_idp, chooser, "PASSWORD", session, "ann", PASSWORD=people.PASSWORD)
    assert not AuthSession.objects.exists()
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "PASSWORD", session, "ann", PASSWORD=people.PASSWORD))
    assert refused == INVALID


def test_a_choice_of_another_client_is_refused(
    anonymous_idp: Any, choosers: UserPool, session: str
) -> None:  # checklist 43
    other = choosing.client(choosers, "other")
    refused = refusal.of(lambda: answer(anonymous_idp, other, "PASSWORD", session, "ann", PASSWORD=people.PASSWORD))
    assert refused == INVALID


def test_a_choice_of_another_user_is_refused(
    anonymous_idp: Any, chooser: AppClient, choosers: UserPool, session: str
) -> None:  # checklist 43
    people.confirmed(choosers, "mallory")
    refused = refusal.of(
        lambda: answer(anonymous_idp, chooser, "PASSWORD", session, "mallory", PASSWORD=people.PASSWORD)
    )
    assert refused == INVALID
    assert not UserSession.objects.exists()


def test_a_choice_expires(anonymous_idp: Any, chooser: AppClient, session: str, clock: Clock) -> None:
    clock.advance(minutes=3, seconds=1)
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "PASSWORD", session, "ann", PASSWORD=people.PASSWORD))
    assert refused == ("NotAuthorizedException", "Invalid session for the user, session is expired.")


def test_an_altered_session_is_refused(anonymous_idp: Any, chooser: AppClient, session: str) -> None:  # checklist 43
    altered = session[1:] + ("A" if session[0] == "B" else "B")
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "PASSWORD", altered, "ann", PASSWORD=people.PASSWORD))
    assert refused == INVALID


def test_a_missing_answer_is_named(anonymous_idp: Any, chooser: AppClient, session: str) -> None:
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann"))
    assert refused == ("InvalidParameterException", "Missing required parameter ANSWER")


def test_what_the_pool_no_longer_allows_is_no_longer_a_choice(
    anonymous_idp: Any, chooser: AppClient, choosers: UserPool, session: str
) -> None:  # checklist 22
    choosers.settings["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"] = ["PASSWORD"]
    choosers.save()
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", ANSWER="EMAIL_OTP"))
    assert refused[0] == "InvalidParameterException"


def test_who_has_no_password_cannot_skip_to_one(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    User.objects.update(password="", srp_verifier=None, srp_salt=None)
    session = begin(anonymous_idp, chooser, "ann")["Session"]
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "PASSWORD", session, "ann", PASSWORD=people.PASSWORD))
    assert refused == ("InvalidParameterException", "PASSWORD is not among the available challenges.")


def test_an_answer_that_was_not_looked_at_for_want_of_room_can_be_sent_again(
    anonymous_idp: Any, chooser: AppClient, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # checklist 33
    inline = {"ANSWER": "PASSWORD", "PASSWORD": people.PASSWORD}
    with monkeypatch.context() as full:
        full.setattr(argon2, "_places", lambda: Places(at_once=0, waiting=0, seconds=0))
        refused = refusal.of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", **inline))
    assert refused[0] == "TooManyRequestsException"
    answered = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", **inline)
    assert "AccessToken" in answered["AuthenticationResult"]
