"""Custom sign-in through amazon-cognito-identity-js and aws-amplify, with and without the password first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pools import app_clients, user_pools
from pools.models import AppClient
from tests.support import node, people, riddles
from tests.support.scripted_triggers import ScriptedTriggers

pytestmark = pytest.mark.node

ASKED = {"USERNAME": "alice", "riddle": riddles.RIDDLE}
STEPS = ["CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE", "CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE", "DONE"]


@pytest.fixture
def client(base_url: str, functions: ScriptedTriggers) -> AppClient:
    """Of a pool that asks riddles and knows alice."""
    pool = user_pools.create(region="us-east-1", name="riddles", settings={})
    people.confirmed(pool, "alice")
    riddles.attach(pool, functions)
    flows = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    return app_clients.create(pool, name="web", settings={"ExplicitAuthFlows": flows})


def identity_js(base_url: str, client: AppClient, answers: list[str], *password: str) -> Any:
    return node.run("custom_auth.js", base_url, client.pool.id, client.id, "alice", json.dumps(answers), *password)


def amplify(base_url: str, client: AppClient, flow: str, **more: str) -> Any:
    given = {
        "endpoint": base_url,
        "poolId": client.pool.id,
        "clientId": client.id,
        "username": "alice",
        "answer": riddles.ANSWER,
        "flow": flow,
        **more,
    }
    return node.run("amplify.js", "custom", json.dumps(given))


def test_identity_js_solves_the_riddle_at_the_second_try(
    base_url: str, client: AppClient, functions: ScriptedTriggers
) -> None:
    said = identity_js(base_url, client, ["rain", riddles.ANSWER])
    assert said == {"signedIn": "alice", "asked": [ASKED, ASKED]}
    assert functions.events[-1]["request"]["clientMetadata"] == {"device": "test"}


def test_identity_js_proves_the_password_first(base_url: str, client: AppClient, functions: ScriptedTriggers) -> None:
    said = identity_js(base_url, client, ["rain", riddles.ANSWER], people.PASSWORD)
    assert said == {"signedIn": "alice", "asked": [ASKED, ASKED]}
    rounds = functions.events[-1]["request"]["session"]
    assert [(each["challengeName"], each["challengeResult"]) for each in rounds] == [
        ("SRP_A", True),
        ("PASSWORD_VERIFIER", True),
        ("CUSTOM_CHALLENGE", False),
        ("CUSTOM_CHALLENGE", True),
    ]


def test_identity_js_is_told_of_a_wrong_password_and_asked_nothing(base_url: str, client: AppClient) -> None:
    assert identity_js(base_url, client, [riddles.ANSWER], "Wrong-1234!") == {
        "failed": "NotAuthorizedException",
        "message": "Incorrect username or password.",
        "asked": [],
    }


def test_identity_js_is_told_when_the_function_has_heard_enough(base_url: str, client: AppClient) -> None:
    assert identity_js(base_url, client, ["rain", "snow", "hail"]) == {
        "failed": "NotAuthorizedException",
        "message": "Incorrect username or password.",
        "asked": [ASKED] * 3,
    }


def test_amplify_solves_the_riddle(base_url: str, client: AppClient) -> None:
    said = amplify(base_url, client, "CUSTOM_WITHOUT_SRP")
    assert said == {"steps": STEPS, "riddle": riddles.RIDDLE, "refreshed": True}


def test_amplify_proves_the_password_first(base_url: str, client: AppClient) -> None:
    said = amplify(base_url, client, "CUSTOM_WITH_SRP", password=people.PASSWORD)
    assert said == {"steps": STEPS, "riddle": riddles.RIDDLE, "refreshed": True}
