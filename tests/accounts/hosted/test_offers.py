"""What is offered between a fresh sign-in and the application: a second factor, recovery codes, a passkey."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from accounts import recovery_codes
from accounts.models import Passkey, RecoveryCode, SoftwareToken, User
from pools.core import vault
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.accounts.hosted.test_mfa_setup import shown_app
from tests.support import factors, hosted_desk, mailbox, oauth, passkeys, people
from tests.support.authenticator import Authenticator
from tests.support.clock import Clock
from tests.support.hosted_desk import HostedDesk, is_signed_in

pytestmark = pytest.mark.django_db

PHONE = "+15551230001"
TOO_LATE = "This page was open too long. Start again."


@pytest.fixture
def pool(db: None) -> UserPool:
    return factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_MFA", name="Northwind")


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return make_client(pool, "app", **oauth.SETTINGS)


@pytest.fixture
def desk(web: Client, client: AppClient) -> HostedDesk:
    return HostedDesk(web, client)


@pytest.fixture
def ann(pool: UserPool, clock: Clock) -> User:
    """She has an address and no second factor."""
    clock.stop()
    return people.confirmed(pool, "ann")


@pytest.fixture
def passkey_desk(web: Client, db: None) -> HostedDesk:
    """Of a pool that takes passkeys, in a browser that could make one; alice is in it."""
    pool = passkeys.pool("Northwind")
    people.confirmed(pool, "alice")
    web.cookies["can-passkey"] = "1"
    return HostedDesk(web, passkeys.client(pool, **oauth.SETTINGS))


def sign_in_by_choice(desk: HostedDesk) -> Any:
    desk.name("alice")
    return desk.send(password=people.PASSWORD)


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li><code>([a-z0-9-]+)</code></li>", page)


def options_on(page: str) -> dict[str, Any]:
    found = re.search(r'data-options="(\{.*?\})"', page)
    assert found is not None
    options: dict[str, Any] = json.loads(found[1])
    return options


def test_a_second_factor_is_offered_to_who_has_none(desk: HostedDesk, ann: User) -> None:
    response = desk.sign_in("ann")
    page = desk.look("setupMfa")

    assert desk.leads_to(response, "setupMfa")
    assert "cognito" in response.cookies
    assert "Make your account safer" in page
    assert "Signed in as <b><bdi>ann</bdi></b>" in page


def test_who_does_not_want_one_goes_on(desk: HostedDesk, ann: User) -> None:
    desk.sign_in("ann")

    assert is_signed_in(desk.send("setupMfa", answer="go-on"))


def test_it_is_offered_at_most_monthly(desk: HostedDesk, ann: User) -> None:
    asked = desk.sign_in("ann")

    assert asked.cookies["offered-mfa"]["max-age"] == 30 * 24 * 3600
    assert is_signed_in(desk.sign_in("ann"))


@pytest.mark.parametrize("mode", ["ON", "OFF"])
def test_it_is_offered_only_where_the_pool_leaves_it_to_users(web: Client, mode: str, db: None) -> None:
    pool = factors.pool(mode, "EMAIL_OTP") if mode == "ON" else factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    pool.mfa_configuration = mode
    pool.save()
    people.confirmed(pool, "ann")
    desk = HostedDesk(web, make_client(pool, "app", **oauth.SETTINGS))

    assert not desk.leads_to(desk.sign_in("ann"), "setupMfa")


def test_it_is_not_offered_to_who_has_an_app(desk: HostedDesk, ann: User) -> None:
    factors.register_app(ann)

    assert is_signed_in(desk.sign_in("ann"))


def test_a_code_that_alone_resets_the_password_is_not_offered(desk: HostedDesk, ann: User) -> None:
    # checklist 48
    desk.sign_in("ann")
    page = desk.look("setupMfa")
    desk.send("setupMfa", answer="EMAIL_OTP")

    ann.refresh_from_db()
    assert 'value="SOFTWARE_TOKEN_MFA"' in page
    assert 'value="EMAIL_OTP"' not in page
    assert ann.mfa_factors == []


def test_a_proved_address_is_turned_on_where_another_resets_the_password(desk: HostedDesk, pool: UserPool) -> None:
    user = people.confirmed(pool, "bea", phone_number=PHONE, phone_number_verified="true")
    desk.sign_in("bea")
    page = desk.look("setupMfa")
    response = desk.send("setupMfa", answer="EMAIL_OTP")

    user.refresh_from_db()
    assert "b***@e***" in page
    assert is_signed_in(response)
    assert user.mfa_factors == ["EMAIL_OTP"]


def test_an_app_is_set_up_and_recovery_codes_are_shown_once(desk: HostedDesk, ann: User) -> None:
    # checklist 45
    desk.sign_in("ann")
    chosen = desk.send("setupMfa", answer="SOFTWARE_TOKEN_MFA")
    app = shown_app(desk.look("setupMfa", "&with=app"))
    refused = hosted_desk.text(desk.send("setupMfa", "&with=app", code="000000"))

    done = desk.send("setupMfa", "&with=app", code=app.code(), name="Ann's phone")
    codes = codes_on(desk.look("recoveryCodes"))
    left = desk.send("recoveryCodes", answer="go-on")

    ann.refresh_from_db()
    assert chosen.headers["Location"] == desk.address("setupMfa", "&with=app")
    assert "That code isn't right." in refused
    assert desk.leads_to(done, "recoveryCodes")
    assert len(codes) == 10
    assert RecoveryCode.objects.count() == 10
    assert is_signed_in(left)
    assert codes_on(desk.look("recoveryCodes")) == []
    assert (ann.mfa_factors, SoftwareToken.objects.get().name) == (["SOFTWARE_TOKEN_MFA"], "Ann's phone")


def test_a_recovery_code_that_was_shown_signs_in(desk: HostedDesk, ann: User) -> None:
    desk.sign_in("ann")
    desk.send("setupMfa", answer="SOFTWARE_TOKEN_MFA")
    app = shown_app(desk.look("setupMfa", "&with=app"))
    desk.send("setupMfa", "&with=app", code=app.code())
    code = codes_on(desk.look("recoveryCodes"))[3]
    desk.sign_in("ann")

    assert is_signed_in(desk.send(more="&with=recovery-code", code=code))


def test_recovery_codes_stand_nowhere_in_the_clear(desk: HostedDesk, ann: User) -> None:
    # checklist 9, 21
    desk.sign_in("ann")
    desk.send("setupMfa", answer="SOFTWARE_TOKEN_MFA")
    app = shown_app(desk.look("setupMfa", "&with=app"))
    response = desk.send("setupMfa", "&with=app", code=app.code())
    code = codes_on(desk.look("recoveryCodes"))[0]
    row = RecoveryCode.objects.first()

    assert code not in desk.web.cookies["page-data"].value
    assert code not in response.headers["Location"]
    assert row is not None
    assert not vault.code_matches("aaaaa-aaaaa", bytes(row.code_hash), salt=bytes(row.salt))


def test_codes_from_before_stay_good(desk: HostedDesk, ann: User) -> None:
    recovery_codes.replace(ann)
    desk.sign_in("ann")
    desk.send("setupMfa", answer="SOFTWARE_TOKEN_MFA")
    app = shown_app(desk.look("setupMfa", "&with=app"))
    desk.send("setupMfa", "&with=app", code=app.code())
    page = desk.look("recoveryCodes")

    assert "Your recovery codes from before still work." in page
    assert codes_on(page) == []


def test_who_had_to_set_an_app_up_gets_recovery_codes_too(web: Client, clock: Clock) -> None:
    clock.stop()
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", name="strict")
    people.confirmed(pool, "frank", email="", email_verified="")
    desk = HostedDesk(web, make_client(pool, "app", **oauth.SETTINGS))
    desk.sign_in("frank")
    response = desk.send(code=shown_app(desk.look()).code())

    assert desk.leads_to(response, "recoveryCodes")
    assert len(codes_on(desk.look("recoveryCodes"))) == 10
    assert is_signed_in(desk.send("recoveryCodes", answer="go-on"))


@pytest.mark.parametrize("page", ["setupMfa", "recoveryCodes", "passkeys/offer"])
def test_nobody_comes_to_an_offer_but_by_signing_in(desk: HostedDesk, ann: User, page: str) -> None:
    # checklist 43
    response = desk.send(page, answer="go-on")

    assert desk.leads_to(response, "login")
    assert TOO_LATE in desk.look("login")


def test_an_offer_is_no_way_round_signing_in_anew(desk: HostedDesk, ann: User) -> None:
    # checklist 43
    desk.sign_in("ann")
    strict = HostedDesk(desk.web, desk.app, prompt="login")

    assert strict.leads_to(strict.send("setupMfa", answer="go-on"), "login")


def test_an_offer_of_a_session_that_ended_is_closed(desk: HostedDesk, ann: User) -> None:
    # checklist 49
    desk.sign_in("ann")
    desk.web.get(oauth.address(desk.app.pool, "logout", f"client_id={desk.app.id}&logout_uri={oauth.GOODBYE}"))

    assert desk.leads_to(desk.send("setupMfa", answer="go-on"), "login")


def test_without_a_seed_there_is_no_app_to_set_up(desk: HostedDesk, ann: User) -> None:
    desk.sign_in("ann")

    response = desk.web.get(desk.address("setupMfa", "&with=app"))

    assert response.headers["Location"] == desk.address("setupMfa")


def test_what_the_application_demands_goes_first(web: Client, pool: UserPool, ann: User) -> None:
    factors.register_app(ann)
    desk = HostedDesk(web, make_client(pool, "bank", **oauth.SETTINGS), acr_values="urn:cognito:loa:4")

    assert desk.leads_to(desk.sign_in("ann"), "challenge")


def test_a_passkey_is_offered_and_made(passkey_desk: HostedDesk) -> None:
    response = sign_in_by_choice(passkey_desk)
    options = options_on(passkey_desk.look("passkeys/offer"))
    made = Authenticator(passkeys.ORIGIN).create(options)

    done = passkey_desk.send("passkeys/offer", credential=json.dumps(made))

    assert passkey_desk.leads_to(response, "passkeys/offer")
    assert is_signed_in(done)
    assert Passkey.objects.get().user.username == "alice"


def test_a_passkey_is_not_pressed_on_anybody(passkey_desk: HostedDesk) -> None:
    sign_in_by_choice(passkey_desk)

    assert is_signed_in(passkey_desk.send("passkeys/offer", answer="go-on"))
    assert is_signed_in(sign_in_by_choice(passkey_desk))


def test_a_browser_that_can_make_none_is_offered_none(passkey_desk: HostedDesk) -> None:
    del passkey_desk.web.cookies["can-passkey"]

    assert is_signed_in(sign_in_by_choice(passkey_desk))


def test_who_has_a_passkey_is_offered_none(passkey_desk: HostedDesk) -> None:
    passkeys.registered(User.objects.get(), passkey_desk.app)
    passkey_desk.name("alice")
    passkey_desk.send("challenge/choose")
    passkey_desk.send(answer="PASSWORD")

    assert is_signed_in(passkey_desk.send(password=people.PASSWORD))


@pytest.mark.parametrize("rubbish", ["{}", "null", "[]", "x", '{"id": "a"}'])
def test_what_is_no_passkey_is_refused_and_can_be_tried_again(passkey_desk: HostedDesk, rubbish: str) -> None:
    sign_in_by_choice(passkey_desk)

    page = hosted_desk.text(passkey_desk.send("passkeys/offer", credential=rubbish))
    made = Authenticator(passkeys.ORIGIN).create(options_on(page))

    assert 'role="alert"' in page
    assert is_signed_in(passkey_desk.send("passkeys/offer", credential=json.dumps(made)))


def test_a_passkey_of_another_site_is_refused(passkey_desk: HostedDesk) -> None:
    # checklist 46
    sign_in_by_choice(passkey_desk)
    options = options_on(passkey_desk.look("passkeys/offer"))
    made = Authenticator("https://evil.example.com").create(options)

    page = hosted_desk.text(passkey_desk.send("passkeys/offer", credential=json.dumps(made)))

    assert "<p>No passkey was created. Try again, or do it later.</p>" in page
    assert not Passkey.objects.exists()


def test_mail_is_not_asked_for_what_is_turned_on(desk: HostedDesk, pool: UserPool) -> None:
    people.confirmed(pool, "bea", phone_number=PHONE, phone_number_verified="true")
    desk.sign_in("bea")
    desk.send("setupMfa", answer="EMAIL_OTP")
    desk.sign_in("bea")

    assert is_signed_in(desk.send(code=mailbox.code("bea@example.com")))
