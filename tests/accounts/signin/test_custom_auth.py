"""CUSTOM_AUTH without a password: the pool's functions ask, judge and decide (auth-flows.md 9)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from accounts.models import AuthSession, User
from accounts.models.auth_session import Context
from accounts.signin import engine
from pools import app_clients
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of
from tests.accounts.conftest import make_client
from tests.support import people, riddles
from tests.support.clock import Clock
from tests.support.scripted_triggers import Script, ScriptedTriggers, responding, returning, throwing, unchanged

pytestmark = pytest.mark.django_db

FLOWS = ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
NOT_CONFIGURED = ("InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool.")
FIRST, AGAIN = {"step": "first"}, {"step": "again"}
ROUND = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": "RIDDLE-0"}

ASK = responding(challengeName="CUSTOM_CHALLENGE")
LET_IN = responding(issueTokens=True)


@pytest.fixture
def client(pool: UserPool, functions: ScriptedTriggers) -> AppClient:
    """Of a pool that asks riddles."""
    riddles.attach(pool, functions)
    return make_client(pool, ExplicitAuthFlows=FLOWS)


def rounds_of(functions: ScriptedTriggers) -> Any:
    """What the function that was called last was told of the rounds so far."""
    return functions.events[-1]["request"]["session"]


def test_a_right_answer_signs_in(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    asked = riddles.start(anonymous_idp, client)
    tokens = riddles.answer(anonymous_idp, client, asked)["AuthenticationResult"]
    assert anonymous_idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == "alice"
    assert riddles.sources(functions) == [
        "DefineAuthChallenge",
        "CreateAuthChallenge",
        "VerifyAuthChallengeResponse",
        "DefineAuthChallenge",
    ]
    assert not AuthSession.objects.exists()


def test_the_client_is_told_the_question_and_nothing_else(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    asked = riddles.start(anonymous_idp, client)
    assert asked["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert asked["ChallengeParameters"] == {"riddle": riddles.RIDDLE, "USERNAME": "alice"}
    assert set(asked) == {"ChallengeName", "ChallengeParameters", "Session", "ResponseMetadata"}


def test_the_answer_is_not_readable_in_the_database(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    # checklist 9
    riddles.start(anonymous_idp, client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT memory FROM accounts_authsession")
        (stored,) = cursor.fetchone()
    assert riddles.ANSWER.encode() not in bytes(stored)


def test_the_function_cannot_say_who_is_asked(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    riddles.attach(
        client.pool, functions, CreateAuthChallenge=responding(publicChallengeParameters={"USERNAME": "mallory"})
    )
    assert riddles.start(anonymous_idp, client)["ChallengeParameters"] == {"USERNAME": "alice"}


def test_a_wrong_answer_is_the_functions_to_judge(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    asked = riddles.start(anonymous_idp, client)
    again = riddles.answer(anonymous_idp, client, asked, "rain")
    assert again["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert again["Session"] != asked["Session"]
    assert rounds_of(functions) == [ROUND]
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, client, again)
    assert rounds_of(functions) == [ROUND, {**ROUND, "challengeResult": True, "challengeMetadata": "RIDDLE-1"}]


def test_when_the_function_has_heard_enough_the_sign_in_is_over(
    anonymous_idp: Any, client: AppClient, alice: User
) -> None:
    first = riddles.start(anonymous_idp, client)
    second = riddles.answer(anonymous_idp, client, first, "rain")
    third = riddles.answer(anonymous_idp, client, second, "snow")
    assert error_of(lambda: riddles.answer(anonymous_idp, client, third, "hail")) == INCORRECT
    assert not AuthSession.objects.exists()


@pytest.mark.parametrize("text", ["\u2603 {####} <b>", "x" * 5000, " "])
def test_an_answer_reaches_the_function_as_it_is(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, text: str
) -> None:
    riddles.answer(anonymous_idp, client, riddles.start(anonymous_idp, client), text)
    assert functions.events[2]["request"]["challengeAnswer"] == text


def test_a_function_may_let_in_without_asking(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    riddles.attach(client.pool, functions, DefineAuthChallenge=LET_IN, PostAuthentication=unchanged)
    assert "AuthenticationResult" in riddles.start(anonymous_idp, client)
    assert riddles.sources(functions) == ["DefineAuthChallenge", "PostAuthentication"]


@pytest.mark.parametrize("decision", [{"failAuthentication": True}, {"failAuthentication": True, "issueTokens": True}])
def test_a_function_may_turn_down_without_asking(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, decision: dict[str, bool]
) -> None:
    riddles.attach(client.pool, functions, DefineAuthChallenge=responding(**decision))
    assert error_of(lambda: riddles.start(anonymous_idp, client)) == INCORRECT
    assert not AuthSession.objects.exists()


@pytest.mark.parametrize("name", ["", "PASSWORD_VERIFIER", "SMS_MFA", "NEW_PASSWORD_REQUIRED", "SRP_A", "RIDDLE"])
def test_only_a_custom_challenge_can_be_asked_for(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, name: str
) -> None:
    riddles.attach(client.pool, functions, DefineAuthChallenge=responding(challengeName=name))
    assert error_of(lambda: riddles.start(anonymous_idp, client)) == (
        "InvalidLambdaResponseException",
        "Unrecognizable lambda output",
    )


@pytest.mark.parametrize(
    ("trigger", "script"),
    [
        ("DefineAuthChallenge", unchanged),
        ("DefineAuthChallenge", returning(None)),
        ("DefineAuthChallenge", responding(issueTokens="true")),
        ("DefineAuthChallenge", responding(failAuthentication=0, challengeName="CUSTOM_CHALLENGE")),
        ("DefineAuthChallenge", responding(challengeName=["CUSTOM_CHALLENGE"])),
        ("CreateAuthChallenge", returning({})),
        ("CreateAuthChallenge", responding(publicChallengeParameters="riddle")),
        ("CreateAuthChallenge", responding(privateChallengeParameters={"answer": ["a towel"]})),
        ("CreateAuthChallenge", responding(publicChallengeParameters={"riddle": "x" * 131_072})),
        ("CreateAuthChallenge", responding(challengeMetadata=1)),
        ("CreateAuthChallenge", responding(challengeMetadata="x" * 2049)),
    ],
)
def test_a_function_that_answers_nonsense_opens_nothing(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, trigger: str, script: Script
) -> None:
    riddles.attach(client.pool, functions, **{trigger: script})
    assert error_of(lambda: riddles.start(anonymous_idp, client))[0] == "InvalidLambdaResponseException"
    assert not AuthSession.objects.exists()


@pytest.mark.parametrize("script", [returning([]), responding(answerCorrect="true"), responding(answerCorrect=1)])
def test_a_judgement_that_is_none_ends_the_sign_in(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, script: Script
) -> None:
    riddles.attach(client.pool, functions, VerifyAuthChallengeResponse=script)
    asked = riddles.start(anonymous_idp, client)
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked))[0] == "InvalidLambdaResponseException"
    assert not AuthSession.objects.exists()


def test_no_judgement_means_a_wrong_answer(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    riddles.attach(client.pool, functions, VerifyAuthChallengeResponse=unchanged)
    riddles.answer(anonymous_idp, client, riddles.start(anonymous_idp, client))
    assert rounds_of(functions) == [ROUND]


@pytest.mark.parametrize("trigger", ["DefineAuthChallenge", "CreateAuthChallenge"])
def test_a_function_that_throws_is_quoted(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, trigger: str
) -> None:
    riddles.attach(client.pool, functions, **{trigger: throwing("No riddles today")})
    assert error_of(lambda: riddles.start(anonymous_idp, client)) == (
        "UserLambdaValidationException",
        f"{trigger} failed with error No riddles today.",
    )


def test_a_judge_that_throws_is_quoted(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    riddles.attach(client.pool, functions, VerifyAuthChallengeResponse=throwing("Ask me tomorrow"))
    asked = riddles.start(anonymous_idp, client)
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == (
        "UserLambdaValidationException",
        "VerifyAuthChallengeResponse failed with error Ask me tomorrow.",
    )


@pytest.mark.parametrize("username", ["alice", "nobody"])
def test_a_pool_without_functions_has_no_custom_sign_in(
    anonymous_idp: Any, client: AppClient, alice: User, username: str
) -> None:
    client.pool.settings["LambdaConfig"] = {}
    client.pool.save()
    assert error_of(lambda: riddles.start(anonymous_idp, client, username)) == NOT_CONFIGURED


def test_a_pool_without_a_function_that_asks_cannot_ask(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, DefineAuthChallenge=ASK)
    assert error_of(lambda: riddles.start(anonymous_idp, client)) == NOT_CONFIGURED


def test_a_pool_without_a_function_that_judges_takes_no_answer(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, DefineAuthChallenge=ASK, CreateAuthChallenge=riddles.create)
    asked = riddles.start(anonymous_idp, client)
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked)) == NOT_CONFIGURED


def test_a_client_that_may_not_is_refused(anonymous_idp: Any, pool: UserPool, alice: User) -> None:
    # checklist 22
    strict = app_clients.create(pool, name="strict", settings={"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]})
    assert error_of(lambda: riddles.start(anonymous_idp, strict)) == (
        "InvalidParameterException",
        "Auth flow not enabled for this client",
    )


def test_the_hosted_pages_neither_begin_nor_continue_it(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    asked = riddles.start(anonymous_idp, client)
    responses = {"USERNAME": "alice", "ANSWER": riddles.ANSWER}
    with pytest.raises(NotAuthorizedException):
        engine.answer(
            client,
            challenge="CUSTOM_CHALLENGE",
            session=asked["Session"],
            responses=responses,
            context=Context(hosted=True),
        )


def test_an_administrator_signs_a_user_in_by_it(
    cognito_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    place = {"UserPoolId": client.pool.id, "ClientId": client.id}
    asked = cognito_idp.admin_initiate_auth(
        **place, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "alice"}, ClientMetadata=FIRST
    )
    done = cognito_idp.admin_respond_to_auth_challenge(
        **place,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "alice", "ANSWER": riddles.ANSWER},
        ClientMetadata=AGAIN,
    )
    assert "AccessToken" in done["AuthenticationResult"]
    assert [event["request"].get("clientMetadata") for event in functions.events] == [None, None, AGAIN, AGAIN]


def test_each_calls_metadata_reaches_its_functions_only(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    riddles.attach(client.pool, functions, PreAuthentication=unchanged, PostAuthentication=unchanged)
    asked = riddles.start(anonymous_idp, client, ClientMetadata=FIRST)
    again = riddles.answer(anonymous_idp, client, asked, "rain", ClientMetadata=AGAIN)
    riddles.answer(anonymous_idp, client, again)
    assert functions.events[0]["request"]["validationData"] == FIRST
    told = [
        (event["triggerSource"].partition("_")[0], event["request"].get("clientMetadata")) for event in functions.events
    ]
    assert told == [
        ("PreAuthentication", None),
        ("DefineAuthChallenge", None),
        ("CreateAuthChallenge", None),
        ("VerifyAuthChallengeResponse", AGAIN),
        ("DefineAuthChallenge", AGAIN),
        ("CreateAuthChallenge", AGAIN),
        ("VerifyAuthChallengeResponse", None),
        ("DefineAuthChallenge", None),
        ("PostAuthentication", None),
    ]


def test_a_failure_after_the_last_answer_gives_no_tokens(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    riddles.attach(client.pool, functions, PostAuthentication=throwing("down"))
    asked = riddles.start(anonymous_idp, client)
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked))[0] == "UserLambdaValidationException"
    assert not alice.sessions.exists()


def test_a_temporary_password_is_still_to_be_replaced(anonymous_idp: Any, client: AppClient) -> None:
    # checklist 35
    people.invited(client.pool, "ivy")
    asked = riddles.answer(anonymous_idp, client, riddles.start(anonymous_idp, client, "ivy"))
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    done = anonymous_idp.respond_to_auth_challenge(
        ClientId=client.id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD},
    )
    assert "AuthenticationResult" in done


def test_an_expired_temporary_password_ends_it(anonymous_idp: Any, client: AppClient, clock: Clock) -> None:
    # checklist 35
    people.invited(client.pool, "ivy")
    clock.advance(days=7, seconds=1)
    asked = riddles.start(anonymous_idp, client, "ivy")
    assert error_of(lambda: riddles.answer(anonymous_idp, client, asked))[1].startswith(
        "Temporary password has expired"
    )


def test_no_second_factor_of_cognitos_is_added(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    client.pool.mfa_configuration = "ON"
    client.pool.mfa_settings = {"SmsMfaConfiguration": {}, "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    client.pool.save()
    User.objects.update(phone_number="+15550100", phone_number_verified=True, mfa_factors=["SMS_MFA"])
    asked = riddles.start(anonymous_idp, client)
    assert "AuthenticationResult" in riddles.answer(anonymous_idp, client, asked)
