"""CUSTOM_AUTH that begins with a password proved by SRP; the functions decide from then on (auth-flows.md 9)."""

from __future__ import annotations

from typing import Any

import pytest
from pycognito.aws_srp import AWSSRP

from accounts.crypto import srp as srp_group
from accounts.models import AuthSession, User
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth, respond, srp
from tests.accounts.conftest import make_client
from tests.accounts.signin.test_custom_auth import ASK, FLOWS, INCORRECT, LET_IN
from tests.support import people, riddles
from tests.support.clock import Clock
from tests.support.scripted_triggers import ScriptedTriggers, responding

pytestmark = pytest.mark.django_db

N = int(srp_group.N)
FOREIGN = ("NotAuthorizedException", "Invalid session for the user.")
SRP_A = {"challengeName": "SRP_A", "challengeResult": True, "challengeMetadata": None}
VERIFIED = {"challengeName": "PASSWORD_VERIFIER", "challengeResult": True, "challengeMetadata": None}
SOLVED = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": True, "challengeMetadata": "RIDDLE-2"}


@pytest.fixture
def client(pool: UserPool, functions: ScriptedTriggers) -> AppClient:
    """Of a pool that asks for the password, then riddles."""
    riddles.attach(pool, functions)
    return make_client(pool, ExplicitAuthFlows=FLOWS)


def start(idp: Any, client: AppClient, attempt: AWSSRP, **parameters: str) -> Any:
    """Begin as Amplify does."""
    given = {**attempt.get_auth_params(), "CHALLENGE_NAME": "SRP_A", **parameters}
    return riddles.start(idp, client, given["USERNAME"], parameters=given)


def answers_to(attempt: AWSSRP, asked: Any) -> dict[str, str]:
    challenge = asked["ChallengeParameters"]
    given: dict[str, str] = attempt.process_challenge(challenge, {"USERNAME": challenge["USERNAME"]})
    return given


def prove(idp: Any, client: AppClient, username: str = "alice", password: str = people.PASSWORD) -> Any:
    """The password step; what comes next."""
    attempt = srp(idp, client, username, password)
    asked = start(idp, client, attempt)
    return respond(idp, client, "PASSWORD_VERIFIER", answers_to(attempt, asked), asked["Session"])


def sessions(functions: ScriptedTriggers, trigger: str = "DefineAuthChallenge") -> list[Any]:
    """What a function was told of the rounds so far, call by call."""
    return [call.event["request"]["session"] for call in functions.received if call.name == trigger]


