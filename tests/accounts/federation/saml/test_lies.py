"""Assertions that are signed and not for us, not of now, or not of this sign-in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.federation import taken_assertions
from accounts.models import AuthorizationCode, HostedSession, Identity, TakenAssertion, User
from pools.core import clock
from pools.models import AppClient
from tests.support import oauth, saml_trips
from tests.support.saml_answers import Answer, instant
from tests.support.saml_stand_in import SamlStandIn

pytestmark = pytest.mark.django_db

LIES: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"issuer": "https://evil.example.com"}, "issuer"),
    "no issuer": ({"issuer": None, "response_issuer": None}, "xsd"),
    "a message of another issuer": ({"response_issuer": "https://evil.example.com"}, "issuer"),
    "another audience": ({"audience": "urn:amazon:cognito:sp:us-east-1_AAAAAAAAA"}, "audience"),
    "an audience that only begins like ours": ({"audience": "urn:amazon:cognito:sp:"}, "audience"),
    "no audience": ({"audience": None}, "audience"),
    "another address": ({"destination": "https://evil.example.com/saml2/idpresponse"}, "Destination"),
    "an address that begins like ours": ({"destination": "{address}.evil"}, "Destination"),
    "an empty address": ({"destination": " "}, "Destination"),
    "another recipient": ({"recipient": "https://evil.example.com/saml2/idpresponse"}, "SubjectConfirmation"),
    "a recipient that holds ours": ({"recipient": "https://evil.example.com/?{address}"}, "SubjectConfirmation"),
    "no recipient": ({"recipient": None}, "SubjectConfirmation"),
    "another request": ({"request_id": "_another", "confirmed_request_id": "_another"}, "InResponseTo"),
    "an answer to nothing": ({"request_id": None, "confirmed_request_id": None}, "InResponseTo"),
    "an assertion for another request": ({"confirmed_request_id": "_another"}, "SubjectConfirmation"),
    "an assertion for no request": ({"confirmed_request_id": None}, "SubjectConfirmation"),
    "conditions that have ended": ({"not_on_or_after": instant(minutes=-5)}, "expired"),
    "conditions to come": ({"not_before": instant(hours=3)}, "not yet valid"),
    "a confirmation that has ended": ({"confirmed_until": instant(minutes=-5)}, "SubjectConfirmation"),
    "a confirmation without end": ({"confirmed_until": None}, "SubjectConfirmation"),
    "a session that has ended": ({"session_until": instant(minutes=-5)}, "xpir"),
    "a time of the future": ({"issued": instant(hours=3)}, "IssueInstant"),
    "a time long past": ({"issued": instant(hours=-1)}, "IssueInstant"),
    "a time that is none": ({"not_on_or_after": "soon"}, ""),
    "nobody": ({"name_id": None}, "NameID"),
    "nobody's empty name": ({"name_id": ""}, "NameID"),
    "nobody's blank name": ({"name_id": "  "}, "NameID"),
}


def assert_nobody_came() -> None:
    for model in (User, Identity, HostedSession, AuthorizationCode):
        assert not model._default_manager.exists()


@pytest.mark.parametrize(
    ("lie", "parts"),
    [*((lie, "assertion") for lie in LIES), ("another issuer", "response"), ("another request", "response")],
)
def test_an_assertion_that_is_not_of_this_sign_in_is_refused(
    web: Client, app: AppClient, stand_in: SamlStandIn, lie: str, parts: str, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 58
    changes, reason = LIES[lie]

    def change(answer: Answer) -> None:
        for name, value in changes.items():
            setattr(answer, name, value.replace("{address}", answer.address) if isinstance(value, str) else value)

    stand_in.parts = parts
    stand_in.change = change
    told = oauth.answer(saml_trips.go(web, app, stand_in))
    assert told["error_description"] == "Invalid SAML response received"
    assert reason in caplog.text
    assert_nobody_came()


@pytest.mark.parametrize("name", ["not_before", "issued"])
def test_a_clock_that_is_two_minutes_ahead_is_wrong(
    web: Client, app: AppClient, stand_in: SamlStandIn, name: str
) -> None:
    # checklist 58
    stand_in.change = lambda answer: setattr(answer, name, instant(minutes=2))
    assert "error" in oauth.answer(saml_trips.go(web, app, stand_in))
    assert_nobody_came()


def test_a_signed_message_must_say_where_it_goes(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 58
    stand_in.parts = "response"
    stand_in.change = lambda answer: setattr(answer, "destination", None)
    assert "error" in oauth.answer(saml_trips.go(web, app, stand_in))
    assert_nobody_came()


def test_one_that_is_not_signed_itself_need_not(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    stand_in.change = lambda answer: setattr(answer, "destination", None)
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))


def test_an_assertion_that_was_taken_before_is_refused(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 58
    stand_in.change = lambda answer: setattr(answer, "assertion_id", "_the-same")
    taken_assertions.take(app.pool, issuer=stand_in.entity_id, message_id="_the-same", expires_at=clock.now())
    assert oauth.answer(saml_trips.go(web, app, stand_in))["error"] == "invalid_request"
    assert TakenAssertion.objects.count() == 1
    assert_nobody_came()


def test_another_issuers_assertion_of_the_same_name_does_not_count(
    web: Client, app: AppClient, stand_in: SamlStandIn
) -> None:
    stand_in.change = lambda answer: setattr(answer, "assertion_id", "_the-same")
    taken_assertions.take(app.pool, issuer="https://other.example.com", message_id="_the-same", expires_at=clock.now())
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))


def test_a_trigger_that_says_no_leaves_nothing_but_the_taken_assertion(
    web: Client, app: AppClient, stand_in: SamlStandIn
) -> None:
    stand_in.name_id = "a name with blanks"
    told = oauth.answer(saml_trips.go(web, app, stand_in))
    assert told["error_description"] == "The identity provider's id of the user cannot be part of a username."
    assert_nobody_came()
