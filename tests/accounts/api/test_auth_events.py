"""A user's history: what is kept where threat protection is on, who may read it, and who may say whether it is true."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import event_feedback, housekeeping, password_reset, passwords, sign_up
from accounts.models import AuthEvent, User
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Challenge
from pools.core import clock as core_clock
from pools.core.errors import CodeMismatchException, CognitoError, ExpiredCodeException, NotAuthorizedException
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of
from tests.accounts.conftest import make_client
from tests.support import factors, guarded, people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

CALLER = Context(ip=guarded.HOME, user_agent=guarded.CHROME)
NEW = "Brand-new-1!"


@pytest.fixture
def pool(db: None) -> UserPool:
    return guarded.pool()


def listed(idp: Any, pool: UserPool, username: str = "alice", **more: Any) -> Any:
    return idp.admin_list_user_auth_events(UserPoolId=pool.id, Username=username, **more)


def events(idp: Any, pool: UserPool, username: str = "alice") -> list[tuple[str, str]]:
    found = listed(idp, pool, username)["AuthEvents"]
    return [(event["EventType"], event["EventResponse"]) for event in found]


def test_a_sign_in_is_one_event(cognito_idp: Any, pool: UserPool, client: AppClient, alice: User) -> None:
    guarded.sign_in(client)

    event = listed(cognito_idp, pool)["AuthEvents"][0]

    assert (event["EventType"], event["EventResponse"]) == ("SignIn", "Pass")
    assert event["ChallengeResponses"] == [{"ChallengeName": "Password", "ChallengeResponse": "Success"}]
    assert event["EventRisk"] == {"RiskDecision": "NoRisk", "CompromisedCredentialsDetected": False}
    assert event["EventContextData"] == {
        "IpAddress": guarded.HOME,
        "DeviceName": "Chrome on Windows",
        "City": "Unknown",
        "Country": "Unknown",
    }
    assert abs(event["CreationDate"] - core_clock.now()) < timedelta(minutes=1)


def test_a_wrong_password_is_a_failed_event(cognito_idp: Any, pool: UserPool, client: AppClient, alice: User) -> None:
    with pytest.raises(NotAuthorizedException):
        guarded.begin(client, password="Wrong-1234!")

    event = listed(cognito_idp, pool)["AuthEvents"][0]
    assert (event["EventType"], event["EventResponse"]) == ("SignIn", "Fail")
    assert event["ChallengeResponses"] == [{"ChallengeName": "Password", "ChallengeResponse": "Failure"}]


def test_a_sign_in_in_two_steps_is_one_event_that_goes_on(cognito_idp: Any, db: None) -> None:
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})
    client = make_client(pool)
    app = factors.register_app(people.confirmed(pool, "alice"))
    asked = guarded.begin(client)
    assert isinstance(asked, Challenge)

    def answer(code: str) -> None:
        engine.answer(
            client,
            challenge=asked.name,
            session=asked.session,
            responses={"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": code},
            context=CALLER,
        )

    assert events(cognito_idp, pool) == [("SignIn", "InProgress")]
    with pytest.raises(CodeMismatchException):
        answer("000000" if app.code() != "000000" else "111111")
    assert events(cognito_idp, pool) == [("SignIn", "Fail")]
    answer(app.code())

    event = listed(cognito_idp, pool)["AuthEvents"]
    assert [(entry["ChallengeName"], entry["ChallengeResponse"]) for entry in event[0]["ChallengeResponses"]] == [
        ("Password", "Success"),
        ("Mfa", "Failure"),
        ("Mfa", "Success"),
    ]
    assert events(cognito_idp, pool) == [("SignIn", "Pass")]


def test_what_a_user_does_beside_signing_in_is_kept(cognito_idp: Any, pool: UserPool, client: AppClient) -> None:
    attributes = {"email": "bob@example.com"}
    user = sign_up.sign_up(client, username="bob", password=people.PASSWORD, attributes=attributes, context=CALLER).user
    sign_up.resend(client, username="bob", context=CALLER)
    sign_up.confirm(client, username="bob", code=people.last_code("bob@example.com"))
    user.refresh_from_db()
    user.pool = pool
    passwords.change(user, previous=people.PASSWORD, proposed=NEW, client=client, context=CALLER)
    with pytest.raises(NotAuthorizedException):
        passwords.change(user, previous="Wrong-1234!", proposed=NEW, client=client, context=CALLER)
    password_reset.forgot(client, username="bob", context=CALLER)
    code = people.last_code("bob@example.com")
    with pytest.raises(CodeMismatchException):
        password_reset.confirm_forgot(client, username="bob", code="no", password=NEW, context=CALLER)
    password_reset.confirm_forgot(client, username="bob", code=code, password=people.PASSWORD, context=CALLER)

    assert events(cognito_idp, pool, "bob") == [
        ("ForgotPassword", "Pass"),
        ("ForgotPassword", "Fail"),
        ("ForgotPassword", "InProgress"),
        ("PasswordChange", "Fail"),
        ("PasswordChange", "Pass"),
        ("ResendCode", "Pass"),
        ("SignUp", "Pass"),
    ]
    assert set(AuthEvent.objects.values_list("ip", "client_id")) == {(guarded.HOME, client.id)}


def test_without_threat_protection_nothing_is_asked_or_kept(cognito_idp: Any, other_pool: UserPool) -> None:
    client = make_client(other_pool)
    people.confirmed(other_pool, "alice")
    with CaptureQueriesContext(connection) as captured:
        guarded.sign_in(client)

    statements = [query["sql"].lower() for query in captured]
    assert not [sql for sql in statements if "authevent" in sql or "riskconfiguration" in sql]
    assert error_of(lambda: listed(cognito_idp, other_pool))[0] == "UserPoolAddOnNotEnabledException"


def test_events_are_paged_newest_first(cognito_idp: Any, pool: UserPool, client: AppClient, alice: User) -> None:
    for _ in range(5):
        guarded.sign_in(client)
    first = listed(cognito_idp, pool, MaxResults=2)
    second = listed(cognito_idp, pool, MaxResults=2, NextToken=first["NextToken"])
    third = listed(cognito_idp, pool, MaxResults=2, NextToken=second["NextToken"])

    pages = [[event["EventId"] for event in page["AuthEvents"]] for page in (first, second, third)]

    ids = [str(event_id) for event_id in AuthEvent.objects.order_by("-id").values_list("event_id", flat=True)]
    assert [*pages[0], *pages[1], *pages[2]] == ids
    assert "NextToken" not in third


def test_events_of_another_user_are_not_listed(
    cognito_idp: Any, pool: UserPool, client: AppClient, alice: User
) -> None:
    people.confirmed(pool, "bob")
    guarded.sign_in(client)

    assert events(cognito_idp, pool, "bob") == []
    assert error_of(lambda: listed(cognito_idp, pool, "nobody")) == ("UserNotFoundException", "User does not exist.")


def test_strangers_fill_no_table(pool: UserPool, client: AppClient, alice: User, clock: Clock) -> None:
    clock.stop()
    refused = []
    for _ in range(12):
        with pytest.raises(CognitoError) as error:
            guarded.begin(client, password="Wrong-1234!")
        refused.append(error.value.message)

    assert refused[-1] == "Password attempts exceeded"
    assert AuthEvent.objects.count() == 5


def test_of_one_users_failures_some_are_kept_in_an_hour(
    pool: UserPool, client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.unconfirmed(client, "bob")
    AuthEvent.objects.all().delete()
    for _ in range(65):
        with pytest.raises(CognitoError):
            guarded.begin(client, username="bob")

    assert AuthEvent.objects.count() == 60


def test_events_are_kept_for_two_years(pool: UserPool, client: AppClient, alice: User, clock: Clock) -> None:
    guarded.sign_in(client)

    clock.advance(days=729)
    housekeeping.sweep()
    assert AuthEvent.objects.count() == 1

    clock.advance(days=2)
    housekeeping.sweep()
    assert not AuthEvent.objects.exists()


# Feedback -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def event(client: AppClient, alice: User) -> str:
    guarded.sign_in(client)
    return str(AuthEvent.objects.get().event_id)


def by_admin(idp: Any, pool: UserPool, event: str, value: str = "Invalid", username: str = "alice") -> Any:
    return idp.admin_update_auth_event_feedback(
        UserPoolId=pool.id, Username=username, EventId=event, FeedbackValue=value
    )


def by_user(idp: Any, pool: UserPool, event: str, token: str, username: str = "alice") -> Any:
    return idp.update_auth_event_feedback(
        UserPoolId=pool.id, Username=username, EventId=event, FeedbackToken=token, FeedbackValue="Valid"
    )


def test_an_administrator_says_whether_it_was_the_user(cognito_idp: Any, pool: UserPool, event: str) -> None:
    by_admin(cognito_idp, pool, event)

    said = listed(cognito_idp, pool)["AuthEvents"][0]["EventFeedback"]
    assert (said["FeedbackValue"], said["Provider"]) == ("Invalid", "Admin")
    assert abs(said["FeedbackDate"] - core_clock.now()) < timedelta(minutes=1)


@pytest.mark.parametrize("unknown", ["no-uuid", "9b2f8a58-6b0c-4f5e-9d58-0d6a6d8b7c11"])
def test_there_is_no_feedback_on_what_did_not_happen(
    cognito_idp: Any, pool: UserPool, alice: User, unknown: str
) -> None:
    assert error_of(lambda: by_admin(cognito_idp, pool, unknown))[0] == "ResourceNotFoundException"


def test_there_is_no_feedback_on_another_users_event(cognito_idp: Any, pool: UserPool, event: str) -> None:
    people.confirmed(pool, "bob")

    assert error_of(lambda: by_admin(cognito_idp, pool, event, username="bob"))[0] == "ResourceNotFoundException"
    assert AuthEvent.objects.get().feedback is None


def test_the_user_says_it_with_the_token_of_the_mail(
    cognito_idp: Any, anonymous_idp: Any, pool: UserPool, alice: User, event: str
) -> None:
    by_user(anonymous_idp, pool, event, event_feedback.token(alice, uuid.UUID(event)))

    said = listed(cognito_idp, pool)["AuthEvents"][0]["EventFeedback"]
    assert (said["FeedbackValue"], said["Provider"]) == ("Valid", "User")


def test_a_token_is_good_for_its_own_event_only(anonymous_idp: Any, pool: UserPool, alice: User, event: str) -> None:
    other = event_feedback.token(alice, uuid.uuid4())

    assert error_of(lambda: by_user(anonymous_idp, pool, event, other)) == (
        "NotAuthorizedException",
        "Invalid feedback token.",
    )


def test_a_token_is_good_for_its_own_user_only(anonymous_idp: Any, pool: UserPool, alice: User, event: str) -> None:
    token = event_feedback.token(alice, uuid.UUID(event))

    assert error_of(lambda: by_user(anonymous_idp, pool, event, token, "bob"))[0] == "NotAuthorizedException"


@pytest.mark.parametrize("change", [lambda token: token[:-4] + "AAAA", lambda _: "made-up", lambda token: f"{token}x"])
def test_an_altered_token_is_refused(anonymous_idp: Any, pool: UserPool, alice: User, event: str, change: Any) -> None:
    token = change(event_feedback.token(alice, uuid.UUID(event)))

    assert error_of(lambda: by_user(anonymous_idp, pool, event, token))[0] == "NotAuthorizedException"


def test_a_token_is_good_for_a_week(anonymous_idp: Any, pool: UserPool, alice: User, event: str, clock: Clock) -> None:
    token = event_feedback.token(alice, uuid.UUID(event))
    clock.advance(days=6)
    by_user(anonymous_idp, pool, event, token)

    clock.advance(days=1, seconds=1)

    assert error_of(lambda: by_user(anonymous_idp, pool, event, token))[0] == "NotAuthorizedException"


def test_the_token_of_a_user_who_is_gone_is_no_good(
    anonymous_idp: Any, pool: UserPool, alice: User, event: str
) -> None:
    token = event_feedback.token(alice, uuid.UUID(event))
    alice.delete()

    assert error_of(lambda: by_user(anonymous_idp, pool, event, token))[0] == "NotAuthorizedException"


def test_a_pool_without_threat_protection_takes_no_feedback(
    anonymous_idp: Any, cognito_idp: Any, other_pool: UserPool
) -> None:
    user = people.confirmed(other_pool, "alice")
    token = event_feedback.token(user, uuid.uuid4())
    wanted = "UserPoolAddOnNotEnabledException"

    assert error_of(lambda: by_user(anonymous_idp, other_pool, "event", token))[0] == wanted
    assert error_of(lambda: by_admin(cognito_idp, other_pool, "event"))[0] == wanted


def test_a_late_code_is_a_failed_event(pool: UserPool, client: AppClient, alice: User, clock: Clock) -> None:
    password_reset.forgot(client, username="alice", context=CALLER)
    code = people.last_code("alice@example.com")
    clock.advance(hours=2)

    with pytest.raises(ExpiredCodeException):
        password_reset.confirm_forgot(client, username="alice", code=code, password=NEW, context=CALLER)

    assert AuthEvent.objects.latest("id").response == "Fail"
