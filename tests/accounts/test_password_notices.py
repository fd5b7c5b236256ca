"""Whoever's password was changed is told so, where the installation wants it: Cognito tells nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django.fixtures import Settings

from accounts import passwords
from accounts.models import User
from accounts.models.auth_session import Context
from pools.delivery import placeholders
from pools.models import AppClient, OutboxMessage, UserPool
from tests.support import mailbox, people

pytestmark = pytest.mark.django_db

NEW = "Another-h0rse!"
HOSTED = Context(hosted=True)


def change(user: User, context: Context = HOSTED) -> None:
    passwords.change(user, previous=people.PASSWORD, proposed=NEW, context=context)


def told() -> list[str]:
    return list(OutboxMessage.objects.filter(event="PasswordChanged").values_list("recipient", flat=True))


def test_the_owner_is_told_at_the_verified_address(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    # checklist 34
    monkeypatch.setattr("accounts.security_notices.clock.now", lambda: datetime(2026, 3, 4, 5, 6, tzinfo=UTC))

    change(alice)

    assert told() == ["alice@example.com"]
    assert mailbox.newest("alice@example.com").subject == "Your password was changed"
    assert mailbox.text("alice@example.com").startswith(
        "The password of your account alice was changed on 04 March 2026, 05:06 UTC."
    )


def test_a_call_of_the_api_sends_no_more_mails_than_cognito(alice: User) -> None:
    change(alice, Context())

    assert told() == []


def test_all_changes_are_told_where_the_installation_wants_it(settings: Settings, alice: User) -> None:
    settings.POOLHOUSE_PASSWORD_NOTICES = "all"

    change(alice, Context())
    passwords.set_password(alice, password=people.PASSWORD, permanent=True)

    assert told() == ["alice@example.com"] * 2


def test_no_change_is_told_where_the_installation_wants_none(settings: Settings, alice: User) -> None:
    settings.POOLHOUSE_PASSWORD_NOTICES = "off"

    change(alice)

    assert told() == []


@pytest.mark.parametrize("changes", [{"email_verified": False}, {"email": "nobody at all", "email_verified": True}])
def test_an_address_that_is_not_the_users_is_told_nothing(alice: User, changes: dict[str, object]) -> None:
    User.objects.update(**changes)
    alice.refresh_from_db()

    change(alice)

    assert told() == []


def test_who_signs_in_by_address_is_called_by_it(email_client: AppClient) -> None:
    user = people.confirmed(email_client.pool, "ann")

    change(user)

    assert "of your account ann@example.com was" in mailbox.text("ann@example.com")


def test_a_refused_change_is_not_told(pool: UserPool, alice: User) -> None:
    pool.settings["Policies"]["PasswordPolicy"]["PasswordHistorySize"] = 1
    alice.pool = pool

    with pytest.raises(Exception, match="previously been used"):
        passwords.change(alice, previous=people.PASSWORD, proposed=people.PASSWORD, context=HOSTED)

    assert told() == []


def test_a_value_is_filled_in_once_and_escaped() -> None:
    # checklist 39
    values = {"username": "<b>{time}</b>", "time": "now"}

    filled = placeholders.fill_named("{username} {time} {other} {{7*7}}", values, as_html=True)

    assert filled == "&lt;b&gt;{time}&lt;/b&gt; now {other} {{7*7}}"