def test_the_password_then_the_riddle_sign_in(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    asked = prove(anonymous_idp, client)
    assert asked["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert "AccessToken" in riddles.answer(anonymous_idp, client, asked)["AuthenticationResult"]
    assert sessions(functions) == [[SRP_A], [SRP_A, VERIFIED], [SRP_A, VERIFIED, SOLVED]]
    assert sessions(functions, "CreateAuthChallenge") == [[SRP_A, VERIFIED]]


def test_the_password_step_carries_a_session(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    asked = start(anonymous_idp, client, srp(anonymous_idp, client))
    assert asked["ChallengeName"] == "PASSWORD_VERIFIER"
    assert len(asked["Session"]) >= 20
    assert set(asked["ChallengeParameters"]) == {"USER_ID_FOR_SRP", "USERNAME", "SALT", "SRP_B", "SECRET_BLOCK"}


def test_a_wrong_password_ends_it_and_counts(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    # checklist 28, 30
    clock.stop()
    for _ in range(5):
        assert error_of(lambda: prove(anonymous_idp, client, password="Wrong-1234!")) == INCORRECT
    assert not AuthSession.objects.exists()
    assert sessions(functions) == [[SRP_A]] * 5
    assert error_of(lambda: prove(anonymous_idp, client))[1] == "Password attempts exceeded"
    assert error_of(lambda: password_auth(anonymous_idp, client))[1] == "Password attempts exceeded"
    assert len(sessions(functions)) == 5


def test_the_function_may_let_in_after_the_password(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    attempt = srp(anonymous_idp, client)
    asked = start(anonymous_idp, client, attempt)
    riddles.attach(client.pool, functions, DefineAuthChallenge=LET_IN)
    done = respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers_to(attempt, asked), asked["Session"])
    assert "AccessToken" in done["AuthenticationResult"]


def test_the_function_may_turn_down_after_the_password(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    attempt = srp(anonymous_idp, client)
    asked = start(anonymous_idp, client, attempt)
    riddles.attach(client.pool, functions, DefineAuthChallenge=responding(failAuthentication=True))
    answers = answers_to(attempt, asked)
    assert error_of(lambda: respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers, asked["Session"])) == INCORRECT
    assert not alice.sessions.exists()


def test_a_password_alone_signs_nobody_in_when_the_function_asks_on(
    anonymous_idp: Any, client: AppClient, alice: User
) -> None:
    # checklist 43
    asked = prove(anonymous_idp, client)
    assert "AuthenticationResult" not in asked
    assert not alice.sessions.exists()


def test_the_function_may_do_without_the_password(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    riddles.attach(client.pool, functions, DefineAuthChallenge=ASK)
    asked = start(anonymous_idp, client, srp(anonymous_idp, client))
    assert asked["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert asked["ChallengeParameters"] == {"riddle": riddles.RIDDLE, "USERNAME": "alice"}


@pytest.mark.parametrize("name", ["SMS_MFA", "SRP_A", "DEVICE_SRP_AUTH", "PASSWORD_SRP"])
def test_no_other_challenge_of_cognitos_can_be_asked_for(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, name: str
) -> None:
    riddles.attach(client.pool, functions, DefineAuthChallenge=responding(challengeName=name))
    attempt = srp(anonymous_idp, client)
    assert error_of(lambda: start(anonymous_idp, client, attempt))[0] == "InvalidLambdaResponseException"


@pytest.mark.parametrize("public", ["0", f"{N:x}", f"{2 * N:x}", f"{N + 5:x}"])
def test_a_public_half_that_cannot_be_is_refused(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, public: str
) -> None:
    # checklist 28
    attempt = srp(anonymous_idp, client)
    assert error_of(lambda: start(anonymous_idp, client, attempt, SRP_A=public)) == INCORRECT
    assert functions.received == []


@pytest.mark.parametrize(
    "parameters", [{"SRP_A": "zz"}, {"SRP_A": ""}, {"CHALLENGE_NAME": "PASSWORD_VERIFIER"}, {"CHALLENGE_NAME": "srp_a"}]
)
def test_a_beginning_that_is_none_is_refused(
    anonymous_idp: Any,
    client: AppClient,
    alice: User,
    functions: ScriptedTriggers,
    parameters: dict[str, str],
) -> None:
    attempt = srp(anonymous_idp, client)
    assert error_of(lambda: start(anonymous_idp, client, attempt, **parameters))[0] == "InvalidParameterException"
    assert functions.received == []


def test_a_proof_works_once(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    # checklist 28, 43
    attempt = srp(anonymous_idp, client)
    asked = start(anonymous_idp, client, attempt)
    answers = answers_to(attempt, asked)
    respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers, asked["Session"])
    assert error_of(lambda: respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers, asked["Session"])) == FOREIGN


def test_the_password_cannot_be_skipped(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    # checklist 43
    asked = start(anonymous_idp, client, srp(anonymous_idp, client))
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == FOREIGN
    assert sessions(functions) == [[SRP_A]]


def test_the_riddle_cannot_be_answered_by_the_password_again(
    anonymous_idp: Any, client: AppClient, alice: User
) -> None:
    # checklist 43
    attempt = srp(anonymous_idp, client)
    first = start(anonymous_idp, client, attempt)
    answers = answers_to(attempt, first)
    riddle = respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers, first["Session"])
    assert error_of(lambda: respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers, riddle["Session"])) == FOREIGN


def test_a_proof_for_another_client_or_too_late_is_refused(
    anonymous_idp: Any, client: AppClient, alice: User, clock: Clock
) -> None:
    # checklist 28, 43
    other = make_client(client.pool, "other", ExplicitAuthFlows=FLOWS)
    attempt = srp(anonymous_idp, client)
    asked = start(anonymous_idp, client, attempt)
    answers = answers_to(attempt, asked)
    assert error_of(lambda: respond(anonymous_idp, other, "PASSWORD_VERIFIER", answers, asked["Session"])) == FOREIGN
    clock.advance(minutes=3, seconds=1)
    late = error_of(lambda: respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers, asked["Session"]))
    assert late == ("NotAuthorizedException", "Invalid session for the user, session is expired.")


def test_a_plain_srp_proof_does_not_answer_here(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    # checklist 43
    both = make_client(client.pool, "both", ExplicitAuthFlows=[*FLOWS, "ALLOW_USER_SRP_AUTH"])
    attempt = srp(anonymous_idp, both)
    plain = anonymous_idp.initiate_auth(
        ClientId=both.id, AuthFlow="USER_SRP_AUTH", AuthParameters=attempt.get_auth_params()
    )
    asked = start(anonymous_idp, both, attempt)
    answers = answers_to(attempt, plain)
    assert error_of(lambda: respond(anonymous_idp, both, "PASSWORD_VERIFIER", answers, asked["Session"])) == INCORRECT


def test_nobody_fails_at_the_proof(anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers) -> None:
    # checklist 29
    hiding = make_client(client.pool, "discreet", ExplicitAuthFlows=FLOWS, PreventUserExistenceErrors="ENABLED")
    attempt = srp(anonymous_idp, hiding, "nobody")
    asked = start(anonymous_idp, hiding, attempt)
    answers = answers_to(attempt, asked)
    assert asked["ChallengeName"] == "PASSWORD_VERIFIER"
    assert error_of(lambda: respond(anonymous_idp, hiding, "PASSWORD_VERIFIER", answers, asked["Session"])) == INCORRECT
    assert [event["request"]["userNotFound"] for event in functions.events] == [True]


def test_a_temporary_password_is_replaced_at_the_end(anonymous_idp: Any, client: AppClient) -> None:
    # checklist 35
    people.invited(client.pool, "ivy")
    riddle = prove(anonymous_idp, client, "ivy", "Temp-0rary!")
    asked = riddles.answer(anonymous_idp, client, riddle)
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    answers = {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD}
    done = respond(anonymous_idp, client, "NEW_PASSWORD_REQUIRED", answers, asked["Session"])
    assert "AuthenticationResult" in done


def test_an_alias_works_over_the_users_own_name(
    anonymous_idp: Any, email_client: AppClient, functions: ScriptedTriggers
) -> None:
    client = make_client(email_client.pool, "custom", ExplicitAuthFlows=FLOWS)
    riddles.attach(client.pool, functions)
    user = people.confirmed(client.pool, "alice")
    riddle = prove(anonymous_idp, client, "alice@example.com")
    assert riddle["ChallengeParameters"]["USERNAME"] == user.sub
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, client, riddle)
