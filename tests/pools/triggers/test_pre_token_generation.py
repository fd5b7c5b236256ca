"""PreTokenGeneration: what each version is sent, what may come back, and what is refused (tokens.md 7)."""

from __future__ import annotations

from typing import Any

import pytest

from pools.core.errors import InvalidLambdaResponseException, UserLambdaValidationException
from pools.models import UserPool
from pools.triggers import pre_token_generation
from pools.triggers.pre_token_generation import NOTHING, ClaimChanges, GroupConfiguration, TokenChanges
from tests.support.scripted_triggers import (
    Script,
    ScriptedTriggers,
    advanced_claims,
    basic_claims,
    responding,
    returning,
    throwing,
    unchanged,
)

ALICE = {"sub": "1", "email": "alice@example.com", "cognito:user_status": "CONFIRMED"}
GROUPS = GroupConfiguration(("staff",), ("arn:aws:iam::1:role/staff",), "arn:aws:iam::1:role/staff")
GROUP_SHAPE = {
    "groupsToOverride": ["staff"],
    "iamRolesToOverride": ["arn:aws:iam::1:role/staff"],
    "preferredRole": "arn:aws:iam::1:role/staff",
}


def ask(pool: UserPool, **changes: Any) -> TokenChanges:
    asked: dict[str, Any] = {
        "source": "Authentication",
        "client_id": "client1",
        "username": "alice",
        "attributes": ALICE,
        "groups": GROUPS,
        "scopes": ["openid", "email"],
        "client_metadata": None,
        **changes,
    }
    return pre_token_generation.run(pool, **asked)


def test_the_basic_event_is_sent_whole(pool: UserPool, functions: ScriptedTriggers) -> None:
    pool.settings["LambdaConfig"] = {"PreTokenGeneration": functions.on("tokens", unchanged)}

    assert ask(pool, client_metadata={"tenant": "a"}) == NOTHING
    assert functions.events == [
        {
            "version": "1",
            "triggerSource": "TokenGeneration_Authentication",
            "region": "us-east-1",
            "userPoolId": pool.id,
            "userName": "alice",
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "client1"},
            "request": {"userAttributes": ALICE, "groupConfiguration": GROUP_SHAPE, "clientMetadata": {"tenant": "a"}},
            "response": {"claimsOverrideDetails": None},
        }
    ]


@pytest.mark.parametrize(("version", "number"), [("V2_0", "2"), ("V3_0", "3")])
def test_later_versions_are_told_the_scopes(
    pool: UserPool, functions: ScriptedTriggers, version: str, number: str
) -> None:
    functions.attach_tokens(pool, unchanged, version=version)

    assert ask(pool, source="HostedAuth") == NOTHING
    event = functions.events[0]
    assert (event["version"], event["triggerSource"]) == (number, "TokenGeneration_HostedAuth")
    assert event["request"] == {
        "userAttributes": ALICE,
        "groupConfiguration": GROUP_SHAPE,
        "scopes": ["openid", "email"],
    }
    assert event["response"] == {"claimsAndScopeOverrideDetails": None}


def test_a_version_of_its_own_member_may_be_the_basic_one(pool: UserPool, functions: ScriptedTriggers) -> None:
    functions.attach_tokens(pool, basic_claims(claimsToAddOrOverride={"tenant": "a"}), version="V1_0")

    assert ask(pool).identity == ClaimChanges({"tenant": "a"})
    assert functions.events[0]["version"] == "1"


def test_both_members_together_mean_the_version_that_is_named(pool: UserPool, functions: ScriptedTriggers) -> None:
    functions.attach_tokens(pool, unchanged, version="V2_0")
    pool.settings["LambdaConfig"]["PreTokenGeneration"] = functions.on("tokens", unchanged)

    ask(pool)

    assert [event["version"] for event in functions.events] == ["2"]


def test_the_basic_answer_changes_the_id_token_only(pool: UserPool, functions: ScriptedTriggers) -> None:
    functions.attach_tokens(
        pool, basic_claims(claimsToAddOrOverride={"a": "1"}, claimsToSuppress=["email"]), version="V1_0"
    )

    assert ask(pool) == TokenChanges(identity=ClaimChanges({"a": "1"}, frozenset({"email"})))


