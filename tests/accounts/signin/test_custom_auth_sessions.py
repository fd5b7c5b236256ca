"""Answers to custom challenges out of turn, twice, late, by others, for others; users who may not be here."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.crypto import secret_hash
from accounts.models import AuthSession, User
from pools import app_clients
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth, respond
from tests.accounts.conftest import make_client, make_pool
from tests.accounts.signin.test_custom_auth import FLOWS
from tests.support import people, riddles
from tests.support.clock import Clock
from tests.support.scripted_triggers import ScriptedTriggers

pytestmark = pytest.mark.django_db

FOREIGN = ("NotAuthorizedException", "Invalid session for the user.")


@pytest.fixture
def client(pool: UserPool, functions: ScriptedTriggers) -> AppClient:
    """Of a pool that asks riddles."""
    riddles.attach(pool, functions)
    return make_client(pool, ExplicitAuthFlows=FLOWS)


@pytest.fixture
def asked(anonymous_idp: Any, client: AppClient, alice: User) -> Any:
    """An open riddle of alice's."""
    return riddles.start(anonymous_idp, client)


def test_a_riddle_is_answered_once(
    anonymous_idp: Any, client: AppClient, asked: Any, functions: ScriptedTriggers
) -> None:
    # checklist 43
    riddles.answer(anonymous_idp, client, asked, "rain")
    functions.received.clear()
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == FOREIGN
    assert functions.received == []


def test_a_right_answer_signs_in_once(anonymous_idp: Any, client: AppClient, asked: Any, alice: User) -> None:
    # checklist 43
    riddles.answer(anonymous_idp, client, asked)
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == FOREIGN
    assert alice.sessions.count() == 1


def test_a_late_answer_is_refused(
    anonymous_idp: Any, client: AppClient, asked: Any, functions: ScriptedTriggers, clock: Clock
) -> None:
    clock.advance(minutes=3, seconds=1)
    functions.received.clear()
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )
    assert functions.received == []


@pytest.mark.parametrize("changes", [{"Session": "x" * 128}, {"responses": {"USERNAME": "mallory"}}])
def test_an_answer_for_somebody_else_is_refused_and_the_riddle_stays_open(
    anonymous_idp: Any, client: AppClient, asked: Any, changes: dict[str, Any]
) -> None:
    # checklist 43
    people.confirmed(client.pool, "mallory")
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked, **changes)) == FOREIGN
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, client, asked)


def test_an_altered_session_is_refused(anonymous_idp: Any, client: AppClient, asked: Any) -> None:
    # checklist 43
    altered = asked["Session"][1:] + asked["Session"][0] + "A"
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked, Session=altered)) == FOREIGN


def test_another_client_cannot_answer(anonymous_idp: Any, client: AppClient, asked: Any) -> None:
    # checklist 43
    other = make_client(client.pool, "other", ExplicitAuthFlows=FLOWS)
    assert error_of(lambda: riddles.answer(anonymous_idp, other, asked)) == FOREIGN


def test_a_client_of_another_pool_cannot_answer(anonymous_idp: Any, asked: Any, functions: ScriptedTriggers) -> None:
    # checklist 43
    other = make_client(make_pool("others"), ExplicitAuthFlows=FLOWS)
    riddles.attach(other.pool, functions)
    people.confirmed(other.pool, "alice")
    assert error_of(lambda: riddles.answer(anonymous_idp, other, asked)) == FOREIGN


@pytest.mark.parametrize(
    ("challenge", "answers"),
    [
        ("NEW_PASSWORD_REQUIRED", {"NEW_PASSWORD": "Brand-new-1!"}),
        ("SMS_MFA", {"SMS_MFA_CODE": "123456"}),
        ("EMAIL_OTP", {"EMAIL_OTP_CODE": "12345678"}),
        (
            "PASSWORD_VERIFIER",
            {
                "PASSWORD_CLAIM_SIGNATURE": "eA==",
                "PASSWORD_CLAIM_SECRET_BLOCK": "eA==",
                "TIMESTAMP": "Tue Jan 2 03:04:05 UTC 2024",
            },
        ),
    ],
)
def test_a_riddle_is_not_to_be_answered_by_another_challenge(
    anonymous_idp: Any, client: AppClient, asked: Any, challenge: str, answers: dict[str, str]
) -> None:
    # checklist 43
    given = {"USERNAME": "alice", **answers}
    assert error_of(lambda: respond(anonymous_idp, client, challenge, given, asked["Session"])) == FOREIGN
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, client, asked)


