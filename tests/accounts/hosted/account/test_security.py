"""`/account/security`: second steps, an authenticator app, recovery codes."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import recovery_codes, software_tokens
from accounts.models import SoftwareToken, User
from pools import mfa_configuration
from pools.models import OutboxMessage, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, oauth, people
from tests.support.account_desk import AccountDesk, asks_to_sign_in, field_error, problem, said
from tests.support.clock import Clock
from tests.support.factors import App

pytestmark = pytest.mark.django_db

HERE = "account/security"
APP = "SOFTWARE_TOKEN_MFA"
PHONE = "+15551230001"


def pool_of(mode: str, *names: str) -> UserPool:
    return factors.pool(mode, *names, name="Northwind", AutoVerifiedAttributes=["email", "phone_number"])


@pytest.fixture
def pool(db: None, clock: Clock) -> UserPool:
    clock.stop()
    return pool_of("OPTIONAL", APP, "EMAIL_OTP", "SMS_MFA")


@pytest.fixture
def alice(pool: UserPool) -> User:
    """With two addresses, so that either may be a second step."""
    return people.confirmed(pool, "alice", phone_number=PHONE, phone_number_verified="true")


def user() -> User:
    return User.objects.get(username="alice")


def notices() -> list[str]:
    rows = OutboxMessage.objects.filter(recipient="alice@example.com").exclude(event="PasswordChanged").order_by("id")
    return list(rows.values_list("event", flat=True))


def shown_app(page: str) -> App:
    key = re.search(r'id="key"[^>]*>(.*?)</code>', page, re.DOTALL)
    assert key
    return App("".join(re.findall(r"<span>(\w+)</span>", key[1])))


def set_up(desk: AccountDesk) -> App:
    """An app that was given the seed that the page shows."""
    sent = desk.send(HERE, answer="set-up", step=APP)
    return shown_app(desk.after(sent))


def demand(desk: AccountDesk) -> None:
    """Let the pool demand a second step from now on."""
    members = {member: value for name in (APP, "SMS_MFA") for member, value in factors.TURNED_ON[name].items()}
    mfa_configuration.replace(desk.app.pool, settings={**members, "MfaConfiguration": "ON"})


def test_an_app_is_set_up_with_recovery_codes(desk: AccountDesk) -> None:
    app = set_up(desk)

    page = desk.after(desk.send("account/security/app", code=app.code(), name="Phone"))

    assert "Save your recovery codes" in page
    assert len(re.findall(r"<li><code>[a-z0-9]{5}-[a-z0-9]{5}</code></li>", page)) == 10
    assert user().mfa_factors == [APP]
    assert software_tokens.name_of(user()) == "Phone"


def test_its_owner_is_told(desk: AccountDesk) -> None:
    # checklist 45
    app = set_up(desk)

    desk.send("account/security/app", code=app.code(), name="")

    assert notices() == ["SecondStepAdded"]


def test_a_wrong_code_sets_nothing_up(desk: AccountDesk) -> None:
    app = set_up(desk)

    page = desk.send("account/security/app", code=app.code(steps=5)).content.decode()

    assert field_error(page, "code").startswith("That code isn")
    assert user().mfa_factors == []
    assert notices() == []


def test_guesses_are_counted(desk: AccountDesk) -> None:
    # checklist 44
    app = set_up(desk)
    for _ in range(5):
        desk.send("account/security/app", code="000000")

    desk.send("account/security/app", code=app.code())

    assert user().mfa_factors == []


def test_an_app_that_works_works_on_until_the_new_one_does(desk: AccountDesk) -> None:
    factors.with_app(user())
    before = SoftwareToken.objects.get().seed

    set_up(desk)

    assert SoftwareToken.objects.get().seed == before


def test_another_app_takes_its_place(desk: AccountDesk) -> None:
    # checklist 45
    factors.with_app(user())
    recovery_codes.replace(user())
    app = set_up(desk)

    page = desk.after(desk.send("account/security/app", code=app.code()))

    assert said(page) == "Your app is set up."
    assert "Save your recovery codes" not in page
    assert notices() == ["SecondStepAdded"]


def test_sending_the_code_twice_does_no_harm(desk: AccountDesk) -> None:
    app = set_up(desk)
    desk.send("account/security/app", code=app.code())

    page = desk.after(desk.send("account/security/app", code=app.code()))

    assert "Second step" in page
    assert problem(page) == ""


def test_without_a_seed_there_is_nothing_to_enter(desk: AccountDesk) -> None:
    assert desk.leads_to(desk.open("account/security/app"), HERE)


@pytest.mark.parametrize("name", ["EMAIL_OTP", "SMS_MFA"])
def test_codes_to_a_proved_address_can_be_turned_on(desk: AccountDesk, name: str) -> None:
    page = desk.after(desk.send(HERE, answer="on", step=name))

    assert "Save your recovery codes" in page
    assert user().mfa_factors == [name]
    assert notices() == ["SecondStepAdded"]


def test_codes_to_an_address_that_is_not_proved_cannot(desk: AccountDesk) -> None:
    # checklist 48
    User.objects.update(phone_number_verified=False)

    page = desk.look(HERE)
    desk.send(HERE, answer="on", step="SMS_MFA")

    assert "Add and verify your phone number first." in page
    assert user().mfa_factors == []


def test_the_only_address_for_a_forgotten_password_is_no_second_step(desk: AccountDesk) -> None:
    # checklist 48
    User.objects.update(phone_number="", phone_number_verified=None)

    page = desk.look(HERE)
    desk.send(HERE, answer="on", step="EMAIL_OTP")

    assert "Codes for a forgotten password go there." in page
    assert user().mfa_factors == []


def test_it_is_asked_before_one_is_turned_off(desk: AccountDesk) -> None:
    factors.with_app(user())

    page = desk.look(HERE, remove=APP)

    assert "Turn off this second step?" in page
    assert user().mfa_factors == [APP]


def test_an_app_that_is_turned_off_is_forgotten(desk: AccountDesk) -> None:
    # checklist 45
    factors.with_app(user())

    page = desk.after(desk.send(HERE, answer="off", step=APP))

    assert said(page) == "A second step was turned off"
    assert user().mfa_factors == []
    assert not SoftwareToken.objects.exists()
    assert notices() == ["SecondStepRemoved"]


def test_turning_off_twice_does_no_harm(desk: AccountDesk) -> None:
    factors.with_app(user())
    desk.send(HERE, answer="off", step=APP)

    page = desk.after(desk.send(HERE, answer="off", step=APP))

    assert (said(page), problem(page)) == ("", "")
    assert notices() == ["SecondStepRemoved"]


def test_the_last_one_stays_where_the_pool_demands_one(desk: AccountDesk) -> None:
    factors.with_app(user())
    demand(desk)

    page = desk.look(HERE)
    refused = desk.after(desk.send(HERE, answer="off", step=APP))

    assert "remove=" not in page
    assert problem(refused) == "A second step is needed here. Turn on another one before you turn this off."
    assert user().mfa_factors == [APP]
    assert software_tokens.is_verified(user())


def test_one_that_can_be_asked_no_more_is_no_other_one(desk: AccountDesk) -> None:
    factors.with_app(user())
    factors.prefer(user(), "SMS_MFA")
    demand(desk)
    User.objects.update(phone_number="", phone_number_verified=None)

    page = desk.after(desk.send(HERE, answer="off", step=APP))

    assert problem(page).startswith("A second step is needed here.")
    assert APP in user().mfa_factors
    assert software_tokens.is_verified(user())


def test_one_of_two_may_go(desk: AccountDesk) -> None:
    factors.with_app(user())
    factors.prefer(user(), "SMS_MFA")
    demand(desk)

    desk.send(HERE, answer="off", step=APP)

    assert user().mfa_factors == ["SMS_MFA"]


def test_one_of_several_can_be_asked_for_first(desk: AccountDesk) -> None:
    factors.with_app(user())
    factors.prefer(user(), "SMS_MFA")

    page = desk.after(desk.send(HERE, answer="prefer", step=APP))

    assert "Asked for first" in page
    assert user().preferred_mfa == APP


def test_another_app_is_asked_for_first_as_the_one_before(desk: AccountDesk) -> None:
    factors.with_app(user())
    factors.prefer(user(), "SMS_MFA", APP, preferred=APP)
    app = set_up(desk)

    desk.send("account/security/app", code=app.code())

    assert user().preferred_mfa == APP


@pytest.mark.parametrize(
    ("answer", "step"),
    [("on", APP), ("on", "PASSKEY"), ("off", ""), ("", APP), ("prefer", "SMS_MFA"), ("set-up", "SMS_MFA"), ("x", "x")],
)
def test_what_is_not_offered_does_nothing(desk: AccountDesk, answer: str, step: str) -> None:
    # checklist 43
    before = user().updated_at

    page = desk.after(desk.send(HERE, answer=answer, step=step))

    assert (said(page), problem(page)) == ("", "")
    assert user().updated_at == before


@pytest.mark.parametrize("page", [HERE, "account/security/codes"])
@pytest.mark.parametrize("answer", ["set-up", "on", "off", "prefer", "new"])
def test_changes_want_a_recent_sign_in(desk: AccountDesk, clock: Clock, page: str, answer: str) -> None:
    # checklist 45
    factors.with_app(user())
    before = user().updated_at
    clock.advance(minutes=6)

    assert asks_to_sign_in(desk.send(page, answer=answer, step=APP))
    assert user().updated_at == before
    assert not recovery_codes.left(user())


def test_where_the_pool_has_none_there_is_no_page(web: Client, other_pool: UserPool) -> None:
    people.confirmed(other_pool, "alice")
    desk = AccountDesk(web, make_client(other_pool, "app", **oauth.SETTINGS)).sign_in()

    page = desk.after(desk.send(HERE, answer="set-up", step=APP))

    assert problem(page) == "That isn't part of your account here."
    assert not SoftwareToken.objects.exists()


def test_new_codes_make_the_old_ones_void(desk: AccountDesk) -> None:
    # checklist 45
    factors.with_app(user())
    recovery_codes.replace(user())
    left = recovery_codes.left(user())

    page = desk.after(desk.send("account/security/codes", answer="new"))

    assert page.count("<li><code>") == left == recovery_codes.left(user())
    assert notices() == ["RecoveryCodesReplaced"]


def test_codes_are_shown_until_they_are_put_aside(desk: AccountDesk) -> None:
    factors.with_app(user())
    desk.send("account/security/codes", answer="new")
    again = desk.look("account/security/codes")

    desk.send("account/security/codes", answer="done")
    after = desk.look("account/security/codes")

    assert again.count("<li><code>") == 10
    assert "<li><code>" not in after
    assert "10 codes left." in after


def test_codes_are_sealed_on_their_way(desk: AccountDesk) -> None:
    # checklist 45
    factors.with_app(user())
    desk.send("account/security/codes", answer="new")
    [code, *_] = re.findall(r"<code>([a-z0-9-]+)</code>", desk.look("account/security/codes"))

    assert code not in desk.web.cookies["account-told"].value


def test_codes_that_somebody_left_in_a_browser_are_shown_to_nobody_else(desk: AccountDesk) -> None:
    # checklist 45, 49
    factors.with_app(user())
    desk.send("account/security/codes", answer="new")
    bert = people.confirmed(desk.app.pool, "bert")
    desk.sign_in("bert")
    factors.with_app(bert)

    page = desk.look("account/security/codes")

    assert desk.web.cookies["account-told"].value
    assert "<li><code>" not in page


def test_without_a_second_step_there_are_no_codes(desk: AccountDesk) -> None:
    page = desk.after(desk.send("account/security/codes", answer="new"))

    assert problem(page) == "That isn't part of your account here."
    assert recovery_codes.left(user()) == 0


def test_it_costs_few_queries(desk: AccountDesk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factors.with_app(user())
    desk.look(HERE)

    with django_assert_num_queries(8):
        desk.look(HERE)