def test_the_advanced_answer_changes_both_tokens_and_the_scopes(pool: UserPool, functions: ScriptedTriggers) -> None:
    added = {"number": 1, "flag": True, "list": [1, "b"], "object": {"deep": None}, "nothing": None, "text": "x"}
    script = advanced_claims(
        idTokenGeneration={"claimsToAddOrOverride": added, "claimsToSuppress": ["email"]},
        accessTokenGeneration={
            "claimsToAddOrOverride": {"tenant": ["a"]},
            "claimsToSuppress": ["old"],
            "scopesToAdd": ["shop/read"],
            "scopesToSuppress": ["email"],
        },
    )
    functions.attach_tokens(pool, script, version="V2_0")

    assert ask(pool) == TokenChanges(
        identity=ClaimChanges(added, frozenset({"email"})),
        access=ClaimChanges({"tenant": ["a"]}, frozenset({"old"})),
        scopes_to_add=("shop/read",),
        scopes_to_suppress=frozenset({"email"}),
    )


@pytest.mark.parametrize("given", [None, {}, {"groupsToOverride": None}, {"groupsToOverride": []}])
@pytest.mark.parametrize(("version", "answer"), [("V1_0", basic_claims), ("V2_0", advanced_claims)])
def test_groups_that_are_given_empty_are_taken_away(
    pool: UserPool, functions: ScriptedTriggers, version: str, answer: Any, given: Any
) -> None:
    functions.attach_tokens(pool, answer(groupOverrideDetails=given), version=version)

    assert ask(pool).groups == GroupConfiguration()


def test_groups_that_are_not_given_stay(pool: UserPool, functions: ScriptedTriggers) -> None:
    functions.attach_tokens(pool, basic_claims(claimsToSuppress=[]), version="V1_0")

    assert ask(pool).groups is None


def test_groups_that_are_given_replace_the_whole(pool: UserPool, functions: ScriptedTriggers) -> None:
    given = {"groupsToOverride": ["a", "b"], "preferredRole": "arn:aws:iam::1:role/b"}
    functions.attach_tokens(pool, advanced_claims(groupOverrideDetails=given), version="V2_0")

    assert ask(pool).groups == GroupConfiguration(("a", "b"), (), "arn:aws:iam::1:role/b")


@pytest.mark.parametrize(
    "script",
    [
        basic_claims(claimsToAddOrOverride={"number": 1}),
        basic_claims(claimsToAddOrOverride={"flag": True}),
        basic_claims(claimsToAddOrOverride={"nothing": None}),
        basic_claims(claimsToAddOrOverride={"object": {}}),
        basic_claims(claimsToAddOrOverride=["a"]),
        basic_claims(claimsToSuppress="email"),
        basic_claims(claimsToSuppress=[1]),
        basic_claims(groupOverrideDetails="staff"),
        basic_claims(groupOverrideDetails={"groupsToOverride": "staff"}),
        basic_claims(groupOverrideDetails={"preferredRole": 1}),
        responding(claimsOverrideDetails="x"),
        returning(None),
        returning({"version": "2", "response": {}}),
        returning(b'{"version":"1","response":{"claimsOverrideDetails":{"claimsToAddOrOverride":{"a":"\\ud800"}}}}'),
    ],
)
def test_a_basic_answer_of_another_shape_is_refused(
    pool: UserPool, functions: ScriptedTriggers, script: Script
) -> None:
    # checklist 63
    functions.attach_tokens(pool, script, version="V1_0")

    with pytest.raises(InvalidLambdaResponseException, match="Unrecognizable lambda output"):
        ask(pool)


@pytest.mark.parametrize(
    "script",
    [
        advanced_claims(idTokenGeneration={"claimsToAddOrOverride": {"email_verified": True}}),
        advanced_claims(idTokenGeneration={"claimsToAddOrOverride": {"phone_number_verified": 1}}),
        advanced_claims(idTokenGeneration={"claimsToAddOrOverride": {"address": {"formatted": "x"}}}),
        advanced_claims(idTokenGeneration={"claimsToAddOrOverride": {"updated_at": 1}}),
        advanced_claims(idTokenGeneration=[1]),
        advanced_claims(accessTokenGeneration="x"),
        advanced_claims(accessTokenGeneration={"scopesToAdd": ["a b"]}),
        advanced_claims(accessTokenGeneration={"scopesToAdd": ['a"b']}),
        advanced_claims(accessTokenGeneration={"scopesToAdd": [""]}),
        advanced_claims(accessTokenGeneration={"scopesToAdd": "a"}),
        advanced_claims(accessTokenGeneration={"scopesToSuppress": [None]}),
        returning({"version": "1", "response": {}}),
        returning(
            b'{"version":"2","response":{"claimsAndScopeOverrideDetails":{"accessTokenGeneration":'
            b'{"claimsToAddOrOverride":{"a":NaN}}}}}'
        ),
        returning(
            b'{"version":"2","response":{"claimsAndScopeOverrideDetails":{"accessTokenGeneration":'
            b'{"claimsToAddOrOverride":{"a":["\\ud800"]}}}}}'
        ),
        returning(
            b'{"version":"2","response":{"claimsAndScopeOverrideDetails":{"accessTokenGeneration":'
            b'{"claimsToAddOrOverride":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}}}}"
        ),
    ],
)
def test_an_advanced_answer_of_another_shape_is_refused(
    pool: UserPool, functions: ScriptedTriggers, script: Script
) -> None:
    # checklist 63
    functions.attach_tokens(pool, script, version="V2_0")

    with pytest.raises(InvalidLambdaResponseException, match="Unrecognizable lambda output"):
        ask(pool)