def test_an_answer_to_a_riddle_nobody_asked_is_refused(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    # checklist 43
    people.invited(client.pool, "ivy")
    session = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")["Session"]
    answers = {"USERNAME": "ivy", "ANSWER": riddles.ANSWER}
    assert error_of(lambda: respond(anonymous_idp, client, "CUSTOM_CHALLENGE", answers, session)) == FOREIGN
    assert functions.received == []


@pytest.mark.parametrize("missing", ["USERNAME", "ANSWER"])
def test_a_missing_answer_is_named_and_the_riddle_stays_open(
    anonymous_idp: Any, client: AppClient, asked: Any, missing: str
) -> None:
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked, responses={missing: ""})) == (
        "InvalidParameterException",
        f"Missing required parameter {missing}",
    )
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, client, asked)


def test_a_riddle_needs_its_session(anonymous_idp: Any, client: AppClient, asked: Any) -> None:
    answers = {"USERNAME": "alice", "ANSWER": riddles.ANSWER}
    assert error_of(lambda: respond(anonymous_idp, client, "CUSTOM_CHALLENGE", answers)) == (
        "InvalidParameterException",
        "Missing required parameter Session",
    )


def test_a_name_is_needed_to_begin(anonymous_idp: Any, client: AppClient) -> None:
    assert error_of(lambda: riddles.start(anonymous_idp, client, "")) == (
        "InvalidParameterException",
        "Missing required parameter USERNAME",
    )


def test_a_client_with_a_secret_proves_it_with_every_step(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    secret = make_client(client.pool, "secret", generate_secret=True, ExplicitAuthFlows=FLOWS)
    proof = {"SECRET_HASH": secret_hash.make(app_clients.secrets(secret)[0], "alice", secret.id)}
    assert error_of(lambda: riddles.start(anonymous_idp, secret))[0] == "NotAuthorizedException"
    asked = riddles.start(anonymous_idp, secret, parameters=proof)
    assert error_of(lambda: riddles.answer(anonymous_idp, secret, asked))[0] == "NotAuthorizedException"
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, secret, asked, responses=proof)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"enabled": False}, "NotAuthorizedException"),
        ({"status": "UNCONFIRMED"}, "UserNotConfirmedException"),
        ({"status": "RESET_REQUIRED"}, "PasswordResetRequiredException"),
    ],
)
def test_who_may_not_be_here_is_not_asked(
    anonymous_idp: Any,
    client: AppClient,
    alice: User,
    functions: ScriptedTriggers,
    change: dict[str, Any],
    error: str,
) -> None:
    # checklist 60
    User.objects.update(**change)
    assert error_of(lambda: riddles.start(anonymous_idp, client))[0] == error
    assert functions.received == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"enabled": False}, "NotAuthorizedException"),
        ({"status": "RESET_REQUIRED"}, "PasswordResetRequiredException"),
    ],
)
def test_who_may_be_here_no_longer_is_not_heard(
    anonymous_idp: Any,
    client: AppClient,
    asked: Any,
    functions: ScriptedTriggers,
    change: dict[str, Any],
    error: str,
) -> None:
    # checklist 60
    User.objects.update(**change)
    functions.received.clear()
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked))[0] == error
    assert functions.received == []


def test_an_open_riddle_goes_with_its_user(anonymous_idp: Any, client: AppClient, asked: Any, alice: User) -> None:
    # checklist 60, 70
    alice.delete()
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == FOREIGN
    assert not AuthSession.objects.exists()


def test_the_function_is_told_of_attributes_as_they_are_now(
    anonymous_idp: Any, client: AppClient, asked: Any, functions: ScriptedTriggers
) -> None:
    User.objects.update(name="Alice Liddell")
    riddles.answer(anonymous_idp, client, asked)
    assert functions.events[-1]["request"]["userAttributes"]["name"] == "Alice Liddell"
