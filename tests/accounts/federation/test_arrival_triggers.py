"""The triggers of a federated sign-in: which, in what order, what they are told, what they stop."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accounts import linking
from accounts.models import User
from pools.core.errors import InvalidLambdaResponseException, UserLambdaValidationException
from pools.models import AppClient, IdentityProvider
from tests.support import people
from tests.support.federation import arrive
from tests.support.scripted_triggers import (
    Reply,
    ScriptedTriggers,
    responding,
    returning,
    throwing,
    unchanged,
)

pytestmark = pytest.mark.django_db

ANN = {"email": "ann@example.com", "name": "Ann"}
ALL = ("InboundFederation", "PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication")


def rewriting(functions: ScriptedTriggers, app: AppClient, script: Any) -> None:
    configuration = {"LambdaVersion": "V1_0", "LambdaArn": functions.on("InboundFederation", script)}
    app.pool.settings["LambdaConfig"] = {**app.pool.lambda_config, "InboundFederation": configuration}
    app.pool.save()


def sources(functions: ScriptedTriggers) -> list[str]:
    return [event["triggerSource"] for event in functions.events]


def test_first_and_later_sign_ins_call_each_their_own(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers
) -> None:
    functions.attach(app.pool, **dict.fromkeys(ALL[1:], unchanged))
    rewriting(functions, app, unchanged)
    arrive(app, provider, "u-1", **ANN)
    arrive(app, provider, "u-1", **ANN)
    assert sources(functions) == [
        "InboundFederation_ExternalProvider",
        "PreSignUp_ExternalProvider",
        "PostConfirmation_ConfirmSignUp",
        "InboundFederation_ExternalProvider",
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
    ]


def test_each_is_told_of_the_user(app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers) -> None:
    functions.attach(app.pool, PreSignUp=unchanged, PostConfirmation=unchanged)
    user = arrive(app, provider, "u-1", **ANN).user
    before, after = functions.events
    assert before["userName"] == after["userName"] == "Corporate_u-1"
    assert before["callerContext"]["clientId"] == app.id
    assert before["request"]["userAttributes"] == ANN
    assert after["request"]["userAttributes"]["cognito:user_status"] == "EXTERNAL_PROVIDER"
    assert after["request"]["userAttributes"]["sub"] == user.sub
    assert json.loads(after["request"]["userAttributes"]["identities"])[0]["userId"] == "u-1"


def test_inbound_federation_is_told_what_the_provider_said(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers
) -> None:
    rewriting(functions, app, unchanged)
    arrive(app, provider, "u-1", groups=["a", "b"], admin=True, **ANN)
    assert functions.events[0]["request"] == {
        "providerName": "Corporate",
        "providerType": "OIDC",
        "attributes": {"userInfo": {"sub": "u-1", "groups": '["a", "b"]', "admin": "true", **ANN}},
    }


def test_inbound_federation_puts_its_own_attributes_in_place(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers
) -> None:
    rewriting(functions, app, responding(userAttributesToMap={"email": "ann@example.org"}))
    user = arrive(app, provider, "u-1", **ANN).user
    assert (user.email, user.name) == ("ann@example.org", "")


def test_inbound_federation_cannot_change_who_it_is(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers
) -> None:
    rewriting(functions, app, responding(userAttributesToMap={"sub": "boss", "username": "boss", "name": "Ann"}))
    assert arrive(app, provider, "u-1", **ANN).user.username == "Corporate_u-1"


@pytest.mark.parametrize("answer", ["no event", {"response": {"userAttributesToMap": ["a"]}}])
def test_an_answer_that_is_none_ends_the_sign_in(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers, answer: Any
) -> None:
    rewriting(functions, app, returning(answer))
    with pytest.raises(InvalidLambdaResponseException):
        arrive(app, provider, "u-1", **ANN)
    assert not User.objects.exists()


def test_a_refused_first_sign_in_stores_nothing(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers
) -> None:
    functions.attach(app.pool, PreSignUp=throwing("Staff only"))
    with pytest.raises(UserLambdaValidationException, match=r"PreSignUp failed with error Staff only\."):
        arrive(app, provider, "u-1", **ANN)
    assert not User.objects.exists()


def test_a_failure_after_the_first_sign_in_undoes_nothing(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers
) -> None:
    functions.attach(app.pool, PostConfirmation=throwing("down"))
    with pytest.raises(UserLambdaValidationException):
        arrive(app, provider, "u-1", **ANN)
    assert User.objects.get().username == "Corporate_u-1"


def test_a_refused_later_sign_in_changes_nothing(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers
) -> None:
    arrive(app, provider, "u-1", **ANN)
    functions.attach(app.pool, PreAuthentication=throwing("Not today"))
    with pytest.raises(UserLambdaValidationException):
        arrive(app, provider, "u-1", name="Other")
    assert User.objects.get().name == "Ann"


def test_pre_sign_up_may_call_the_address_verified(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers
) -> None:
    functions.attach(app.pool, PreSignUp=responding(autoConfirmUser=True, autoVerifyEmail=True))
    user = arrive(app, provider, "u-1", **ANN).user
    assert user.email_verified is True
    assert user.status == "EXTERNAL_PROVIDER"


@pytest.mark.django_db(transaction=True)
def test_pre_sign_up_may_link_the_account_to_a_user_who_exists(
    app: AppClient, provider: IdentityProvider, functions: ScriptedTriggers
) -> None:
    alice = people.confirmed(app.pool, "alice")

    def link(event: dict[str, Any]) -> Reply:
        linking.add(User.objects.select_related("pool").get(username="alice"), provider, "u-1")
        return unchanged(event)

    functions.attach(app.pool, PreSignUp=link)
    assert arrive(app, provider, "u-1", **ANN).user == alice
    assert User.objects.count() == 1
