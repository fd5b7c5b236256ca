"""Users whom the UserMigration trigger hands over from an older directory (triggers.md A4; auth-flows.md 1.1)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User, UserAlias
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.api.test_auth import error_of, password_auth, srp
from tests.accounts.conftest import make_client, make_pool
from tests.support import people
from tests.support.clock import Clock
from tests.support.scripted_triggers import (
    Event,
    Reply,
    Script,
    ScriptedTriggers,
    lambda_error,
    responding,
    returning,
    slow,
    throwing,
    unchanged,
)

pytestmark = pytest.mark.django_db

PASSWORD = "old & weak"
ATTRIBUTES = {"email": "olga@example.com", "email_verified": "true"}
CONFIRMED = {"userAttributes": ATTRIBUTES, "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS"}
METADATA = {"tenant": "blue"}
INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
EXCEEDED = ("NotAuthorizedException", "Password attempts exceeded")


def handing_over(**changes: Any) -> Script:
    return responding(**{**CONFIRMED, **changes})


def directory(event: Event) -> Reply:
    """It knows everybody, by one password."""
    knows = event["request"].get("password") in (PASSWORD, None)
    return (handing_over() if knows else throwing("Bad password"))(event)


def sign_in(idp: Any, client: AppClient, username: str = "olga", password: str = PASSWORD) -> Any:
    return password_auth(idp, client, username, password)


def not_migrated(client: AppClient) -> tuple[str, str]:
    return "UserNotFoundException", f"Exception migrating user in app client {client.id}"


def test_the_function_is_sent_the_name_and_password_as_typed(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, UserMigration=handing_over())
    anonymous_idp.initiate_auth(
        ClientId=client.id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "Olga", "PASSWORD": PASSWORD},
        ClientMetadata=METADATA,
    )
    assert functions.events == [
        {
            "version": "1",
            "triggerSource": "UserMigration_Authentication",
            "region": "us-east-1",
            "userPoolId": client.pool.id,
            "userName": "Olga",
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client.id},
            "request": {"password": PASSWORD, "validationData": METADATA, "clientMetadata": None},
            "response": {
                "userAttributes": None,
                "finalUserStatus": None,
                "messageAction": None,
                "desiredDeliveryMediums": None,
                "forceAliasCreation": None,
                "enableSMSMFA": None,
            },
        }
    ]


def test_whom_the_directory_knows_is_signed_in_at_once_and_from_then_on(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, UserMigration=directory)
    assert "AccessToken" in sign_in(anonymous_idp, client)["AuthenticationResult"]
    assert "AccessToken" in sign_in(anonymous_idp, client)["AuthenticationResult"]
    assert "AccessToken" in srp(anonymous_idp, client, "olga", PASSWORD).authenticate_user()["AuthenticationResult"]
    user = User.objects.get()
    assert (user.username, user.status, user.email_verified) == ("olga", "CONFIRMED", True)
    assert len(functions.received) == 1


def test_an_administrators_sign_in_migrates_too(cognito_idp: Any, pool: UserPool, functions: ScriptedTriggers) -> None:
    client = make_client(pool, "back end", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"])
    functions.attach(pool, UserMigration=directory)
    answer = cognito_idp.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=client.id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "olga", "PASSWORD": PASSWORD},
        ClientMetadata=METADATA,
    )
    assert "AccessToken" in answer["AuthenticationResult"]
    assert functions.events[0]["request"]["validationData"] == METADATA


def test_srp_asks_no_directory(anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers) -> None:
    functions.attach(client.pool, UserMigration=directory)
    attempt = srp(anonymous_idp, client, "olga", PASSWORD)
    assert error_of(attempt.authenticate_user) == ("UserNotFoundException", "User does not exist.")
    assert functions.received == []


def test_who_is_known_here_is_not_looked_for_elsewhere(
    anonymous_idp: Any, hiding_client: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach(hiding_client.pool, UserMigration=directory)
    assert error_of(lambda: sign_in(anonymous_idp, hiding_client, "alice")) == INCORRECT
    User.objects.update(enabled=False)
    assert error_of(lambda: sign_in(anonymous_idp, hiding_client, "alice")) == INCORRECT
    assert functions.received == []


@pytest.mark.parametrize(
    "script",
    [throwing("Bad password"), unchanged, responding(userAttributes={}), responding(finalUserStatus="CONFIRMED")],
)
def test_whom_the_directory_turns_down_stays_unknown(
    anonymous_idp: Any, client: AppClient, hiding_client: AppClient, functions: ScriptedTriggers, script: Script
) -> None:
    functions.attach(client.pool, UserMigration=script)
    assert error_of(lambda: sign_in(anonymous_idp, client)) == not_migrated(client)
    assert error_of(lambda: sign_in(anonymous_idp, hiding_client)) == INCORRECT  # checklist 29
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (returning("Bad password"), "InvalidLambdaResponseException"),
        (returning({"response": None}), "InvalidLambdaResponseException"),
        (handing_over(finalUserStatus="UNCONFIRMED"), "InvalidLambdaResponseException"),
        (handing_over(messageAction="SHOUT"), "InvalidLambdaResponseException"),
        (handing_over(desiredDeliveryMediums=["PIGEON"]), "InvalidLambdaResponseException"),
        (handing_over(desiredDeliveryMediums="EMAIL"), "InvalidLambdaResponseException"),
        (handing_over(forceAliasCreation="yes"), "InvalidLambdaResponseException"),
        (handing_over(enableSMSMFA=1), "InvalidLambdaResponseException"),
        (handing_over(userAttributes=["email"]), "InvalidLambdaResponseException"),
        (handing_over(userAttributes={"email": {"address": "olga@example.com"}}), "InvalidLambdaResponseException"),
        (handing_over(userAttributes={"name": "nul \0"}), "InvalidLambdaResponseException"),
        (handing_over(userAttributes={"name": "half a pair \ud800"}), "InvalidLambdaResponseException"),
        (handing_over(userAttributes={"name": "x" * 131_072}), "InvalidLambdaResponseException"),
        (lambda_error("AccessDeniedException", 403), "UnexpectedLambdaException"),
    ],
)
def test_a_function_that_does_not_work_makes_nobody(
    anonymous_idp: Any,
    client: AppClient,
    hiding_client: AppClient,
    functions: ScriptedTriggers,
    script: Script,
    error: str,
) -> None:
    functions.attach(client.pool, UserMigration=script)
    assert error_of(lambda: sign_in(anonymous_idp, client))[0] == error
    assert error_of(lambda: sign_in(anonymous_idp, hiding_client)) == INCORRECT  # checklist 29
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"userAttributes": {"sub": "another"}},
        {"userAttributes": {"shoe_size": "44"}},
        {"userAttributes": {"email": "no address"}},
        {"userAttributes": {**ATTRIBUTES, "phone_number": "12"}},
        {"userAttributes": {**ATTRIBUTES, "username": "two words"}},
        {"userAttributes": {**ATTRIBUTES, "username": ""}},
        {"userAttributes": ATTRIBUTES, "enableSMSMFA": True},
        {
            "userAttributes": {"phone_number": "+" + "1" * 15},
            "desiredDeliveryMediums": ["EMAIL"],
            "enableSMSMFA": True,
        },
    ],
)
def test_what_is_no_user_of_the_pool_is_not_half_made(
    anonymous_idp: Any,
    client: AppClient,
    hiding_client: AppClient,
    functions: ScriptedTriggers,
    changes: dict[str, Any],
) -> None:
    functions.attach(client.pool, UserMigration=handing_over(**changes))
    assert error_of(lambda: sign_in(anonymous_idp, client)) == not_migrated(client)
    assert error_of(lambda: sign_in(anonymous_idp, hiding_client)) == INCORRECT
    assert not User.objects.exists()
    assert not UserAlias.objects.exists()


def test_a_name_that_no_user_could_have_is_not_given(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, UserMigration=directory)
    assert error_of(lambda: sign_in(anonymous_idp, client, "olga\nb")) == not_migrated(client)
    assert error_of(lambda: sign_in(anonymous_idp, client, "o" * 129)) == not_migrated(client)
    assert not User.objects.exists()


def test_a_required_attribute_must_come_along(
    anonymous_idp: Any, naming_client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(naming_client.pool, UserMigration=handing_over())
    assert error_of(lambda: sign_in(anonymous_idp, naming_client)) == not_migrated(naming_client)
    functions.attach(naming_client.pool, UserMigration=handing_over(userAttributes={**ATTRIBUTES, "name": "Olga"}))
    assert "AuthenticationResult" in sign_in(anonymous_idp, naming_client)


def test_numbers_and_flags_among_attributes_are_taken_as_text(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    attributes = {"email": "olga@example.com", "email_verified": True, "nickname": 7, "name": None}
    functions.attach(client.pool, UserMigration=handing_over(userAttributes=attributes))
    sign_in(anonymous_idp, client)
    assert User.objects.get().attributes["email_verified"] == "true"
    assert User.objects.get().attributes["nickname"] == "7"


@pytest.mark.parametrize("status", [None, "", "RESET_REQUIRED"])
def test_unless_the_function_confirms_a_new_password_is_needed(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers, status: str | None
) -> None:
    functions.attach(client.pool, UserMigration=handing_over(finalUserStatus=status))
    assert error_of(lambda: sign_in(anonymous_idp, client))[0] == "PasswordResetRequiredException"
    assert error_of(lambda: sign_in(anonymous_idp, client))[0] == "PasswordResetRequiredException"
    user = User.objects.get()
    assert (user.status, user.has_password, user.srp_verifier) == ("RESET_REQUIRED", False, None)
    assert len(functions.received) == 1


def test_a_pool_that_signs_in_by_address_takes_the_typed_one(
    anonymous_idp: Any, email_client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(email_client.pool, UserMigration=handing_over(userAttributes={"email_verified": "true"}))
    assert "AuthenticationResult" in sign_in(anonymous_idp, email_client, "Olga@example.com")
    user = User.objects.get()
    assert (user.email, user.username) == ("olga@example.com", user.sub)


def test_who_signs_in_by_an_alias_can_be_given_a_name(anonymous_idp: Any, functions: ScriptedTriggers) -> None:
    client = make_client(make_pool("aliases", AliasAttributes=["email"]))
    functions.attach(client.pool, UserMigration=handing_over())
    assert error_of(lambda: sign_in(anonymous_idp, client, "olga@example.com")) == not_migrated(client)
    functions.attach(client.pool, UserMigration=handing_over(userAttributes={**ATTRIBUTES, "username": "olga"}))
    assert "AuthenticationResult" in sign_in(anonymous_idp, client, "olga@example.com")
    assert User.objects.get().username == "olga"


def test_a_name_that_somebody_has_is_not_given_again(anonymous_idp: Any, functions: ScriptedTriggers) -> None:
    client = make_client(make_pool("aliases", AliasAttributes=["email"]))
    people.confirmed(client.pool, "alice")
    functions.attach(client.pool, UserMigration=handing_over(userAttributes={"username": "alice"}))
    assert error_of(lambda: sign_in(anonymous_idp, client, "olga")) == not_migrated(client)
    assert [user.username for user in User.objects.all()] == ["alice"]


def test_an_alias_is_taken_over_only_by_force(anonymous_idp: Any, functions: ScriptedTriggers) -> None:
    client = make_client(make_pool("aliases", AliasAttributes=["email"]))
    people.confirmed(client.pool, "alice", email="olga@example.com")
    functions.attach(client.pool, UserMigration=handing_over())
    assert error_of(lambda: sign_in(anonymous_idp, client)) == not_migrated(client)
    functions.attach(client.pool, UserMigration=handing_over(forceAliasCreation=True))
    assert "AuthenticationResult" in sign_in(anonymous_idp, client)
    assert User.objects.get(username="alice").email_verified is False
    assert UserAlias.objects.get(value="olga@example.com").user.username == "olga"


def test_who_is_not_to_be_told_gets_no_message(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, UserMigration=handing_over(desiredDeliveryMediums=["EMAIL"]))
    sign_in(anonymous_idp, client)
    assert not OutboxMessage.objects.exists()


def test_a_welcome_never_says_the_password(anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers) -> None:
    welcome = handing_over(messageAction=None, desiredDeliveryMediums=["EMAIL", "EMAIL"])
    functions.attach(client.pool, UserMigration=welcome)
    sign_in(anonymous_idp, client)
    row = OutboxMessage.objects.get()
    assert (row.medium, row.recipient) == ("EMAIL", "olga@example.com")
    assert "Your username is olga" in people.last_message("olga@example.com")
    assert PASSWORD not in bytes(row.content).decode()


def test_a_welcome_goes_by_sms_unless_told_otherwise(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    attributes = {**ATTRIBUTES, "phone_number": "+15550100"}
    functions.attach(client.pool, UserMigration=handing_over(userAttributes=attributes, messageAction=None))
    sign_in(anonymous_idp, client)
    assert [row.recipient for row in OutboxMessage.objects.all()] == ["+15550100"]


def test_a_welcome_that_cannot_be_written_leaves_nobody_behind(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    welcome = handing_over(messageAction=None, desiredDeliveryMediums=["EMAIL"])
    functions.attach(client.pool, UserMigration=welcome, CustomMessage=throwing("No words"))
    assert error_of(lambda: sign_in(anonymous_idp, client)) == not_migrated(client)
    assert not User.objects.exists()


def test_sms_as_second_factor_is_turned_on_where_it_can_be(
    cognito_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    client.pool.mfa_configuration = "OPTIONAL"
    client.pool.mfa_settings = {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "{####}"}}
    attributes = {**ATTRIBUTES, "phone_number": "+15550100", "phone_number_verified": "true"}
    functions.attach(client.pool, UserMigration=handing_over(userAttributes=attributes, enableSMSMFA=True))
    sign_in(cognito_idp, client)
    assert User.objects.get().mfa_factors == ["SMS_MFA"]


def test_a_migrated_user_is_neither_signed_up_nor_confirmed_by_functions(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(
        client.pool,
        UserMigration=directory,
        PreSignUp=throwing("no"),
        PostConfirmation=throwing("no"),
        PreAuthentication=unchanged,
        PostAuthentication=unchanged,
    )
    sign_in(anonymous_idp, client)
    assert [event["triggerSource"] for event in functions.events] == [
        "UserMigration_Authentication",
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
    ]
    assert functions.events[1]["request"]["userNotFound"] is False


def test_the_directory_is_asked_once_however_slow_it_is(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pools.triggers.transport.SECONDS", 0.3)
    functions.attach(client.pool, UserMigration=slow(1))
    assert error_of(lambda: sign_in(anonymous_idp, client)) == (
        "UnexpectedLambdaException",
        "UserMigration invocation failed due to error Socket timeout while invoking Lambda function.",
    )
    assert len(functions.received) == 1


@pytest.mark.parametrize("spelling", ["olga", "OLGA", " \uff4f\uff4c\uff47\uff41"])
def test_the_directory_cannot_be_guessed_at_through_us(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers, clock: Clock, spelling: str
) -> None:
    # checklist 30
    clock.stop()
    functions.attach(client.pool, UserMigration=directory)
    for guess in range(5):
        error_of(lambda guess=guess: sign_in(anonymous_idp, client, "olga", f"guess {guess}"))
    assert error_of(lambda: sign_in(anonymous_idp, client, spelling)) == EXCEEDED
    assert len(functions.received) == 5
    clock.advance(seconds=2)
    assert "AuthenticationResult" in sign_in(anonymous_idp, client)


def test_hidden_guesses_are_counted_alike(
    anonymous_idp: Any, hiding_client: AppClient, functions: ScriptedTriggers, clock: Clock
) -> None:
    # checklist 29, 30
    clock.stop()
    functions.attach(hiding_client.pool, UserMigration=directory)
    for _ in range(5):
        assert error_of(lambda: sign_in(anonymous_idp, hiding_client, password="wrong")) == INCORRECT
    assert error_of(lambda: sign_in(anonymous_idp, hiding_client)) == EXCEEDED
    assert len(functions.received) == 5
