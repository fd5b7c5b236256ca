"""How unusual a sign-in is, and what the pool does about it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts import event_feedback
from accounts.models import AuthEvent, User
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Challenge, SignedIn
from pools import threat_protection
from pools.core.errors import NotAuthorizedException, UserNotFoundException
from pools.delivery.content import Content
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, guarded, mailbox, people
from tests.support.guarded import AWAY, CHROME, FIREFOX, HOME, NEXT_DOOR

pytestmark = pytest.mark.django_db

REFUSED = "Unable to login because of security reasons."


@pytest.fixture
def pool(db: None) -> UserPool:
    return guarded.pool()


@pytest.fixture
def alice(pool: UserPool, client: AppClient) -> User:
    """She has signed in at home."""
    user = people.confirmed(pool, "alice")
    guarded.sign_in(client)
    return user


def last_event() -> AuthEvent:
    return AuthEvent.objects.latest("id")


@pytest.mark.parametrize(
    ("ip", "user_agent", "level"),
    [
        (HOME, CHROME, ""),
        (HOME, FIREFOX, "Low"),
        (NEXT_DOOR, CHROME, "Low"),
        (AWAY, CHROME, "Medium"),
        (AWAY, FIREFOX, "High"),
        (NEXT_DOOR, FIREFOX, "High"),
        ("2001:db8::1", CHROME, "Medium"),
    ],
)
def test_the_risk_is_told_by_address_and_device(
    client: AppClient, alice: User, ip: str, user_agent: str, level: str
) -> None:
    guarded.sign_in(client, ip=ip, user_agent=user_agent)

    event = last_event()
    assert event.risk_level == level
    assert event.risk_decision == ("AccountTakeover" if level else "NoRisk")


def test_a_first_sign_in_cannot_be_unusual(client: AppClient, pool: UserPool) -> None:
    guarded.react(pool, Low="BLOCK", Medium="BLOCK", High="BLOCK")
    people.confirmed(pool, "bob")

    guarded.sign_in(client, username="bob", ip=AWAY)

    assert last_event().risk_decision == "NoRisk"


def test_a_place_is_known_once_one_has_signed_in_there(client: AppClient, alice: User) -> None:
    guarded.sign_in(client, ip=AWAY)
    guarded.sign_in(client, ip=AWAY)

    assert last_event().risk_level == ""


def test_a_place_where_signing_in_failed_is_not_known(client: AppClient, alice: User) -> None:
    with pytest.raises(NotAuthorizedException):
        guarded.begin(client, ip=AWAY, password="Wrong-1234!")

    guarded.sign_in(client, ip=AWAY)

    assert last_event().risk_level == "Medium"


def test_a_place_that_was_said_to_be_somebody_elses_is_not_known(client: AppClient, alice: User) -> None:
    guarded.sign_in(client, ip=AWAY)
    event_feedback.give(alice, str(last_event().event_id), "Invalid")

    guarded.sign_in(client, ip=AWAY)

    assert last_event().risk_level == "Medium"


def test_too_high_a_risk_is_refused_although_the_password_is_right(
    client: AppClient, pool: UserPool, alice: User
) -> None:
    guarded.react(pool, High="BLOCK")

    with pytest.raises(NotAuthorizedException, match=REFUSED):
        guarded.begin(client, ip=AWAY, user_agent=FIREFOX)

    event = last_event()
    assert (event.response, event.risk_decision, event.risk_level) == ("Fail", "Block", "High")
    assert isinstance(guarded.begin(client), SignedIn)


def test_a_wrong_password_is_told_as_such_wherever_it_comes_from(
    client: AppClient, pool: UserPool, alice: User
) -> None:
    guarded.react(pool, High="BLOCK")

    with pytest.raises(NotAuthorizedException, match="Incorrect username or password"):
        guarded.begin(client, ip=AWAY, user_agent=FIREFOX, password="Wrong-1234!")


def test_in_audit_mode_risks_are_only_noted(db: None) -> None:
    pool = guarded.pool("AUDIT")
    client = make_client(pool)
    people.confirmed(pool, "alice")
    guarded.react(pool, High="BLOCK")
    guarded.sign_in(client)

    guarded.sign_in(client, ip=AWAY, user_agent=FIREFOX)

    assert (last_event().risk_decision, last_event().response) == ("AccountTakeover", "Pass")


def with_app(mode: str) -> tuple[AppClient, User]:
    pool = factors.pool(mode, "SOFTWARE_TOKEN_MFA", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})
    client = make_client(pool)
    user = people.confirmed(pool, "alice")
    guarded.sign_in(client)
    return client, user


@pytest.mark.parametrize("action", ["MFA_REQUIRED", "MFA_IF_CONFIGURED"])
def test_a_second_factor_is_asked_for_where_it_would_not_be(action: str) -> None:
    client, user = with_app("OPTIONAL")
    app = factors.register_app(user)
    guarded.react(client.pool, Medium=action)

    asked = guarded.begin(client, ip=AWAY)
    assert isinstance(asked, Challenge)
    done = engine.answer(
        client,
        challenge=asked.name,
        session=asked.session,
        responses={"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": app.code()},
        context=Context(ip=AWAY, user_agent=CHROME),
    )

    assert asked.name == "SOFTWARE_TOKEN_MFA"
    assert isinstance(done, SignedIn)
    event = last_event()
    assert (event.response, event.risk_level) == ("Pass", "Medium")
    assert [entry["ChallengeName"] for entry in event.challenges] == ["Password", "Mfa"]


def test_who_has_no_second_factor_is_refused_where_one_is_required() -> None:
    client, _ = with_app("OPTIONAL")
    guarded.react(client.pool, Medium="MFA_REQUIRED")

    with pytest.raises(NotAuthorizedException):
        guarded.begin(client, ip=AWAY)


def test_who_has_no_second_factor_gets_in_where_one_is_asked_for_if_there_is_any() -> None:
    client, _ = with_app("OPTIONAL")
    guarded.react(client.pool, Medium="MFA_IF_CONFIGURED")

    assert isinstance(guarded.begin(client, ip=AWAY), SignedIn)


def test_a_client_may_have_its_own_reaction(client: AppClient, pool: UserPool, alice: User) -> None:
    strict = make_client(pool, "strict")
    guarded.react(pool, strict, Medium="BLOCK")

    assert isinstance(guarded.begin(client, ip=AWAY), SignedIn)
    with pytest.raises(NotAuthorizedException, match=REFUSED):
        guarded.begin(strict, ip="192.0.2.99")


@pytest.mark.parametrize("username", ["alice", "nobody"])
def test_from_a_blocked_range_nobody_signs_in(client: AppClient, pool: UserPool, alice: User, username: str) -> None:
    ranges = {"RiskExceptionConfiguration": {"BlockedIPRangeList": ["203.0.113.0/24"]}}
    threat_protection.configure(pool, settings=ranges)

    with pytest.raises(NotAuthorizedException, match=REFUSED):
        guarded.begin(client, ip=AWAY, username=username)


def test_a_blocked_range_is_noted(client: AppClient, pool: UserPool, alice: User) -> None:
    threat_protection.configure(
        pool, settings={"RiskExceptionConfiguration": {"BlockedIPRangeList": ["203.0.113.0/24"]}}
    )

    with pytest.raises(NotAuthorizedException):
        guarded.begin(client, ip=AWAY)

    event = last_event()
    assert (event.response, event.risk_decision, event.challenges) == ("Fail", "Block", [])


def test_a_range_that_is_skipped_is_never_unusual(client: AppClient, pool: UserPool, alice: User) -> None:
    guarded.react(pool, High="BLOCK")
    row = threat_protection.describe(pool)
    ranges = {"RiskExceptionConfiguration": {"SkippedIPRangeList": ["203.0.113.0/24"]}}
    threat_protection.configure(pool, settings=row.settings | ranges)

    assert isinstance(guarded.begin(client, ip=AWAY, user_agent=FIREFOX), SignedIn)


def test_the_address_of_a_server_that_calls_for_many_says_nothing(
    client: AppClient, pool: UserPool, alice: User
) -> None:
    guarded.react(pool, High="BLOCK", Medium="BLOCK")

    assert isinstance(guarded.begin(client, ip=AWAY, user_agent="Boto3/1.44", by_server=True), SignedIn)


def test_who_does_not_exist_is_told_so_as_before(client: AppClient, pool: UserPool) -> None:
    with pytest.raises(UserNotFoundException):
        guarded.begin(client, username="nobody")


# Mails --------------------------------------------------------------------------------------------------------------


NOTICES = {
    "BlockEmail": {"Subject": "Stop, {username}", "HtmlBody": "<p>{ip-address} {{7*7}} {city}</p>"},
    "NoActionEmail": {
        "Subject": "New sign-in",
        "TextBody": "{username} {ip-address} {device-name} {event-id} {feedback-token} {one-click-link-invalid}",
    },
}


def test_the_user_is_told_in_the_pools_words(client: AppClient, pool: UserPool, alice: User) -> None:
    guarded.react(pool, notify=True, notices=NOTICES, Medium="NO_ACTION")

    guarded.sign_in(client, ip=AWAY)

    text = mailbox.text("alice@example.com")
    event = last_event()
    assert text.startswith(f"alice {AWAY} Chrome on Windows {event.event_id} ")
    assert f"/{pool.id}/signInFeedback?username=alice&event_id={event.event_id}&token=" in text


def test_a_blocked_sign_in_is_told_in_html_and_text(client: AppClient, pool: UserPool, alice: User) -> None:
    # checklist 39
    guarded.react(pool, notify=True, notices=NOTICES, High="BLOCK")
    with pytest.raises(NotAuthorizedException):
        guarded.begin(client, ip=AWAY, user_agent=FIREFOX)

    message = mailbox.newest("alice@example.com")
    content = Content.of(message)
    assert message.subject == "Stop, alice"
    assert content.html == f"<p>{AWAY} {{{{7*7}}}} unknown</p>"
    assert content.text == f"{AWAY} {{{{7*7}}}} unknown"


def test_without_texts_of_its_own_a_pool_says_what_it_did(client: AppClient, pool: UserPool, alice: User) -> None:
    guarded.react(pool, notify=True, Medium="MFA_IF_CONFIGURED")

    guarded.sign_in(client, ip=AWAY)

    assert "We asked for a second proof." in mailbox.text("alice@example.com")


def test_links_and_token_are_not_kept_when_the_mail_was_sent(client: AppClient, pool: UserPool, alice: User) -> None:
    guarded.react(pool, notify=True, notices=NOTICES, Medium="NO_ACTION")
    guarded.sign_in(client, ip=AWAY)

    content = Content.of(mailbox.newest("alice@example.com"))

    token = re.search(r"token=([\w-]+)", content.text)
    assert token
    assert token[1] not in content.masked_text
    assert "******" in content.masked_text


@pytest.mark.parametrize("changes", [{"email_verified": False}, {"email": ""}])
def test_an_address_that_is_not_verified_is_told_nothing(
    client: AppClient, pool: UserPool, alice: User, changes: dict[str, Any]
) -> None:
    User.objects.update(**changes)
    guarded.react(pool, notify=True, notices=NOTICES, Medium="NO_ACTION")

    guarded.sign_in(client, ip=AWAY)

    assert not OutboxMessage.objects.exists()


def test_in_audit_mode_nobody_is_told(db: None) -> None:
    pool = guarded.pool("AUDIT")
    client = make_client(pool)
    people.confirmed(pool, "alice")
    guarded.react(pool, notify=True, notices=NOTICES, Medium="NO_ACTION")
    guarded.sign_in(client)

    guarded.sign_in(client, ip=AWAY)

    assert not OutboxMessage.objects.exists()
