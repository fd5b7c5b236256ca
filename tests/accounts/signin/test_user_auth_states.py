"""USER_AUTH for users who may not come in as they are: a code confirms, nothing else lets them pass (checklist 60)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import users
from accounts.models import User, UserAlias, UserSession
from pools.models import AppClient, OutboxMessage, UserPool
from tests.support import choosing, people, refusal
from tests.support.choosing import answer, begin
from tests.support.scripted_triggers import ScriptedTriggers, throwing, unchanged

pytestmark = pytest.mark.django_db

UNCONFIRMED = ("UserNotConfirmedException", "User is not confirmed.")
RESET = ("PasswordResetRequiredException", "Password reset required for the user")
DISABLED = ("NotAuthorizedException", "User is disabled.")
SRP_A = f"{2**300:x}"

WAYS: list[dict[str, str]] = [
    {},
    {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": people.PASSWORD},
    {"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": SRP_A},
    {"PREFERRED_CHALLENGE": "EMAIL_OTP"},
    {"PREFERRED_CHALLENGE": "SMS_OTP"},
    {"PREFERRED_CHALLENGE": "WEB_AUTHN"},
]
BY_PASSWORD = [
    {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": people.PASSWORD},
    {"PREFERRED_CHALLENGE": "PASSWORD"},
    {"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": SRP_A},
]


@pytest.fixture
def bob(chooser: AppClient) -> User:
    """He has signed up and not entered the code."""
    return people.unconfirmed(chooser, "bob")


def enter_code(idp: Any, client: AppClient, asked: Any) -> Any:
    code = people.last_code("bob@example.com")
    return answer(idp, client, "EMAIL_OTP", asked["Session"], "bob", EMAIL_OTP_CODE=code)


def test_a_code_confirms_who_signed_up(anonymous_idp: Any, chooser: AppClient, bob: User) -> None:
    asked = begin(anonymous_idp, chooser, "bob", PREFERRED_CHALLENGE="EMAIL_OTP")
    answered = enter_code(anonymous_idp, chooser, asked)
    assert "AccessToken" in answered["AuthenticationResult"]
    stored = User.objects.get()
    assert (stored.status, stored.email_verified) == ("CONFIRMED", True)


def test_a_code_can_be_chosen_by_who_signed_up(anonymous_idp: Any, chooser: AppClient, bob: User) -> None:
    session = begin(anonymous_idp, chooser, "bob")["Session"]
    asked = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "bob", ANSWER="EMAIL_OTP")
    assert "AccessToken" in enter_code(anonymous_idp, chooser, asked)["AuthenticationResult"]


def test_a_wrong_code_confirms_nobody(anonymous_idp: Any, chooser: AppClient, bob: User) -> None:
    asked = begin(anonymous_idp, chooser, "bob", PREFERRED_CHALLENGE="EMAIL_OTP")
    wrong = f"{(int(people.last_code('bob@example.com')) + 1) % 100_000_000:08d}"
    refused = refusal.of(
        lambda: answer(anonymous_idp, chooser, "EMAIL_OTP", asked["Session"], "bob", EMAIL_OTP_CODE=wrong)
    )
    assert refused[0] == "CodeMismatchException"
    stored = User.objects.get()
    assert (stored.status, stored.email_verified) == ("UNCONFIRMED", False)


def test_the_code_of_the_sign_up_is_none_of_a_sign_in(anonymous_idp: Any, chooser: AppClient, bob: User) -> None:
    # checklist 38
    code = people.last_code("bob@example.com")
    asked = begin(anonymous_idp, chooser, "bob", PREFERRED_CHALLENGE="EMAIL_OTP")
    refused = refusal.of(
        lambda: answer(anonymous_idp, chooser, "EMAIL_OTP", asked["Session"], "bob", EMAIL_OTP_CODE=code)
    )
    assert refused[0] == "CodeMismatchException"


def test_an_alias_that_is_anothers_confirms_nobody(anonymous_idp: Any) -> None:
    client = choosing.client(choosing.pool("aliases", AliasAttributes=["email"]))
    people.unconfirmed(client, "bob")
    people.confirmed(client.pool, "alice", email="bob@example.com")
    asked = begin(anonymous_idp, client, "bob", PREFERRED_CHALLENGE="EMAIL_OTP")
    assert refusal.of(lambda: enter_code(anonymous_idp, client, asked))[0] == "AliasExistsException"
    assert User.objects.get(username="bob").status == "UNCONFIRMED"
    assert UserAlias.objects.get(value="bob@example.com").user.username == "alice"
    assert not UserSession.objects.exists()


@pytest.mark.parametrize("way", BY_PASSWORD)
def test_passwords_are_of_no_use_before_that(
    anonymous_idp: Any, chooser: AppClient, bob: User, way: dict[str, str]
) -> None:
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "bob", **way)) == UNCONFIRMED


@pytest.mark.parametrize(
    ("challenge", "answers"),
    [
        ("SELECT_CHALLENGE", {"ANSWER": "PASSWORD"}),
        ("SELECT_CHALLENGE", {"ANSWER": "PASSWORD_SRP"}),
        ("SELECT_CHALLENGE", {"ANSWER": "PASSWORD", "PASSWORD": people.PASSWORD}),
        ("SELECT_CHALLENGE", {"ANSWER": "PASSWORD_SRP", "SRP_A": SRP_A}),
        ("PASSWORD", {"PASSWORD": people.PASSWORD}),
        ("PASSWORD_SRP", {"SRP_A": SRP_A}),
    ],
)
def test_passwords_cannot_be_chosen_before_that(
    anonymous_idp: Any, chooser: AppClient, bob: User, challenge: str, answers: dict[str, str]
) -> None:
    session = begin(anonymous_idp, chooser, "bob")["Session"]
    assert refusal.of(lambda: answer(anonymous_idp, chooser, challenge, session, "bob", **answers)) == UNCONFIRMED
    assert not UserSession.objects.exists()


def test_where_no_code_can_be_had_nothing_begins(anonymous_idp: Any) -> None:
    client = choosing.client(choosing.pool("strict", factors=["PASSWORD"]))
    people.unconfirmed(client, "bob")
    assert refusal.of(lambda: begin(anonymous_idp, client, "bob")) == UNCONFIRMED


@pytest.mark.parametrize("way", WAYS)
def test_who_must_reset_the_password_begins_nothing(
    anonymous_idp: Any, chooser: AppClient, ann: User, way: dict[str, str]
) -> None:
    User.objects.update(status="RESET_REQUIRED")
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "ann", **way)) == RESET
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_who_is_disabled_begins_nothing(anonymous_idp: Any, chooser: AppClient, ann: User, way: dict[str, str]) -> None:
    users.disable(ann)
    assert refusal.of(lambda: begin(anonymous_idp, chooser, "ann", **way)) == DISABLED
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("challenge", "answers"),
    [
        ("SELECT_CHALLENGE", {"ANSWER": "EMAIL_OTP"}),
        ("SELECT_CHALLENGE", {"ANSWER": "PASSWORD", "PASSWORD": people.PASSWORD}),
        ("PASSWORD", {"PASSWORD": people.PASSWORD}),
        ("PASSWORD_SRP", {"SRP_A": SRP_A}),
    ],
)
@pytest.mark.parametrize(
    ("change", "told"), [({"enabled": False}, DISABLED), ({"status": "RESET_REQUIRED"}, RESET)], ids=str
)
def test_who_is_barred_meanwhile_chooses_nothing(
    anonymous_idp: Any,
    chooser: AppClient,
    ann: User,
    challenge: str,
    answers: dict[str, str],
    change: dict[str, Any],
    told: tuple[str, str],
) -> None:
    session = begin(anonymous_idp, chooser, "ann")["Session"]
    User.objects.update(**change)
    assert refusal.of(lambda: answer(anonymous_idp, chooser, challenge, session, "ann", **answers)) == told


@pytest.mark.parametrize(
    ("change", "told"), [({"enabled": False}, DISABLED), ({"status": "RESET_REQUIRED"}, RESET)], ids=str
)
def test_a_code_lets_nobody_in_who_is_barred_meanwhile(
    anonymous_idp: Any, chooser: AppClient, ann: User, change: dict[str, Any], told: tuple[str, str]
) -> None:
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="EMAIL_OTP")
    code = people.last_code("ann@example.com")
    User.objects.update(**change)
    refused = refusal.of(
        lambda: answer(anonymous_idp, chooser, "EMAIL_OTP", asked["Session"], "ann", EMAIL_OTP_CODE=code)
    )
    assert refused == told
    assert not UserSession.objects.exists()


def test_a_user_deleted_meanwhile_is_gone(anonymous_idp: Any, chooser: AppClient, ann: User) -> None:
    session = begin(anonymous_idp, chooser, "ann")["Session"]
    users.delete(ann)
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "PASSWORD", session, "ann", PASSWORD=people.PASSWORD))
    assert refused == ("NotAuthorizedException", "Invalid session for the user.")


def test_the_post_confirmation_trigger_hears_of_it(
    anonymous_idp: Any, chooser: AppClient, choosers: UserPool, bob: User, functions: ScriptedTriggers
) -> None:
    choosers.settings["LambdaConfig"] = {"PostConfirmation": functions.on("confirmed", unchanged)}
    choosers.save()
    asked = begin(anonymous_idp, chooser, "bob", PREFERRED_CHALLENGE="EMAIL_OTP")
    enter_code(anonymous_idp, chooser, asked)
    event = functions.events[0]
    assert (event["triggerSource"], event["userName"]) == ("PostConfirmation_ConfirmSignUp", "bob")
    assert event["request"]["userAttributes"]["cognito:user_status"] == "CONFIRMED"


def test_the_pre_authentication_trigger_may_refuse_any_choice(
    anonymous_idp: Any, chooser: AppClient, choosers: UserPool, ann: User, functions: ScriptedTriggers
) -> None:
    choosers.settings["LambdaConfig"] = {"PreAuthentication": functions.on("gate", throwing("Not today"))}
    choosers.save()
    code, _ = refusal.of(lambda: begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="EMAIL_OTP"))
    assert code == "UserLambdaValidationException"
    assert not OutboxMessage.objects.exists()
