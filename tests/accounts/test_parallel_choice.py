"""Sign-in by choice when many ask at the same moment; on PostgreSQL with real parallelism."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from accounts import sign_up
from accounts.models import AuthSession, User
from accounts.models.auth_session import Context
from accounts.signin import auto_sign_in, engine
from accounts.signin.outcome import Challenge
from pools.models import AppClient
from tests.accounts.test_parallel import all_at_once
from tests.support import choosing, people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)

FIFTY = 50


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time; this runs in the suite's PostgreSQL pass")


@pytest.fixture
def chooser() -> AppClient:
    return choosing.client(choosing.pool())


def asked(client: AppClient, username: str, **parameters: str) -> Challenge:
    wanted = {"USERNAME": username, **parameters}
    outcome = engine.begin(client, flow="USER_AUTH", parameters=wanted, context=Context())
    assert isinstance(outcome, Challenge)
    return outcome


def answer(client: AppClient, challenge: str, session: str | None, **responses: str) -> object:
    return engine.answer(client, challenge=challenge, session=session, responses=responses, context=Context())


def test_a_choice_is_answered_once(chooser: AppClient) -> None:  # checklist 43
    people.confirmed(chooser.pool, "ann")
    session = asked(chooser, "ann").session
    ended = all_at_once(
        lambda: answer(chooser, "PASSWORD", session, USERNAME="ann", PASSWORD=people.PASSWORD), times=FIFTY
    )
    assert ended["SignedIn"] == 1
    assert not AuthSession.objects.exists()


def test_a_code_confirms_and_signs_in_once(chooser: AppClient) -> None:  # checklist 37, 43
    people.unconfirmed(chooser, "bob")
    session = asked(chooser, "bob", PREFERRED_CHALLENGE="EMAIL_OTP").session
    code = people.last_code("bob@example.com")
    ended = all_at_once(lambda: answer(chooser, "EMAIL_OTP", session, USERNAME="bob", EMAIL_OTP_CODE=code), times=FIFTY)
    assert ended["SignedIn"] == 1
    assert User.objects.get().status == "CONFIRMED"


def test_guesses_at_once_over_many_sessions_are_five(
    chooser: AppClient, clock: Clock, settings: Settings
) -> None:  # checklist 37
    settings.POOLHOUSE_SENDING_LIMITS = dict.fromkeys(settings.POOLHOUSE_SENDING_LIMITS, 0)
    clock.stop()
    people.confirmed(chooser.pool, "ann")
    sessions = [asked(chooser, "ann", PREFERRED_CHALLENGE="EMAIL_OTP").session for _ in range(15)]
    ended = all_at_once(
        lambda: answer(chooser, "EMAIL_OTP", sessions.pop(), USERNAME="ann", EMAIL_OTP_CODE="wrong"), times=15
    )
    assert ended["CodeMismatchException: Invalid code or auth state for the user."] == 5
    assert ended["NotAuthorizedException: Password attempts exceeded"] == 10


def test_who_signed_up_is_signed_in_once(chooser: AppClient) -> None:  # checklist 43
    user = people.unconfirmed(chooser, "bob")
    first = auto_sign_in.begin(chooser, user, typed="bob", sent_to="email") or ""
    confirmed = sign_up.confirm(chooser, username="bob", code=people.last_code("bob@example.com"))
    string = auto_sign_in.confirmed(chooser, confirmed, string=first, username="bob")
    ended = all_at_once(
        lambda: engine.begin(
            chooser, flow="USER_AUTH", parameters={"USERNAME": "bob"}, context=Context(), session=string
        ),
        times=FIFTY,
    )
    assert ended["SignedIn"] == 1


def test_a_sign_up_leads_to_one_string_that_stands_for_the_password(chooser: AppClient) -> None:  # checklist 43
    user = people.unconfirmed(chooser, "bob")
    first = auto_sign_in.begin(chooser, user, typed="bob", sent_to="email") or ""
    confirmed = sign_up.confirm(chooser, username="bob", code=people.last_code("bob@example.com"))
    all_at_once(lambda: auto_sign_in.confirmed(chooser, confirmed, string=first, username="bob"), times=FIFTY)
    assert [each.proved for each in AuthSession.objects.all()].count(["pwd"]) == 1


def test_a_code_leads_to_one_string(chooser: AppClient) -> None:  # checklist 37, 43
    user = people.unconfirmed(chooser, "bob")
    first = auto_sign_in.begin(chooser, user, typed="bob", sent_to="email")
    code = people.last_code("bob@example.com")

    def confirm() -> str | None:
        confirmed = sign_up.confirm(chooser, username="bob", code=code)
        return auto_sign_in.confirmed(chooser, confirmed, string=first, username="bob")

    assert all_at_once(confirm, times=15)["str"] == 1
    assert AuthSession.objects.count() == 1