def test_five_thousand_changes_are_taken(pool: UserPool, functions: ScriptedTriggers) -> None:
    claims = {f"c{number}": "x" for number in range(4_998)}
    functions.attach_tokens(
        pool, basic_claims(claimsToAddOrOverride=claims, claimsToSuppress=["a", "b"]), version="V1_0"
    )

    assert len(ask(pool).identity.add) == 4_998


def test_one_change_more_is_refused(pool: UserPool, functions: ScriptedTriggers) -> None:
    # checklist 12
    claims = {f"c{number}": "x" for number in range(4_998)}
    functions.attach_tokens(
        pool, basic_claims(claimsToAddOrOverride=claims, claimsToSuppress=["a", "b", "c"]), version="V1_0"
    )

    with pytest.raises(InvalidLambdaResponseException):
        ask(pool)


def test_changes_of_both_tokens_and_scopes_count_together(pool: UserPool, functions: ScriptedTriggers) -> None:
    many = {"claimsToAddOrOverride": {f"c{number}": 1 for number in range(2_500)}}
    script = advanced_claims(idTokenGeneration=many, accessTokenGeneration={**many, "scopesToSuppress": ["one more"]})
    functions.attach_tokens(pool, script, version="V2_0")

    with pytest.raises(InvalidLambdaResponseException):
        ask(pool)


def test_more_than_a_lambda_can_answer_is_refused(pool: UserPool, functions: ScriptedTriggers) -> None:
    # checklist 12
    functions.attach_tokens(pool, basic_claims(claimsToAddOrOverride={"a": "x" * 6 * 1024 * 1024}), version="V1_0")

    with pytest.raises(InvalidLambdaResponseException):
        ask(pool)


def test_a_refusal_says_what_the_function_said(pool: UserPool, functions: ScriptedTriggers) -> None:
    functions.attach_tokens(pool, throwing("No seat left"), version="V2_0")

    with pytest.raises(UserLambdaValidationException, match=r"PreTokenGeneration failed with error No seat left\."):
        ask(pool)


def test_without_the_trigger_nothing_changes(pool: UserPool) -> None:
    assert not pre_token_generation.is_set(pool)


def test_a_machines_event_has_no_user(pool: UserPool, functions: ScriptedTriggers) -> None:
    script = advanced_claims(accessTokenGeneration={"claimsToAddOrOverride": {"tenant": "a"}})
    functions.attach_tokens(pool, script, version="V3_0")

    changes = pre_token_generation.run_for_machine(
        pool, client_id="client1", scopes=["shop/read"], client_metadata={"order": "7"}
    )

    assert changes.access == ClaimChanges({"tenant": "a"})
    event = functions.events[0]
    assert (event["version"], event["triggerSource"]) == ("3", "TokenGeneration_ClientCredentials")
    assert event["userName"] == event["callerContext"]["clientId"] == "client1"
    assert event["request"] == {
        "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": None},
        "scopes": ["shop/read"],
        "clientMetadata": {"order": "7"},
    }


@pytest.mark.parametrize("version", ["V1_0", "V2_0"])
def test_earlier_versions_are_not_asked_about_machines(
    pool: UserPool, functions: ScriptedTriggers, version: str
) -> None:
    functions.attach_tokens(pool, unchanged, version=version)

    changes = pre_token_generation.run_for_machine(pool, client_id="client1", scopes=[], client_metadata=None)

    assert changes is NOTHING
    assert not functions.events
