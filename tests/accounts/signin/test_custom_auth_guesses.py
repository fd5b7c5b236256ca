"""Guessing at custom challenges is limited, for somebody and nobody alike, whatever the functions do."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import custom_auth
from accounts.models import User
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Challenge
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.accounts.conftest import make_client
from tests.accounts.signin.test_custom_auth import ASK, FLOWS, INCORRECT, LET_IN
from tests.support import people, riddles
from tests.support.clock import Clock
from tests.support.scripted_triggers import ScriptedTriggers, responding, throwing, unchanged

pytestmark = pytest.mark.django_db

EXCEEDED = ("NotAuthorizedException", "Password attempts exceeded")


@pytest.fixture
def client(pool: UserPool, functions: ScriptedTriggers) -> AppClient:
    """Of a pool whose function never has enough."""
    riddles.attach(pool, functions, DefineAuthChallenge=ASK)
    return make_client(pool, ExplicitAuthFlows=FLOWS)


@pytest.fixture
def hiding(client: AppClient) -> AppClient:
    return make_client(client.pool, "discreet", ExplicitAuthFlows=FLOWS, PreventUserExistenceErrors="ENABLED")


def guess(idp: Any, client: AppClient, username: str = "alice", *, times: int = 1) -> Any:
    """Answer wrongly, so often in one sign-in; what comes of the last."""
    asked = riddles.start(idp, client, username)
    for _ in range(times):
        asked = riddles.answer(idp, client, asked, "rain")
    return asked


def guess_as_a_stranger(client: AppClient) -> None:
    """One wrong answer from another address."""
    elsewhere = Context(ip="198.51.100.9")
    asked = engine.begin(client, flow="CUSTOM_AUTH", parameters={"USERNAME": "alice"}, context=elsewhere)
    assert isinstance(asked, Challenge)
    responses = {"USERNAME": "alice", "ANSWER": "rain"}
    engine.answer(client, challenge=asked.name, session=asked.session, responses=responses, context=elsewhere)


def test_five_wrong_answers_lock_whatever_the_function_decides(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    # checklist 30
    clock.stop()
    asked = guess(anonymous_idp, client, times=5)
    functions.received.clear()
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == EXCEEDED
    assert error_of(lambda: riddles.start(anonymous_idp, client)) == EXCEEDED
    assert functions.received == []


def test_wrong_answers_of_several_sign_ins_add_up(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    # checklist 30
    clock.stop()
    guess(anonymous_idp, client, times=3)
    asked = guess(anonymous_idp, client, times=2)
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == EXCEEDED


def test_who_is_locked_out_reaches_no_function_before_the_password_either(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    clock.stop()
    guess(anonymous_idp, client, times=5)
    riddles.attach(client.pool, functions, PreAuthentication=unchanged)
    functions.received.clear()
    assert error_of(lambda: riddles.start(anonymous_idp, client)) == EXCEEDED
    assert functions.received == []


def test_after_the_lock_the_right_answer_counts_again(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    clock.stop()
    guess(anonymous_idp, client, times=5)
    clock.advance(seconds=2)
    riddles.attach(client.pool, functions)
    asked = riddles.start(anonymous_idp, client)
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, client, asked)


def test_signing_in_forgives(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    clock.stop()
    guess(anonymous_idp, client, times=4)
    riddles.attach(client.pool, functions)
    riddles.answer(anonymous_idp, client, riddles.start(anonymous_idp, client))
    riddles.attach(client.pool, functions, DefineAuthChallenge=ASK)
    assert guess(anonymous_idp, client, times=4)["ChallengeName"] == "CUSTOM_CHALLENGE"


def test_an_easy_question_does_not_make_guesses_at_a_hard_one_free(
    anonymous_idp: Any, client: AppClient, alice: User, clock: Clock
) -> None:
    # checklist 30
    clock.stop()
    asked = guess(anonymous_idp, client, times=4)
    easy = riddles.answer(anonymous_idp, client, asked)
    again = riddles.answer(anonymous_idp, client, easy, "rain")
    assert error_of(lambda: riddles.answer(anonymous_idp, client, again)) == EXCEEDED


def test_a_judge_that_throws_gives_no_free_guesses(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    # checklist 30
    clock.stop()
    riddles.attach(client.pool, functions, VerifyAuthChallengeResponse=throwing("wrong"))
    for _ in range(5):
        error_of(lambda: guess(anonymous_idp, client))
    assert error_of(lambda: riddles.start(anonymous_idp, client)) == EXCEEDED


def test_guesses_at_riddles_and_at_passwords_are_counted_apart(
    anonymous_idp: Any, client: AppClient, alice: User, clock: Clock
) -> None:
    clock.stop()
    asked = guess(anonymous_idp, client, times=5)
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == EXCEEDED
    assert "AuthenticationResult" in password_auth(anonymous_idp, client)


def test_a_strangers_guesses_do_not_keep_the_user_out_where_they_signed_in_before(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    # checklist 30
    clock.stop()
    riddles.attach(client.pool, functions)
    riddles.answer(anonymous_idp, client, riddles.start(anonymous_idp, client))
    for _ in range(5):
        guess_as_a_stranger(client)
    with pytest.raises(NotAuthorizedException, match="Password attempts exceeded"):
        guess_as_a_stranger(client)
    asked = riddles.start(anonymous_idp, client)
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, client, asked)


def test_wrong_passwords_do_not_keep_the_riddle_from_being_asked(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    clock.stop()
    for _ in range(5):
        error_of(lambda: password_auth(anonymous_idp, client, password="Wrong-1234!"))
    riddles.attach(client.pool, functions, PreAuthentication=unchanged)
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, client, riddles.start(anonymous_idp, client))


def test_a_function_cannot_ask_for_ever(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    asked = riddles.start(anonymous_idp, client)
    for _ in range(custom_auth.MOST_ROUNDS - 1):
        asked = riddles.answer(anonymous_idp, client, asked)
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == INCORRECT


def test_nobody_is_named_where_the_client_hides_nothing(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    assert error_of(lambda: riddles.start(anonymous_idp, client, "nobody")) == (
        "UserNotFoundException",
        "User does not exist.",
    )
    assert functions.received == []


@pytest.mark.parametrize("username", ["nobody", "off"])
def test_the_functions_are_told_that_there_is_nobody(
    anonymous_idp: Any, hiding: AppClient, functions: ScriptedTriggers, username: str
) -> None:
    # checklist 29
    people.confirmed(hiding.pool, "off")
    User.objects.update(enabled=False)
    asked = riddles.start(anonymous_idp, hiding, username)
    riddles.answer(anonymous_idp, hiding, asked)
    requests = [event["request"] for event in functions.events]
    assert [(request["userNotFound"], request["userAttributes"]) for request in requests] == [(True, {})] * 5
    assert asked["ChallengeParameters"] == {"riddle": riddles.RIDDLE, "USERNAME": username}


def test_whether_somebody_exists_is_told_only_where_that_is_hidden(
    anonymous_idp: Any, client: AppClient, hiding: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    riddles.start(anonymous_idp, client)
    riddles.start(anonymous_idp, hiding)
    told = [event["request"].get("userNotFound") for event in functions.events]
    assert told == [None, None, False, False]


@pytest.mark.parametrize("script", [LET_IN, responding(issueTokens=True, challengeName="CUSTOM_CHALLENGE")])
def test_nobody_is_never_let_in(
    anonymous_idp: Any, hiding: AppClient, functions: ScriptedTriggers, script: Any
) -> None:
    # checklist 29
    asked = riddles.start(anonymous_idp, hiding, "nobody")
    riddles.attach(hiding.pool, functions, DefineAuthChallenge=script)
    assert error_of(lambda: riddles.answer(anonymous_idp, hiding, asked)) == INCORRECT
    assert error_of(lambda: riddles.start(anonymous_idp, hiding, "nobody")) == INCORRECT


def test_nobody_is_locked_out_like_somebody(anonymous_idp: Any, hiding: AppClient, alice: User, clock: Clock) -> None:
    # checklist 29, 30
    clock.stop()
    for username in ("alice", "nobody"):
        asked = guess(anonymous_idp, hiding, username, times=5)
        assert error_of(lambda asked=asked: riddles.answer(anonymous_idp, hiding, asked)) == EXCEEDED


def test_nobodys_name_is_answered_by_as_it_was_made_up(
    anonymous_idp: Any, functions: ScriptedTriggers, email_client: AppClient
) -> None:
    # checklist 29
    hiding = make_client(email_client.pool, "discreet", ExplicitAuthFlows=FLOWS, PreventUserExistenceErrors="ENABLED")
    riddles.attach(hiding.pool, functions)
    first = riddles.start(anonymous_idp, hiding, "nobody@example.com")["ChallengeParameters"]["USERNAME"]
    second = riddles.start(anonymous_idp, hiding, "nobody@example.com")["ChallengeParameters"]["USERNAME"]
    assert (first, len(first)) == (second, 36)
