"""`/login` where the name comes first: what it leads to, and that it tells nobody from somebody."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import AuthSession, User
from accounts.models.user import UserStatus
from pools.models import AppClient, OutboxMessage, UserPool
from tests.support import choosing, hosted_desk, mailbox, oauth, people
from tests.support.clock import Clock
from tests.support.hosted_desk import HostedDesk, is_signed_in
from tests.support.scripted_triggers import ScriptedTriggers, responding

pytestmark = pytest.mark.django_db

PHONE = "+15555550123"
MAIL = "ann@example.com"
INCORRECT = "Incorrect username or password."
LEGACY = {"PreventUserExistenceErrors": "LEGACY"}


@pytest.fixture
def pool(db: None) -> UserPool:
    return choosing.pool()


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return choosing.client(pool, "app", **oauth.SETTINGS)


@pytest.fixture
def desk(web: Client, client: AppClient) -> HostedDesk:
    return HostedDesk(web, client)


@pytest.fixture
def ann(pool: UserPool) -> User:
    """She has a password, an address and a telephone."""
    return people.confirmed(pool, "ann", phone_number=PHONE)


def ways(page: str) -> list[str]:
    """What there is to choose from."""
    return re.findall(r'name="answer" value="([A-Z_]+)"', page)


def code_to(address: str) -> str:
    """The code of a first factor, which has eight digits."""
    found = re.search(r"\b\d{8}\b", mailbox.text(address))
    assert found is not None
    return found[0]


def test_the_name_is_asked_for_alone(desk: HostedDesk) -> None:
    page = desk.look("login")

    assert 'name="username"' in page
    assert 'type="password"' not in page
    assert "Next" in page


@pytest.mark.parametrize(
    ("pool_settings", "flows"),
    [
        ({"factors": ["PASSWORD"]}, choosing.FLOWS),
        ({}, ["ALLOW_USER_SRP_AUTH"]),
    ],
)
def test_without_a_choice_name_and_password_are_on_one_page(
    web: Client, db: None, pool_settings: dict[str, object], flows: list[str]
) -> None:
    pool = choosing.pool("plain", **pool_settings)  # type: ignore[arg-type]
    desk = HostedDesk(web, choosing.client(pool, **{**oauth.SETTINGS, "ExplicitAuthFlows": flows}))
    people.confirmed(pool, "ann")

    assert 'type="password"' in desk.look("login")
    assert is_signed_in(desk.sign_in("ann"))


def test_the_name_leads_to_what_its_owner_has(desk: HostedDesk, ann: User) -> None:
    response = desk.name("ann")
    page = desk.look()

    assert desk.leads_to(response, "challenge")
    assert ways(page) == ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]
    assert "a***@e***" in page
    assert "+*******0123" in page
    assert "Signing in as <b><bdi>ann</bdi></b>" in page


def test_no_code_is_sent_before_one_is_asked_for(desk: HostedDesk, ann: User) -> None:
    # checklist 40
    desk.name("ann")

    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(("answer", "address"), [("EMAIL_OTP", MAIL), ("SMS_OTP", PHONE)])
def test_a_code_signs_in(desk: HostedDesk, ann: User, answer: str, address: str) -> None:
    desk.name("ann")
    desk.send(answer=answer)
    page = desk.look()

    response = desk.send(code=code_to(address))

    assert 'maxlength="8"' in page
    assert page.count('class="slot"') == 8
    assert is_signed_in(response)


def test_the_password_signs_in(desk: HostedDesk, ann: User) -> None:
    desk.name("ann")
    desk.send(answer="PASSWORD")
    page = desk.look()

    response = desk.send(password=people.PASSWORD)

    assert 'autocomplete="username" value="ann" readonly' in page
    assert 'autocomplete="current-password"' in page
    assert is_signed_in(response)


def test_a_wrong_password_can_be_typed_anew(desk: HostedDesk, ann: User) -> None:
    desk.name("ann")
    desk.send(answer="PASSWORD")

    refused = hosted_desk.text(desk.send(password="wrong-Pa55word!"))

    assert INCORRECT in refused
    assert is_signed_in(desk.send(password=people.PASSWORD))


def test_too_many_wrong_passwords_lock(desk: HostedDesk, ann: User) -> None:
    # checklist 30
    desk.name("ann")
    desk.send(answer="PASSWORD")
    pages = [hosted_desk.text(desk.send(password="wrong-Pa55word!")) for _ in range(6)]

    assert "Too many attempts. Try again in 15 minutes or reset your password." in pages[-1]
    assert "Too many attempts." in hosted_desk.text(desk.send(password=people.PASSWORD))


def test_another_way_is_one_step_back(desk: HostedDesk, ann: User) -> None:
    desk.name("ann")
    desk.send(answer="EMAIL_OTP")
    page = desk.look()

    response = desk.send("challenge/choose")

    assert "Try another way" in page
    assert desk.leads_to(response, "challenge")
    assert ways(desk.look()) == ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]


def test_with_one_way_nobody_is_asked_to_choose(web: Client, db: None) -> None:
    pool = choosing.pool("mail only", factors=["PASSWORD", "EMAIL_OTP"])
    user = people.confirmed(pool, "ann")
    user.password = ""
    user.save()
    desk = HostedDesk(web, choosing.client(pool, **oauth.SETTINGS))

    desk.name("ann")
    page = desk.look()

    assert "Check your email" in page
    assert "Try another way" not in page
    assert is_signed_in(desk.send(code=code_to(MAIL)))


def test_a_password_alone_is_asked_for_at_once(web: Client, db: None) -> None:
    pool = choosing.pool("mail too", factors=["PASSWORD", "EMAIL_OTP"])
    people.confirmed(pool, "ann", email="", email_verified="")
    desk = HostedDesk(web, choosing.client(pool, **oauth.SETTINGS))

    desk.name("ann")

    assert "Enter your password" in desk.look()


def test_a_code_confirms_who_has_not_confirmed(desk: HostedDesk, client: AppClient) -> None:
    bob = people.unconfirmed(client, "bob")
    desk.name("bob")
    desk.send(answer="EMAIL_OTP")

    response = desk.send(code=code_to("bob@example.com"))

    bob.refresh_from_db()
    assert is_signed_in(response)
    assert bob.status == UserStatus.CONFIRMED


def test_who_has_not_confirmed_and_wants_the_password_is_led_to_the_code(desk: HostedDesk, client: AppClient) -> None:
    people.unconfirmed(client, "bob")
    desk.name("bob")

    response = desk.send(answer="PASSWORD")

    assert desk.leads_to(response, "confirm")


def test_nobody_is_led_on_like_somebody(desk: HostedDesk, ann: User) -> None:
    # checklist 29
    somebody = desk.name("ann")
    page = desk.look()
    nobody = desk.name("nobody@example.com")
    other = desk.look()

    assert desk.leads_to(nobody, "challenge")
    assert set(somebody.headers) == set(nobody.headers)
    assert "PASSWORD" in ways(page)
    assert "Signing in as <b><bdi>nobody@example.com</bdi></b>" in other
    assert AuthSession.objects.filter(user=None).count() == 1


def test_nobody_gets_the_same_page_twice_and_no_mail(desk: HostedDesk) -> None:
    # checklist 29
    desk.name("nobody@example.com")
    first = ways(desk.look())
    desk.name("nobody@example.com")
    second = ways(desk.look())

    assert first == second
    assert not OutboxMessage.objects.exists()


def test_nobody_is_told_of_a_code_in_the_same_words(web: Client, db: None) -> None:
    # checklist 29
    pool = choosing.pool("by address", factors=["PASSWORD", "EMAIL_OTP"], UsernameAttributes=["email"])
    people.confirmed(pool, "ann")
    desk = HostedDesk(web, choosing.client(pool, **oauth.SETTINGS))
    told = "If there is an account, we sent a code to"

    desk.name("ann@example.com")
    desk.send(answer="EMAIL_OTP")
    somebody = desk.look()
    desk.name("add@example.com")
    desk.send(answer="EMAIL_OTP")
    nobody = desk.look()

    assert told in somebody
    assert told in nobody
    assert "That code isn't right." in hosted_desk.text(desk.send(code="12345678"))


def test_where_existence_is_no_secret_it_is_told(web: Client, pool: UserPool) -> None:
    desk = HostedDesk(web, choosing.client(pool, "open", **{**oauth.SETTINGS, **LEGACY}))

    assert "There is no account with this name." in hosted_desk.text(desk.name("nobody"))


def test_a_flow_that_was_taken_from_the_client_ends_the_sign_in(desk: HostedDesk, ann: User) -> None:
    # checklist 22
    desk.name("ann")
    desk.send(answer="PASSWORD")
    desk.app.settings["ExplicitAuthFlows"] = ["ALLOW_USER_SRP_AUTH"]
    desk.app.save()

    response = desk.send(password=people.PASSWORD)

    assert "cognito" not in response.cookies


def test_somebody_from_an_older_directory_comes_over_by_the_password(
    desk: HostedDesk, functions: ScriptedTriggers
) -> None:
    attributes = {"email": "olga@example.com", "email_verified": "true"}
    functions.attach(
        desk.app.pool,
        UserMigration=responding(userAttributes=attributes, finalUserStatus="CONFIRMED", messageAction="SUPPRESS"),
    )
    desk.name("olga")
    desk.send(answer="PASSWORD")

    response = desk.send(password="old & weak")

    assert is_signed_in(response)
    assert User.objects.get().email == "olga@example.com"


def test_the_page_is_good_for_ten_minutes(desk: HostedDesk, ann: User, clock: Clock) -> None:
    desk.name("ann")
    clock.advance(minutes=11)

    assert desk.leads_to(desk.send(answer="PASSWORD"), "login")
