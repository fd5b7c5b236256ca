"""A user's second factors on the console: shown, reset, and recovery codes for whoever lost them."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import recovery_codes
from accounts.models import RecoveryCode, SoftwareToken, User
from console.pages.user_mfa import Row
from pools import mfa_configuration, user_pools
from tests.console.pages.conftest import Home
from tests.support import factors
from tests.support.clock import Clock

PHONE = "+15551230001"
ALL = {member: value for factor in factors.TURNED_ON.values() for member, value in factor.items()}
CODE = re.compile(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>")


@pytest.fixture
def guarded(home: Home, clock: Clock) -> Home:
    """Its pool has every factor; alice has an app that she prefers, and SMS."""
    clock.stop()
    user_pools.update(home.pool, settings={"EmailConfiguration": factors.OWN_SENDER})
    mfa_configuration.replace(home.pool, settings={"MfaConfiguration": "OPTIONAL", **ALL})
    home.user.pool = home.pool
    User.objects.filter(pk=home.user.pk).update(phone_number=PHONE)
    home.user.refresh_from_db(fields=["phone_number"])
    factors.register_app(home.user)
    factors.prefer(home.user, "SMS_MFA", "SOFTWARE_TOKEN_MFA", preferred="SOFTWARE_TOKEN_MFA")
    return home


def own_url(route: str, user: User) -> str:
    return reverse(f"console:{route}", args=[user.pool_id, user.sub])


def row(label: str, console: Client, home: Home) -> Row:
    rows = console.get(own_url("user_mfa", home.user)).context["factors"]
    found: Row = next(row for row in rows if row.label == label)
    return found


def test_every_factor_is_shown_with_its_state(console: Client, guarded: Home) -> None:
    app = row("Authenticator app", console, guarded)
    assert (app.state[1], app.reaches, app.is_preferred, app.in_pool) == ("On", "telephone", True, True)
    sms = row("SMS message", console, guarded)
    assert (sms.state[1], sms.reaches, sms.is_preferred) == ("On", PHONE, False)
    assert row("Email message", console, guarded).state[1] == "Off"


def test_an_app_that_is_only_registered_says_so(console: Client, guarded: Home) -> None:
    User.objects.update(mfa_factors=[], preferred_mfa="")
    assert row("Authenticator app", console, guarded).state[1] == "Registered, not on"


def test_a_factor_that_cannot_be_asked_for_says_so(console: Client, guarded: Home) -> None:
    User.objects.update(phone_number="")
    assert row("SMS message", console, guarded).state == ("warning", "On, but can't be asked for")


def test_what_the_pool_has_not_got_is_told(console: Client, home: Home) -> None:
    page = console.get(own_url("user_mfa", home.user))
    assert not any(row.in_pool for row in page.context["factors"])
    assert "Not available" in page.content.decode()


def test_the_seed_is_never_shown(console: Client, guarded: Home) -> None:  # checklist 55
    seed = SoftwareToken.objects.get().seed
    assert seed
    page = console.get(own_url("user_mfa", guarded.user)).content.decode()
    assert seed.hex() not in page


def test_factors_are_reset_after_a_question(console: Client, guarded: Home) -> None:
    recovery_codes.replace(guarded.user)
    reset = own_url("user_reset_factors", guarded.user)
    assert "every session ends" in console.get(reset).content.decode()
    assert SoftwareToken.objects.exists()
    answer = console.post(reset, {"yes": ""}, follow=True)
    assert "The factors of north-alice were reset." in answer.content.decode()
    guarded.user.refresh_from_db()
    assert (guarded.user.mfa_factors, guarded.user.preferred_mfa) == ([], "")
    assert guarded.user.signed_out_at
    assert not SoftwareToken.objects.exists()
    assert not RecoveryCode.objects.exists()


@pytest.mark.parametrize(("mode", "told"), [("ON", "requires MFA"), ("OPTIONAL", "password alone")])
def test_the_question_says_what_a_reset_means_here(console: Client, guarded: Home, mode: str, told: str) -> None:
    mfa_configuration.replace(guarded.pool, settings={"MfaConfiguration": mode, **ALL})
    assert told in console.get(own_url("user_reset_factors", guarded.user)).content.decode()


def test_recovery_codes_are_shown_once(console: Client, guarded: Home) -> None:  # checklist 45, 55
    create = own_url("user_create_recovery_codes", guarded.user)
    console.get(create)
    assert not RecoveryCode.objects.exists()
    answer = console.post(create, {"yes": ""})
    codes = CODE.findall(answer.content.decode())
    assert len(codes) == recovery_codes.left(guarded.user) == 10
    assert answer.headers["Cache-Control"] == "no-store"
    again = console.get(own_url("user_mfa", guarded.user)).content.decode()
    assert codes[0] not in again
    assert "10 of 10" in again


def test_new_recovery_codes_replace_those_before(console: Client, guarded: Home) -> None:  # checklist 45
    create = own_url("user_create_recovery_codes", guarded.user)
    first = CODE.findall(console.post(create, {"yes": ""}).content.decode())
    second = CODE.findall(console.post(create, {"yes": ""}).content.decode())
    assert not set(first) & set(second)
    assert RecoveryCode.objects.count() == 10


@pytest.mark.parametrize("route", ["user_mfa", "user_reset_factors", "user_create_recovery_codes"])
def test_another_pools_user_is_not_found(console: Client, guarded: Home, elsewhere: Home, route: str) -> None:
    # checklist 52
    foreign = reverse(f"console:{route}", args=[elsewhere.pool.id, guarded.user.sub])
    assert console.post(foreign, {"yes": ""}).status_code == 404
    assert SoftwareToken.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_the_page_costs_the_same_with_more_codes(console: Client, guarded: Home) -> None:
    page = own_url("user_mfa", guarded.user)
    with CaptureQueriesContext(connection) as few:
        console.get(page)
    recovery_codes.replace(guarded.user)
    with CaptureQueriesContext(connection) as many:
        console.get(page)
    assert len(many) == len(few) <= 10
