"""What the functions of a custom sign-in and of a migration are sent, and how often (triggers.md A2, A4, B1)."""

from __future__ import annotations

from typing import Any

import pytest

from pools.core.errors import InvalidLambdaResponseException, UnexpectedLambdaException
from pools.models import UserPool
from pools.triggers import (
    create_auth_challenge,
    define_auth_challenge,
    event,
    user_migration,
    verify_auth_challenge,
)
from pools.triggers.challenged import Challenged
from pools.triggers.create_auth_challenge import Question
from pools.triggers.define_auth_challenge import Decision
from pools.triggers.user_migration import MigratedUser
from tests.support.scripted_triggers import Script, ScriptedTriggers, responding, slow, unchanged

ALICE = {"sub": "1", "cognito:user_status": "CONFIRMED"}
ROUNDS = [
    {"challengeName": "SRP_A", "challengeResult": True, "challengeMetadata": None},
    {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": "CAPTCHA"},
]
WHOM = Challenged("client1", "alice", ALICE, client_metadata=None, user_not_found=None)
TOLD_ALL = Challenged("client1", "alice", ALICE, client_metadata={"k": "v"}, user_not_found=False)
KNOWN = ("CUSTOM_CHALLENGE",)


def attach(pool: UserPool, functions: ScriptedTriggers, trigger: str, script: Script) -> None:
    pool.settings["LambdaConfig"] = {trigger: functions.on("f", script)}


def define(pool: UserPool, whom: Challenged = WHOM) -> Decision:
    return define_auth_challenge.run(pool, whom, rounds=ROUNDS, known=KNOWN)


def create(pool: UserPool, whom: Challenged = WHOM) -> Question:
    return create_auth_challenge.run(pool, whom, challenge="CUSTOM_CHALLENGE", rounds=ROUNDS)


def verify(pool: UserPool, whom: Challenged = WHOM) -> bool:
    return verify_auth_challenge.run(pool, whom, private={"answer": "42"}, answer="41")


def migrate(pool: UserPool, password: str | None = "secret") -> MigratedUser:
    return user_migration.run(
        pool, client_id="client1", username="olga", password=password, validation_data=None, client_metadata=None
    )


def whole(pool: UserPool, source: str, request: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "1",
        "triggerSource": source,
        "region": "us-east-1",
        "userPoolId": pool.id,
        "userName": "alice",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "client1"},
        "request": request,
        "response": response,
    }


def test_define_auth_challenge_is_sent_the_rounds(pool: UserPool, functions: ScriptedTriggers) -> None:
    attach(pool, functions, "DefineAuthChallenge", responding(challengeName="CUSTOM_CHALLENGE"))

    decision = define(pool)

    assert decision == Decision(failed=False, let_in=False, challenge="CUSTOM_CHALLENGE")
    assert functions.events == [
        whole(
            pool,
            "DefineAuthChallenge_Authentication",
            {"userAttributes": ALICE, "session": ROUNDS},
            {"challengeName": None, "issueTokens": None, "failAuthentication": None},
        )
    ]


def test_create_auth_challenge_is_sent_the_rounds_and_what_is_next(pool: UserPool, functions: ScriptedTriggers) -> None:
    attach(pool, functions, "CreateAuthChallenge", unchanged)

    question = create(pool)

    assert question == Question(public={}, private={}, metadata=None)
    assert functions.events == [
        whole(
            pool,
            "CreateAuthChallenge_Authentication",
            {"userAttributes": ALICE, "challengeName": "CUSTOM_CHALLENGE", "session": ROUNDS},
            {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None},
        )
    ]


def test_verify_auth_challenge_is_sent_the_answer_and_what_was_kept(
    pool: UserPool, functions: ScriptedTriggers
) -> None:
    attach(pool, functions, "VerifyAuthChallengeResponse", responding(answerCorrect=True))

    assert verify(pool) is True
    assert functions.events == [
        whole(
            pool,
            "VerifyAuthChallengeResponse_Authentication",
            {"userAttributes": ALICE, "privateChallengeParameters": {"answer": "42"}, "challengeAnswer": "41"},
            {"answerCorrect": None},
        )
    ]


