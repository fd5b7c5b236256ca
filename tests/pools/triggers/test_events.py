"""What each trigger is sent, and what its answer does (triggers.md A2, A4)."""

from __future__ import annotations

from typing import Any

import pytest

from pools.core.errors import InvalidLambdaResponseException
from pools.models import UserPool
from pools.triggers import custom_message, post_authentication, post_confirmation, pre_authentication, pre_sign_up
from pools.triggers.custom_message import CustomMessage
from pools.triggers.pre_sign_up import PreSignUpAnswer
from tests.support.scripted_triggers import Script, ScriptedTriggers, responding, unchanged

ALICE = {"email": "alice@example.com"}


def attach(pool: UserPool, trigger: str, arn: str) -> None:
    pool.settings["LambdaConfig"] = {trigger: arn}


def ask_pre_sign_up(pool: UserPool, **changes: Any) -> PreSignUpAnswer:
    asked: dict[str, Any] = {
        "client_id": "client1",
        "username": "alice",
        "attributes": ALICE,
        "validation_data": None,
        "client_metadata": None,
        "source": "SignUp",
        **changes,
    }
    return pre_sign_up.run(pool, **asked)


def ask_custom_message(pool: UserPool, source: str = "SignUp", *, by_link: bool = False) -> CustomMessage:
    return custom_message.run(
        pool,
        source=source,
        client_id="client1",
        username="alice",
        attributes=ALICE,
        client_metadata={"locale": "de"},
        by_link=by_link,
    )


def test_pre_sign_up_is_sent_the_whole_event(pool: UserPool, functions: ScriptedTriggers) -> None:
    attach(pool, "PreSignUp", functions.on("f", unchanged))

    ask_pre_sign_up(pool, validation_data={"invited": "yes"})

    assert functions.events == [
        {
            "version": "1",
            "triggerSource": "PreSignUp_SignUp",
            "region": "us-east-1",
            "userPoolId": pool.id,
            "userName": "alice",
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "client1"},
            "request": {"userAttributes": ALICE, "validationData": {"invited": "yes"}, "clientMetadata": None},
            "response": {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
        }
    ]


def test_an_administrators_call_has_no_client(pool: UserPool, functions: ScriptedTriggers) -> None:
    attach(pool, "PreSignUp", functions.on("f", unchanged))

    ask_pre_sign_up(pool, client_id=None, source="AdminCreateUser")

    assert functions.events[0]["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"


def test_pre_sign_up_can_confirm_and_verify(pool: UserPool, functions: ScriptedTriggers) -> None:
    attach(pool, "PreSignUp", functions.on("f", responding(autoConfirmUser=True, autoVerifyEmail=True)))

    answer = ask_pre_sign_up(pool)

    assert answer == PreSignUpAnswer(auto_confirm=True, auto_verify_email=True, auto_verify_phone=False)
    assert answer.verifies


def test_without_a_trigger_nothing_is_called(pool: UserPool, functions: ScriptedTriggers) -> None:
    answer = ask_pre_sign_up(pool)

    assert answer == PreSignUpAnswer()
    assert functions.received == []


def test_pre_authentication_is_told_that_the_user_is_unknown(pool: UserPool, functions: ScriptedTriggers) -> None:
    attach(pool, "PreAuthentication", functions.on("f", unchanged))

    pre_authentication.run(
        pool, client_id="client1", username="nobody", attributes={}, validation_data={"a": "b"}, user_not_found=True
    )

    assert functions.events[0]["triggerSource"] == "PreAuthentication_Authentication"
    assert functions.events[0]["request"] == {"userAttributes": {}, "validationData": {"a": "b"}, "userNotFound": True}
    assert functions.events[0]["response"] == {}


def test_post_authentication_is_sent_no_metadata_when_there_is_none(
    pool: UserPool, functions: ScriptedTriggers
) -> None:
    attach(pool, "PostAuthentication", functions.on("f", unchanged))

    post_authentication.run(pool, client_id="client1", username="alice", attributes=ALICE, client_metadata=None)

    assert functions.events[0]["request"] == {"userAttributes": ALICE, "newDeviceUsed": False}


def test_post_confirmation_names_its_source(pool: UserPool, functions: ScriptedTriggers) -> None:
    attach(pool, "PostConfirmation", functions.on("f", unchanged))

    post_confirmation.run(
        pool,
        client_id="client1",
        username="alice",
        attributes=ALICE,
        client_metadata={"k": "v"},
        source="ConfirmForgotPassword",
    )

    assert functions.events[0]["triggerSource"] == "PostConfirmation_ConfirmForgotPassword"
    assert functions.events[0]["request"] == {"userAttributes": ALICE, "clientMetadata": {"k": "v"}}


def test_custom_message_offers_the_placeholders(pool: UserPool, functions: ScriptedTriggers) -> None:
    attach(pool, "CustomMessage", functions.on("f", unchanged))

    ask_custom_message(pool, "AdminCreateUser")

    assert functions.events[0]["request"] == {
        "userAttributes": ALICE,
        "codeParameter": "{####}",
        "linkParameter": "{##Click Here##}",
        "usernameParameter": "{username}",
        "clientMetadata": {"locale": "de"},
    }
    assert functions.events[0]["response"] == {"smsMessage": None, "emailMessage": None, "emailSubject": None}


def test_custom_message_gives_its_own_texts(pool: UserPool, functions: ScriptedTriggers) -> None:
    script = responding(emailMessage="Ihr Code: {####}", emailSubject="Willkommen")
    attach(pool, "CustomMessage", functions.on("f", script))

    answer = ask_custom_message(pool)

    assert answer == CustomMessage(sms_message=None, email_message="Ihr Code: {####}", email_subject="Willkommen")


@pytest.mark.parametrize(
    ("source", "by_link", "script"),
    [
        ("SignUp", False, responding(emailMessage="no code in it")),
        ("SignUp", True, responding(emailMessage="a code {####} but no link")),
        ("AdminCreateUser", False, responding(emailMessage="only {####}")),
        ("AdminCreateUser", False, responding(smsMessage="only {username}")),
        ("SignUp", False, responding(smsMessage="{####}" + "x" * 140)),
        ("SignUp", False, responding(emailMessage="{####}" + "x" * 20_000)),
        ("SignUp", False, responding(emailSubject="x" * 141)),
        ("SignUp", False, responding(emailMessage=7)),
    ],
)
def test_a_custom_message_that_cannot_be_used_is_refused(
    pool: UserPool, functions: ScriptedTriggers, source: str, by_link: bool, script: Script
) -> None:
    attach(pool, "CustomMessage", functions.on("f", script))

    with pytest.raises(InvalidLambdaResponseException):
        ask_custom_message(pool, source, by_link=by_link)
