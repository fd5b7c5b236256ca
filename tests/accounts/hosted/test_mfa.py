"""`/challenge`: the second factor on the pages: codes of apps and messages, another way, recovery codes."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import recovery_codes
from accounts.models import AuthSession, RecoveryCode, User
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, hosted_desk, mailbox, oauth, people
from tests.support.clock import Clock
from tests.support.factors import App
from tests.support.hosted_desk import HostedDesk, is_signed_in

pytestmark = pytest.mark.django_db

PHONE = "+15551230001"
MAIL = "carol@example.com"
WRONG = "That code isn't right. Check it and try again."


@pytest.fixture
def pool(db: None) -> UserPool:
    return factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP", name="Northwind")


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return make_client(pool, "app", **oauth.SETTINGS)


@pytest.fixture
def desk(web: Client, client: AppClient) -> HostedDesk:
    return HostedDesk(web, client)


@pytest.fixture
def carol(pool: UserPool, clock: Clock) -> User:
    clock.stop()
    return people.confirmed(pool, "carol", phone_number=PHONE)


@pytest.fixture
def carols_app(carol: User) -> App:
    return factors.with_app(carol)


def test_a_code_of_the_app_signs_in(desk: HostedDesk, carols_app: App) -> None:
    asked = desk.sign_in("carol")
    page = desk.look()

    response = desk.send(code=carols_app.code())

    assert desk.leads_to(asked, "challenge")
    assert "Open your authenticator app on <b><bdi>telephone</bdi></b>" in page
    assert is_signed_in(response)


def test_the_field_is_one_that_browsers_fill_in(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")

    page = desk.look()

    field = page[page.index("<input", page.index("data-code")) :].partition(">")[0]
    wanted = ('type="text"', 'name="code"', 'inputmode="numeric"', 'autocomplete="one-time-code"')
    limits = ('pattern="[0-9]*"', 'minlength="6"', 'maxlength="6"', 'enterkeyhint="done"')
    assert [word for word in (*wanted, *limits) if word not in field] == []


def test_digits_may_be_grouped(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")
    code = carols_app.code()

    assert is_signed_in(desk.send(code=f"{code[:3]} {code[3:]}"))


def test_a_wrong_code_can_be_mended(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")

    refused = hosted_desk.text(desk.send(code="000000"))

    assert WRONG in refused
    assert "000000" not in refused
    assert is_signed_in(desk.send(code=carols_app.code()))


def test_an_empty_field_is_asked_for(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")

    assert "Enter the code that your app shows." in hosted_desk.text(desk.send(code=""))


def test_a_code_is_good_once(desk: HostedDesk, carols_app: App) -> None:
    # checklist 44
    code = carols_app.code()
    desk.sign_in("carol")
    desk.send(code=code)
    desk.sign_in("carol")

    assert "You used that code already. Wait for the next one." in hosted_desk.text(desk.send(code=code))


def test_guessing_ends_in_a_wait_that_the_right_code_does_not_pass(desk: HostedDesk, carols_app: App) -> None:
    # checklist 44
    desk.sign_in("carol")
    pages = [hosted_desk.text(desk.send(code="000000")) for _ in range(6)]

    assert "Too many attempts." in pages[-1]
    assert "Too many attempts." in hosted_desk.text(desk.send(code=carols_app.code()))


def test_the_password_alone_gives_no_session(desk: HostedDesk, carols_app: App) -> None:
    # checklist 43
    response = desk.sign_in("carol")

    assert "cognito" not in response.cookies


def test_the_app_cannot_be_passed_over_by_another_answer(desk: HostedDesk, carols_app: App) -> None:
    # checklist 43
    desk.sign_in("carol")

    response = desk.send(password=people.PASSWORD, answer="SMS_MFA", credential="{}")

    assert response.status_code == 200
    assert "cognito" not in response.cookies


def test_an_answered_challenge_is_open_no_more(desk: HostedDesk, carols_app: App) -> None:
    # checklist 43
    desk.sign_in("carol")
    kept = desk.web.cookies["page-data"].value
    desk.send(code=carols_app.code())
    desk.web.cookies["page-data"] = kept

    assert desk.leads_to(desk.send(code=carols_app.code()), "login")


def test_a_page_that_was_open_too_long_starts_again_with_the_same_request(
    desk: HostedDesk, carols_app: App, clock: Clock
) -> None:
    desk.sign_in("carol")
    clock.advance(minutes=11)

    response = desk.send(code=carols_app.code())
    page = desk.look("login")

    assert desk.leads_to(response, "login")
    assert "This page was open too long. Start again." in page
    assert 'value="carol"' in page


def test_a_person_has_ten_minutes(desk: HostedDesk, carols_app: App, clock: Clock) -> None:
    desk.sign_in("carol")
    clock.advance(minutes=9)

    assert is_signed_in(desk.send(code=carols_app.code()))


def test_looking_at_the_page_changes_nothing(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")
    before = AuthSession.objects.values().get()

    pages = [desk.look(), desk.look()]

    assert pages[0].partition("csrfmiddlewaretoken")[0] == pages[1].partition("csrfmiddlewaretoken")[0]
    assert AuthSession.objects.values().get() == before


@pytest.mark.parametrize(
    ("factor", "to", "shown", "heading"),
    [("SMS_MFA", PHONE, "+*******0001", "Check your phone"), ("EMAIL_OTP", MAIL, "c***@e***", "Check your email")],
)
def test_a_code_that_was_sent_signs_in(
    desk: HostedDesk, carol: User, factor: str, to: str, shown: str, heading: str
) -> None:
    factors.prefer(carol, factor)
    desk.sign_in("carol")
    page = desk.look()

    response = desk.send(code=mailbox.code(to))

    assert f"<h1>{heading}</h1>" in page
    assert f'We sent a code to <b><bdi dir="ltr">{shown}</bdi></b>. It is good for 10 minutes.' in page
    assert to not in page
    assert is_signed_in(response)


def test_a_code_is_sent_again_and_the_one_before_dies(desk: HostedDesk, carol: User) -> None:
    # checklist 37
    factors.prefer(carol, "EMAIL_OTP")
    desk.sign_in("carol")
    first = mailbox.code(MAIL)

    response = desk.send("challenge/resend")
    page = desk.look()
    second = mailbox.code(MAIL)

    assert desk.leads_to(response, "challenge")
    assert "Sent again to c***@e***." in page
    assert WRONG in hosted_desk.text(desk.send(code=first)) or first == second
    assert is_signed_in(desk.send(code=second))


def test_sending_again_does_not_make_guesses_free(desk: HostedDesk, carol: User) -> None:
    # checklist 37
    factors.prefer(carol, "EMAIL_OTP")
    desk.sign_in("carol")
    for _ in range(5):
        desk.send(code="abcdef")
    desk.send("challenge/resend")

    assert "Too many attempts." in hosted_desk.text(desk.send(code=mailbox.code(MAIL)))


def test_codes_are_sent_again_only_so_often(desk: HostedDesk, carol: User) -> None:
    # checklist 40
    factors.prefer(carol, "EMAIL_OTP")
    desk.sign_in("carol")
    for _ in range(20):
        desk.send("challenge/resend")

    page = desk.look()

    assert "Too many attempts. Wait a while, then try again." in page
    assert is_signed_in(desk.send(code=mailbox.code(MAIL)))


def test_there_is_nothing_to_send_again_for_an_app(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")
    desk.send("challenge/resend")

    assert "There is no code to be sent again." in desk.look()
    assert is_signed_in(desk.send(code=carols_app.code()))


@pytest.mark.parametrize("page", ["challenge/resend", "challenge/choose"])
def test_without_a_challenge_the_ways_beside_it_start_again(desk: HostedDesk, carols_app: App, page: str) -> None:
    assert desk.leads_to(desk.send(page), "login")


def test_one_of_several_is_chosen(desk: HostedDesk, carol: User, carols_app: App) -> None:
    factors.prefer(carol, "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    desk.sign_in("carol")
    page = desk.look()

    chosen = desk.send(answer="EMAIL_OTP")

    assert "Choose your second step" in page
    assert "c***@e***" in page
    assert "+*******0001" not in page
    assert desk.leads_to(chosen, "challenge")
    assert is_signed_in(desk.send(code=mailbox.code(MAIL)))


def test_what_is_not_offered_cannot_be_chosen(desk: HostedDesk, carol: User, carols_app: App) -> None:
    # checklist 48
    factors.prefer(carol, "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    desk.sign_in("carol")

    assert "Choose one of these." in hosted_desk.text(desk.send(answer="SMS_MFA"))


@pytest.fixture
def no_reset(pool: UserPool) -> None:
    """Only an administrator resets passwords."""
    pool.settings["AccountRecoverySetting"] = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
    pool.save()


def test_another_way_than_the_preferred_one(desk: HostedDesk, carol: User, carols_app: App, no_reset: None) -> None:
    factors.prefer(carol, "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", preferred="SOFTWARE_TOKEN_MFA")
    desk.sign_in("carol")
    page = desk.look()

    desk.send("challenge/choose")
    desk.send(answer="EMAIL_OTP")

    assert "Try another way" in page
    assert is_signed_in(desk.send(code=mailbox.code(MAIL)))


def test_the_mailbox_that_resets_the_password_is_no_way_round_the_app(
    desk: HostedDesk, carol: User, carols_app: App
) -> None:
    # checklist 48
    factors.prefer(carol, "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", preferred="SOFTWARE_TOKEN_MFA")
    desk.sign_in("carol")

    desk.send("challenge/choose")

    assert "There is no other way to go on." in desk.look()


def test_the_app_is_a_way_round_any_preferred_code(desk: HostedDesk, carol: User, carols_app: App) -> None:
    factors.prefer(carol, "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", preferred="EMAIL_OTP")
    desk.sign_in("carol")
    desk.send("challenge/choose")
    desk.send(answer="SOFTWARE_TOKEN_MFA")

    assert is_signed_in(desk.send(code=carols_app.code()))


def test_with_one_factor_there_is_no_other_way(desk: HostedDesk, carols_app: App) -> None:
    # checklist 48
    desk.sign_in("carol")
    page = desk.look()
    desk.send("challenge/choose")

    assert "Try another way" not in page
    assert "There is no other way to go on." in desk.look()


def test_a_recovery_code_takes_the_place_of_the_app_once(desk: HostedDesk, carol: User, carols_app: App) -> None:
    # checklist 45
    [code, *_] = recovery_codes.replace(carol)
    desk.sign_in("carol")
    page = desk.look(more="&with=recovery-code")

    first = desk.send(more="&with=recovery-code", code=code.upper())
    desk.sign_in("carol")
    again = desk.send(more="&with=recovery-code", code=code)

    assert "Use a recovery code" in page
    assert is_signed_in(first)
    assert WRONG in hosted_desk.text(again)
    assert RecoveryCode.objects.count() == 9


def test_who_has_no_recovery_codes_is_not_offered_any(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")

    assert "recovery code" not in desk.look(more="&with=recovery-code")


def test_somebody_else_begins_with_an_empty_field(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")
    page = desk.look()

    assert f'<a href="{desk.address("login")}">Not you?</a>'.replace("&", "&") in page
    assert 'value="carol"' not in desk.look("login")
