"""Triggers around sign-up, confirmation and sign-in: what a refusal undoes, and what each is told."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.support import people
from tests.support.clock import Clock
from tests.support.scripted_triggers import (
    ScriptedTriggers,
    responding,
    throwing,
    unchanged,
)

pytestmark = pytest.mark.django_db

METADATA = {"campaign": "spring"}


def sign_up(idp: Any, client: AppClient, **more: Any) -> Any:
    attributes = [{"Name": "email", "Value": "ann@example.com"}]
    asked = {"ClientId": client.id, "Username": "ann", "Password": people.PASSWORD, "UserAttributes": attributes}
    return idp.sign_up(**asked, **more)


def confirm(idp: Any, client: AppClient, **more: Any) -> Any:
    code = people.last_code("ann@example.com")
    return idp.confirm_sign_up(ClientId=client.id, Username="ann", ConfirmationCode=code, **more)


def test_a_refused_sign_up_stores_and_sends_nothing(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, PreSignUp=throwing("Invitation only"))
    assert error_of(lambda: sign_up(anonymous_idp, client)) == (
        "UserLambdaValidationException",
        "PreSignUp failed with error Invitation only.",
    )
    assert not User.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_who_is_confirmed_at_once_gets_no_code(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    approve = responding(autoConfirmUser=True, autoVerifyEmail=True)
    functions.attach(client.pool, PreSignUp=approve, PostConfirmation=unchanged)
    answer = sign_up(anonymous_idp, client, ClientMetadata=METADATA)
    assert answer["UserConfirmed"] is True
    assert "CodeDeliveryDetails" not in answer
    assert User.objects.get().email_verified is True
    assert [event["triggerSource"] for event in functions.events] == [
        "PreSignUp_SignUp",
        "PostConfirmation_ConfirmSignUp",
    ]
    assert [event["request"]["clientMetadata"] for event in functions.events] == [METADATA, METADATA]


def test_an_address_that_is_missing_cannot_be_verified(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, PreSignUp=responding(autoVerifyPhone=True))
    assert error_of(lambda: sign_up(anonymous_idp, client))[0] == "InvalidParameterException"
    assert not User.objects.exists()


def test_a_failure_after_the_confirmation_does_not_undo_it(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, PostConfirmation=throwing("down"))
    sign_up(anonymous_idp, client)
    assert error_of(lambda: confirm(anonymous_idp, client, ClientMetadata=METADATA)) == (
        "UserLambdaValidationException",
        "PostConfirmation failed with error down.",
    )
    assert User.objects.get().status == "CONFIRMED"
    assert functions.events[-1]["request"]["clientMetadata"] == METADATA


def test_a_refusal_before_the_password_wins_over_a_wrong_one(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, PreAuthentication=throwing("Not today"))
    assert error_of(lambda: password_auth(anonymous_idp, client, "alice", "Wrong-1234!")) == (
        "UserLambdaValidationException",
        "PreAuthentication failed with error Not today.",
    )


def test_who_is_locked_out_reaches_no_function(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers, clock: Clock
) -> None:
    clock.stop()
    for _ in range(5):
        error_of(lambda: password_auth(anonymous_idp, client, "alice", "Wrong-1234!"))
    functions.attach(client.pool, PreAuthentication=unchanged)
    assert error_of(lambda: password_auth(anonymous_idp, client, "alice")) == (
        "NotAuthorizedException",
        "Password attempts exceeded",
    )
    assert not functions.events


def test_a_failure_after_the_password_gives_no_tokens(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, PostAuthentication=throwing("down"))
    assert error_of(lambda: password_auth(anonymous_idp, client, "alice"))[0] == "UserLambdaValidationException"
    assert not alice.sessions.exists()


def test_the_first_calls_metadata_reaches_only_the_first_trigger(
    anonymous_idp: Any, client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, PreAuthentication=unchanged, PostAuthentication=unchanged)
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    anonymous_idp.initiate_auth(
        ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters, ClientMetadata=METADATA
    )
    first, second = (event["request"] for event in functions.events)
    assert (first["validationData"], first["userNotFound"]) == (METADATA, False)
    assert not second.get("clientMetadata")


@pytest.mark.parametrize("username", ["nobody", "off"])
def test_nobody_is_announced_as_such_where_that_is_hidden(
    anonymous_idp: Any, hiding_client: AppClient, functions: ScriptedTriggers, username: str
) -> None:
    people.confirmed(hiding_client.pool, "off")
    User.objects.update(enabled=False)
    functions.attach(hiding_client.pool, PreAuthentication=unchanged)
    error_of(lambda: password_auth(anonymous_idp, hiding_client, username))
    assert functions.events[0]["request"]["userNotFound"] is True
    assert functions.events[0]["request"]["userAttributes"] == {}


def test_the_mail_says_what_the_function_wrote(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    texts = responding(emailMessage="Hello, here is {####} for you", emailSubject="Hello")
    functions.attach(client.pool, CustomMessage=texts)
    sign_up(anonymous_idp, client, ClientMetadata=METADATA)
    assert people.last_message("ann@example.com").startswith("Hello, here is ")
    assert functions.events[0]["triggerSource"] == "CustomMessage_SignUp"
    assert functions.events[0]["request"]["clientMetadata"] == METADATA


def test_an_administrators_user_is_not_confirmed_by_a_function(
    cognito_idp: Any, pool: UserPool, functions: ScriptedTriggers
) -> None:
    approve = responding(autoConfirmUser=True, autoVerifyEmail=True)
    functions.attach(pool, PreSignUp=approve, PostConfirmation=unchanged)
    attributes = [{"Name": "email", "Value": "dora@example.com"}]
    user = cognito_idp.admin_create_user(UserPoolId=pool.id, Username="dora", UserAttributes=attributes)["User"]
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert User.objects.get().email_verified is not True
    assert [event["triggerSource"] for event in functions.events] == ["PreSignUp_AdminCreateUser"]
    assert functions.events[0]["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