@pytest.mark.parametrize(
    ("trigger", "run", "script"),
    [
        ("DefineAuthChallenge", define, responding(issueTokens=True)),
        ("CreateAuthChallenge", create, unchanged),
        ("VerifyAuthChallengeResponse", verify, unchanged),
    ],
)
def test_metadata_and_whether_there_is_a_user_are_told_where_there_is_something_to_tell(
    pool: UserPool, functions: ScriptedTriggers, trigger: str, run: Any, script: Script
) -> None:
    attach(pool, functions, trigger, script)

    run(pool, TOLD_ALL)

    assert functions.events[0]["request"]["clientMetadata"] == {"k": "v"}
    assert functions.events[0]["request"]["userNotFound"] is False


@pytest.mark.parametrize(
    ("response", "decision"),
    [
        ({"issueTokens": True}, Decision(failed=False, let_in=True, challenge="")),
        ({"issueTokens": True, "challengeName": "SMS_MFA"}, Decision(failed=False, let_in=True, challenge="")),
        ({"failAuthentication": True}, Decision(failed=True, let_in=False, challenge="")),
        ({"failAuthentication": True, "issueTokens": True}, Decision(failed=True, let_in=False, challenge="")),
        (
            {"failAuthentication": False, "issueTokens": False, "challengeName": "CUSTOM_CHALLENGE"},
            Decision(failed=False, let_in=False, challenge="CUSTOM_CHALLENGE"),
        ),
    ],
)
def test_a_decision_is_one_of_three(
    pool: UserPool, functions: ScriptedTriggers, response: dict[str, Any], decision: Decision
) -> None:
    attach(pool, functions, "DefineAuthChallenge", responding(**response))

    assert define(pool) == decision


@pytest.mark.parametrize("value", [42, 4.2, True, "42"])
def test_what_is_no_text_in_a_question_is_taken_as_its_text(
    pool: UserPool, functions: ScriptedTriggers, value: Any
) -> None:
    attach(pool, functions, "CreateAuthChallenge", responding(privateChallengeParameters={"a": value, "b": None}))

    assert create(pool).private == {"a": str(value).lower()}


@pytest.mark.parametrize("value", [["x"], {"x": "y"}, "half \ud800", "nul \0", "x" * event.LONGEST_TEXTS])
def test_what_cannot_be_kept_is_no_question(pool: UserPool, functions: ScriptedTriggers, value: Any) -> None:
    attach(pool, functions, "CreateAuthChallenge", responding(privateChallengeParameters={"answer": value}))

    with pytest.raises(InvalidLambdaResponseException):
        create(pool)


def test_a_migration_with_every_wish(pool: UserPool, functions: ScriptedTriggers) -> None:
    wishes = responding(
        userAttributes={"email": "olga@example.com"},
        finalUserStatus="CONFIRMED",
        messageAction="RESEND",
        desiredDeliveryMediums=["EMAIL", "SMS"],
        forceAliasCreation=True,
        enableSMSMFA=True,
    )
    attach(pool, functions, "UserMigration", wishes)

    assert migrate(pool) == MigratedUser(
        attributes={"email": "olga@example.com"},
        confirmed=True,
        welcomed_by=("EMAIL", "SMS"),
        force_alias_creation=True,
        sms_mfa=True,
    )


def test_a_forgotten_password_is_not_in_the_event(pool: UserPool, functions: ScriptedTriggers) -> None:
    attach(pool, functions, "UserMigration", unchanged)

    migrate(pool, password=None)

    assert functions.events[0]["triggerSource"] == "UserMigration_ForgotPassword"
    assert functions.events[0]["request"] == {"validationData": None, "clientMetadata": None}


@pytest.mark.parametrize(
    ("trigger", "run", "times"),
    [
        ("DefineAuthChallenge", define, 3),
        ("VerifyAuthChallengeResponse", verify, 3),
        ("CreateAuthChallenge", create, 1),  # it may send a code
        ("UserMigration", migrate, 1),  # the older directory counts wrong passwords as well
    ],
)
def test_only_what_does_nothing_twice_is_called_again_when_the_time_is_up(
    pool: UserPool, functions: ScriptedTriggers, impatient: float, trigger: str, run: Any, times: int
) -> None:
    attach(pool, functions, trigger, slow(impatient * 2))

    with pytest.raises(UnexpectedLambdaException, match=f"^{trigger} invocation failed due to error Socket timeout"):
        run(pool)

    assert len(functions.received) == times
