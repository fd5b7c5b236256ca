"""Signing in straight after signing up: the Session of SignUp, ConfirmSignUp and InitiateAuth."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import sign_up as sign_ups
from accounts import users
from accounts.models import AuthSession, User, UserSession
from pools import app_clients
from pools.models import AppClient, UserPool
from tests.support import choosing, factors, people, refusal
from tests.support.choosing import answer, begin
from tests.support.clock import Clock
from tests.support.scripted_triggers import ScriptedTriggers, responding, throwing

pytestmark = pytest.mark.django_db

INVALID = ("NotAuthorizedException", "Invalid session for the user.")
EMAIL = [{"Name": "email", "Value": "ann@example.com"}]


@pytest.fixture
def chooser(db: None) -> AppClient:
    return choosing.client(choosing.pool(factors=["PASSWORD"]))


def sign_up(idp: Any, client: AppClient, **change: Any) -> Any:
    asked = {"ClientId": client.id, "Username": "ann", "Password": people.PASSWORD, "UserAttributes": EMAIL}
    return idp.sign_up(**{**asked, **change})


def confirm(idp: Any, client: AppClient, session: str, **change: Any) -> Any:
    code = people.last_code("ann@example.com")
    asked = {"ClientId": client.id, "Username": "ann", "ConfirmationCode": code, "Session": session}
    return idp.confirm_sign_up(**{**asked, **change})


@pytest.fixture
def signed_up(anonymous_idp: Any, chooser: AppClient) -> str:
    """The string that SignUp answered."""
    return str(sign_up(anonymous_idp, chooser)["Session"])


@pytest.fixture
def confirmed(anonymous_idp: Any, chooser: AppClient, signed_up: str) -> str:
    """The string that ConfirmSignUp answered."""
    return str(confirm(anonymous_idp, chooser, signed_up)["Session"])


def test_who_signed_up_and_confirmed_is_signed_in(anonymous_idp: Any, chooser: AppClient, confirmed: str) -> None:
    answered = begin(anonymous_idp, chooser, "ann", session=confirmed)
    assert "AccessToken" in answered["AuthenticationResult"]
    assert anonymous_idp.get_user(AccessToken=answered["AuthenticationResult"]["AccessToken"])["Username"] == "ann"
    assert UserSession.objects.get().proved == ["pwd"]


def test_nothing_but_the_name_is_looked_at_then(anonymous_idp: Any, chooser: AppClient, confirmed: str) -> None:
    more = {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wrong-1234!", "SRP_A": "zz"}
    assert "AccessToken" in begin(anonymous_idp, chooser, "ann", session=confirmed, **more)["AuthenticationResult"]


def test_an_administrators_server_does_the_same(
    anonymous_idp: Any, cognito_idp: Any, chooser: AppClient, confirmed: str
) -> None:
    answered = cognito_idp.admin_initiate_auth(
        UserPoolId=chooser.pool.id,
        ClientId=chooser.id,
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": "ann"},
        Session=confirmed,
    )
    assert "AccessToken" in answered["AuthenticationResult"]


def test_a_secret_is_asked_for_all_the_same(anonymous_idp: Any, chooser: AppClient) -> None:
    client = app_clients.create(
        chooser.pool, name="secret", settings={"ExplicitAuthFlows": choosing.FLOWS}, generate_secret=True
    )
    assert refusal.of(lambda: begin(anonymous_idp, client, "ann", session="A" * 128)) == (
        "NotAuthorizedException",
        f"Client {client.id} is configured with secret but SECRET_HASH was not received",
    )


def test_a_client_without_choice_is_given_no_string(anonymous_idp: Any, client: AppClient) -> None:
    answered = sign_up(anonymous_idp, client)
    assert "Session" not in answered
    assert not AuthSession.objects.exists()


def test_without_its_string_the_code_alone_is_what_was_proved(
    anonymous_idp: Any, chooser: AppClient, signed_up: str
) -> None:
    code = people.last_code("ann@example.com")
    answered = anonymous_idp.confirm_sign_up(ClientId=chooser.id, Username="ann", ConfirmationCode=code)
    assert "AccessToken" in begin(anonymous_idp, chooser, "ann", session=answered["Session"])["AuthenticationResult"]
    assert UserSession.objects.get().proved == ["email_otp"]


def test_a_client_without_choice_gets_none_for_the_code(anonymous_idp: Any, client: AppClient) -> None:
    sign_up(anonymous_idp, client)
    code = people.last_code("ann@example.com")
    assert "Session" not in anonymous_idp.confirm_sign_up(ClientId=client.id, Username="ann", ConfirmationCode=code)


def test_a_wrong_code_leaves_the_string_usable(anonymous_idp: Any, chooser: AppClient, signed_up: str) -> None:
    wrong = f"{(int(people.last_code('ann@example.com')) + 1) % 1_000_000:06d}"
    refused = refusal.of(lambda: confirm(anonymous_idp, chooser, signed_up, ConfirmationCode=wrong))
    assert refused[0] == "CodeMismatchException"
    session = confirm(anonymous_idp, chooser, signed_up)["Session"]
    assert "AccessToken" in begin(anonymous_idp, chooser, "ann", session=session)["AuthenticationResult"]


def proved_by(idp: Any, client: AppClient, session: str) -> list[str]:
    """What a sign-in with the string that this confirmation answers is said to have proved."""
    begin(idp, client, "ann", session=confirm(idp, client, session)["Session"])
    return list(UserSession.objects.get().proved)


def test_a_late_confirmation_counts_as_the_code_alone(
    anonymous_idp: Any, chooser: AppClient, signed_up: str, clock: Clock
) -> None:
    clock.advance(minutes=3, seconds=1)
    assert proved_by(anonymous_idp, chooser, signed_up) == ["email_otp"]


@pytest.mark.parametrize("string", ["A" * 128, "not base64 at all, but long enough"])
def test_an_unknown_string_counts_for_nothing(
    anonymous_idp: Any, chooser: AppClient, signed_up: str, string: str
) -> None:
    assert proved_by(anonymous_idp, chooser, string) == ["email_otp"]


def test_the_string_of_another_user_counts_for_nothing(anonymous_idp: Any, chooser: AppClient, signed_up: str) -> None:
    # checklist 43
    other = [{"Name": "email", "Value": "mallory@example.com"}]
    theirs = sign_up(anonymous_idp, chooser, Username="mallory", UserAttributes=other)["Session"]
    assert proved_by(anonymous_idp, chooser, theirs) == ["email_otp"]


def test_a_string_is_good_once(anonymous_idp: Any, chooser: AppClient, confirmed: str) -> None:  # checklist 43
    begin(anonymous_idp, chooser, "ann", session=confirmed)
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "ann", session=confirmed)) == INVALID


def test_a_string_expires(anonymous_idp: Any, chooser: AppClient, confirmed: str, clock: Clock) -> None:
    clock.advance(minutes=3, seconds=1)
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "ann", session=confirmed)) == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )


def test_a_string_of_another_client_is_refused(anonymous_idp: Any, chooser: AppClient, confirmed: str) -> None:
    # checklist 43
    other = choosing.client(chooser.pool, "other")
    assert refusal.of(lambda: begin(anonymous_idp, other, "ann", session=confirmed)) == INVALID


def test_a_string_signs_nobody_else_in(anonymous_idp: Any, chooser: AppClient, confirmed: str) -> None:
    # checklist 43
    people.confirmed(chooser.pool, "alice")
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "alice", session=confirmed)) == INVALID
    assert not UserSession.objects.exists()


def test_signing_up_alone_signs_nobody_in(anonymous_idp: Any, chooser: AppClient, signed_up: str) -> None:
    # checklist 43
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "ann", session=signed_up)) == INVALID


def test_who_is_confirmed_otherwise_is_not_signed_in_by_it(
    anonymous_idp: Any, cognito_idp: Any, chooser: AppClient, signed_up: str
) -> None:  # checklist 43
    cognito_idp.admin_confirm_sign_up(UserPoolId=chooser.pool.id, Username="ann")
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "ann", session=signed_up)) == INVALID


@pytest.mark.parametrize("which", ["signed_up", "confirmed"])
@pytest.mark.parametrize("challenge", ["PASSWORD", "SELECT_CHALLENGE", "EMAIL_OTP", "NEW_PASSWORD_REQUIRED"])
def test_a_string_answers_no_challenge(
    anonymous_idp: Any, chooser: AppClient, request: pytest.FixtureRequest, which: str, challenge: str
) -> None:  # checklist 43
    string = request.getfixturevalue(which)
    answers = {
        "ANSWER": "PASSWORD",
        "PASSWORD": people.PASSWORD,
        "EMAIL_OTP_CODE": "12345678",
        "NEW_PASSWORD": "Brand-new-1!",
    }
    assert refusal.of(lambda: answer(anonymous_idp, chooser, challenge, string, "ann", **answers)) == INVALID


def test_the_string_of_an_open_challenge_does_not_sign_in(anonymous_idp: Any, chooser: AppClient) -> None:
    # checklist 43
    people.confirmed(chooser.pool, "ann")
    string = begin(anonymous_idp, chooser, "ann")["Session"]
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "ann", session=string)) == INVALID


def test_another_flow_takes_no_notice_of_a_string(anonymous_idp: Any, chooser: AppClient, confirmed: str) -> None:
    parameters = {"USERNAME": "ann", "PASSWORD": "Wrong-1234!"}
    refused = refusal.of(
        lambda: anonymous_idp.initiate_auth(
            ClientId=chooser.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters, Session=confirmed
        )
    )
    assert refused == ("NotAuthorizedException", "Incorrect username or password.")
    assert "AccessToken" in begin(anonymous_idp, chooser, "ann", session=confirmed)["AuthenticationResult"]


def test_a_client_that_lost_the_flow_signs_nobody_in(anonymous_idp: Any, chooser: AppClient, confirmed: str) -> None:
    # checklist 22
    app_clients.update(chooser, settings={"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]})
    refused = refusal.of(lambda: begin(anonymous_idp, chooser, "ann", session=confirmed))
    assert refused[0] == "InvalidParameterException"


def test_who_was_disabled_since_stays_out(anonymous_idp: Any, chooser: AppClient, confirmed: str) -> None:
    # checklist 60
    users.disable(users.get(chooser.pool, "ann"))
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "ann", session=confirmed))[0] == "NotAuthorizedException"


def test_who_must_reset_the_password_stays_out(anonymous_idp: Any, chooser: AppClient, confirmed: str) -> None:
    # checklist 60
    User.objects.update(status="RESET_REQUIRED")
    refused = refusal.of(lambda: begin(anonymous_idp, chooser, "ann", session=confirmed))
    assert refused[0] == "PasswordResetRequiredException"


def test_a_sign_up_that_a_function_confirms_signs_in_at_once(
    anonymous_idp: Any, chooser: AppClient, functions: ScriptedTriggers
) -> None:
    set_trigger(chooser.pool, PreSignUp=functions.on("confirm", responding(autoConfirmUser=True)))
    answered = sign_up(anonymous_idp, chooser)
    assert answered["UserConfirmed"] is True
    assert "AccessToken" in begin(anonymous_idp, chooser, "ann", session=answered["Session"])["AuthenticationResult"]
    assert UserSession.objects.get().proved == ["pwd"]


def test_the_pre_authentication_trigger_may_refuse_it(
    anonymous_idp: Any, chooser: AppClient, confirmed: str, functions: ScriptedTriggers
) -> None:
    set_trigger(chooser.pool, PreAuthentication=functions.on("gate", throwing("Not today")))
    refused = refusal.of(lambda: begin(anonymous_idp, chooser, "ann", session=confirmed))
    assert refused[0] == "UserLambdaValidationException"
    assert not UserSession.objects.exists()


def test_a_second_factor_that_the_pool_demands_is_set_up_first(anonymous_idp: Any) -> None:  # checklist 48
    client = choosing.client(factors.pool("ON", "SOFTWARE_TOKEN_MFA", AutoVerifiedAttributes=["email"]))
    session = confirm(anonymous_idp, client, sign_up(anonymous_idp, client)["Session"])["Session"]
    asked = begin(anonymous_idp, client, "ann", session=session)
    assert asked["ChallengeName"] == "MFA_SETUP"
    assert not UserSession.objects.exists()


def test_an_address_may_be_the_name(anonymous_idp: Any) -> None:
    client = choosing.client(choosing.pool(factors=["PASSWORD"], UsernameAttributes=["email"]))
    session = sign_up(anonymous_idp, client, Username="ann@example.com", UserAttributes=[])["Session"]
    session = confirm(anonymous_idp, client, session, Username="ann@example.com")["Session"]
    answered = begin(anonymous_idp, client, "ann@example.com", session=session)
    assert "AccessToken" in answered["AuthenticationResult"]


def test_a_sign_up_by_the_pages_gives_no_string(chooser: AppClient) -> None:
    sign_ups.sign_up(chooser, username="ann", password=people.PASSWORD, attributes={"email": "ann@example.com"})
    assert not AuthSession.objects.exists()


def set_trigger(pool: UserPool, **arns: str) -> None:
    pool.settings["LambdaConfig"] = arns
    pool.save()
