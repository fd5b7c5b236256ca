"""Three functions that sign people in by a riddle: after a password proved by SRP, or without one."""

from __future__ import annotations

from typing import Any

from pools.models import AppClient, UserPool
from tests.support.scripted_triggers import Event, Reply, Script, ScriptedTriggers, responding

RIDDLE = "What grows wet while drying?"
ANSWER = "a towel"
MOST_WRONG = 3


def define(event: Event) -> Reply:
    """The password first where SRP began, then riddles until one is solved or three are not."""
    rounds = event["request"]["session"]
    last = rounds[-1] if rounds else {"challengeName": "", "challengeResult": True}
    wrong = sum(not each["challengeResult"] for each in rounds)
    if last["challengeName"] == "SRP_A":
        return responding(challengeName="PASSWORD_VERIFIER", issueTokens=False, failAuthentication=False)(event)
    if last["challengeName"] == "CUSTOM_CHALLENGE" and last["challengeResult"]:
        return responding(issueTokens=True, failAuthentication=False)(event)
    if wrong >= MOST_WRONG:
        return responding(issueTokens=False, failAuthentication=True)(event)
    return responding(challengeName="CUSTOM_CHALLENGE", issueTokens=False, failAuthentication=False)(event)


def unforgiving(event: Event) -> Reply:
    """As `define`, but one wrong answer is the end."""
    if all(each["challengeResult"] for each in event["request"]["session"]):
        return define(event)
    return responding(issueTokens=False, failAuthentication=True)(event)


def create(event: Event) -> Reply:
    number = len(event["request"]["session"])
    return responding(
        publicChallengeParameters={"riddle": RIDDLE},
        privateChallengeParameters={"answer": ANSWER},
        challengeMetadata=f"RIDDLE-{number}",
    )(event)


def verify(event: Event) -> Reply:
    request = event["request"]
    return responding(answerCorrect=request["challengeAnswer"] == request["privateChallengeParameters"]["answer"])(
        event
    )


def attach(pool: UserPool, functions: ScriptedTriggers, **others: Script) -> None:
    """Let the pool ask riddles; `others` replace a function or add one."""
    scripts = {
        "DefineAuthChallenge": define,
        "CreateAuthChallenge": create,
        "VerifyAuthChallengeResponse": verify,
        **others,
    }
    functions.attach(pool, **scripts)


def start(idp: Any, client: AppClient, username: str = "alice", **more: Any) -> Any:
    parameters = {"USERNAME": username, **more.pop("parameters", {})}
    return idp.initiate_auth(ClientId=client.id, AuthFlow="CUSTOM_AUTH", AuthParameters=parameters, **more)


def answer(idp: Any, client: AppClient, asked: Any, text: str = ANSWER, **more: Any) -> Any:
    """Answer the riddle in what InitiateAuth or RespondToAuthChallenge gave."""
    responses = {"USERNAME": asked["ChallengeParameters"]["USERNAME"], "ANSWER": text, **more.pop("responses", {})}
    return idp.respond_to_auth_challenge(
        **{
            "ClientId": client.id,
            "ChallengeName": "CUSTOM_CHALLENGE",
            "Session": asked["Session"],
            "ChallengeResponses": responses,
            **more,
        }
    )


def sources(functions: ScriptedTriggers) -> list[str]:
    """Which functions were called, in order."""
    return [event["triggerSource"].partition("_")[0] for event in functions.events]
