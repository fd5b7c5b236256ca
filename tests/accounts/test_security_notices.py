"""Whoever got another way to sign in, or lost one, is told so, where the installation wants it: Cognito tells nobody."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from accounts import attribute_verification, mfa, profile, recovery_codes
from accounts.mfa import Preference
from accounts.models import User
from accounts.models.auth_session import UNKNOWN, Context
from pools.core.errors import InvalidParameterException
from pools.models import AppClient, OutboxMessage, UserPool
from tests.support import factors, mailbox, people

pytestmark = pytest.mark.django_db

APP = "SOFTWARE_TOKEN_MFA"
NEW = "alice@new.example.com"


@pytest.fixture
def pool(db: None) -> UserPool:
    return factors.pool("OPTIONAL", APP, AutoVerifiedAttributes=["email"])


@pytest.fixture
def ann(pool: UserPool) -> User:
    """She has an app, which is not asked for yet."""
    user = people.confirmed(pool, "ann")
    factors.register_app(user)
    return user


def told() -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.exclude(event__in=["PasswordChanged", "UpdateUserAttribute"]).order_by("id")
    return [(row.event, row.recipient) for row in rows]


def turn(user: User, *, on: bool = True, hosted: bool = False, by_administrator: bool = False) -> None:
    mfa.set_preferences(user, {APP: Preference(enabled=on)}, hosted=hosted, by_administrator=by_administrator)


def test_the_mail_says_what_was_done_to_whom(ann: User) -> None:
    # checklist 45
    turn(ann, hosted=True)

    text = mailbox.text("ann@example.com")
    assert mailbox.newest("ann@example.com").subject == "A second step was turned on"
    assert text.startswith("A second step was turned on\n\nIt was done for your account ann on ")
    assert "{" not in text


def test_what_stays_as_it_is_is_not_told(ann: User) -> None:
    turn(ann, hosted=True)
    turn(ann, hosted=True)

    assert told() == [("SecondStepAdded", "ann@example.com")]


def test_calls_of_the_api_send_no_more_mails_than_cognito(ann: User, client: AppClient) -> None:
    turn(ann)
    turn(ann, on=False)
    profile.update(ann, attributes={"email": NEW}, client=client)
    attribute_verification.verify(ann, attribute="email", code=mailbox.code(NEW))
    recovery_codes.replace(ann)

    assert told() == []


def test_all_changes_are_told_where_the_installation_wants_it(settings: Settings, ann: User) -> None:
    settings.POOLHOUSE_PASSWORD_NOTICES = "all"

    turn(ann)
    turn(ann, on=False)

    assert told() == [("SecondStepAdded", "ann@example.com"), ("SecondStepRemoved", "ann@example.com")]


def test_no_change_is_told_where_the_installation_wants_none(settings: Settings, ann: User) -> None:
    settings.POOLHOUSE_PASSWORD_NOTICES = "off"

    turn(ann, hosted=True)

    assert told() == []


def test_an_address_that_is_not_proved_gets_no_mail(ann: User) -> None:
    ann.email_verified = False
    ann.save()

    turn(ann, hosted=True)

    assert told() == []


def test_what_an_administrator_does_is_not_told(ann: User) -> None:
    turn(ann, by_administrator=True)

    assert told() == []


@pytest.mark.parametrize(
    "context", [Context(hosted=True), UNKNOWN], ids=["on a page", "by an administrator, who names no client"]
)
def test_a_changed_address_is_told_at_the_old_one_if_its_user_changed_it(
    ann: User, client: AppClient, context: Context
) -> None:
    # checklist 45
    by: AppClient | None = client if context.hosted else None

    profile.update(ann, attributes={"email": NEW}, client=by, context=context)

    assert told() == [("EmailChanged", "ann@example.com")] * context.hosted


def test_the_last_factor_stays_where_the_pool_demands_one(pool: UserPool, ann: User) -> None:
    turn(ann)
    ann.pool.mfa_configuration = "ON"

    with pytest.raises(InvalidParameterException, match="requires MFA"):
        mfa.turn_off(ann, APP, hosted=True)
    assert told() == []
