"""A browser that is trusted spares its user the second factor, and nothing else (checklist 47)."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts import devices, housekeeping, mfa, recovery_codes
from accounts.models import Device, User
from accounts.models.device import DeviceStatus
from pools import domains
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, hosted_desk, oauth, people
from tests.support.clock import Clock
from tests.support.devices import OPT_IN, TRACKING
from tests.support.factors import App
from tests.support.hosted_desk import HostedDesk, is_signed_in

pytestmark = pytest.mark.django_db

TRUST = "Trust this browser for 30 days"


@pytest.fixture
def pool(db: None) -> UserPool:
    return factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA", DeviceConfiguration=OPT_IN)


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return make_client(pool, "app", **oauth.SETTINGS)


@pytest.fixture
def desk(web: Client, client: AppClient) -> HostedDesk:
    return HostedDesk(web, client)


@pytest.fixture
def carol(pool: UserPool, clock: Clock) -> User:
    clock.stop()
    return people.confirmed(pool, "carol")


@pytest.fixture
def carols_app(carol: User) -> App:
    return factors.with_app(carol)


@pytest.fixture
def trusted(desk: HostedDesk, carols_app: App) -> Device:
    """Carol's browser, which she has said to trust."""
    desk.sign_in("carol")
    desk.send(code=carols_app.code(), trust="on")
    return Device.objects.get()


def test_it_is_offered_with_the_code(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")
    page = desk.look()

    assert TRUST in page
    assert "data-send-when-full" not in page
    assert "checked" not in page


def test_it_is_ticked_where_the_pool_remembers_devices_by_itself(
    desk: HostedDesk, pool: UserPool, carols_app: App
) -> None:
    pool.settings["DeviceConfiguration"] = TRACKING
    pool.save()
    desk.sign_in("carol")

    assert 'name="trust" id="id_trust" checked' in desk.look()


@pytest.mark.parametrize("configuration", [None, {"ChallengeRequiredOnNewDevice": False}])
def test_it_is_not_offered_where_it_would_spare_nothing(
    desk: HostedDesk, pool: UserPool, carols_app: App, configuration: Any
) -> None:
    pool.settings["DeviceConfiguration"] = configuration
    pool.save()
    desk.sign_in("carol")
    page = desk.look()
    desk.send(code=carols_app.code(), trust="on")

    assert TRUST not in page
    assert not Device.objects.exists()


def test_the_next_sign_in_needs_the_password_alone(desk: HostedDesk, trusted: Device) -> None:
    assert is_signed_in(desk.sign_in("carol"))


def test_it_never_stands_for_the_password(desk: HostedDesk, trusted: Device) -> None:
    response = desk.sign_in("carol", "wrong-Pa55word!")

    assert "Incorrect username or password." in hosted_desk.text(response)


def test_without_the_tick_nothing_is_kept(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")
    response = desk.send(code=carols_app.code())

    assert is_signed_in(response)
    assert "trusted" not in response.cookies
    assert not Device.objects.exists()


def test_a_wrong_code_trusts_nobody(desk: HostedDesk, carols_app: App) -> None:
    desk.sign_in("carol")
    response = desk.send(code="000000", trust="on")

    assert "checked" in hosted_desk.text(response)
    assert not Device.objects.exists()


def test_it_is_a_device_like_others(desk: HostedDesk, carol: User, trusted: Device) -> None:
    [listed] = devices.list_page(carol, limit=10).items

    assert listed.key == trusted.key
    assert (listed.status, listed.last_ip) == (DeviceStatus.REMEMBERED, "127.0.0.1")


def test_it_is_named_after_the_browser(web: Client, client: AppClient, carols_app: App) -> None:
    web.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    desk = HostedDesk(web, client)
    desk.sign_in("carol")
    desk.send(code=carols_app.code(), trust="on")

    assert Device.objects.get().name == "Chrome on Linux"


def test_the_time_of_the_last_sign_in_is_kept(desk: HostedDesk, trusted: Device, clock: Clock) -> None:
    clock.advance(days=2)
    desk.sign_in("carol")

    before = trusted.last_authenticated_at
    trusted.refresh_from_db()
    assert (trusted.last_authenticated_at - before).days == 2


def test_the_database_has_only_a_hash(desk: HostedDesk, trusted: Device) -> None:
    # checklist 9
    secret = desk.web.cookies["trusted"].value

    assert secret.encode() not in bytes(trusted.browser_hash or b"")
    assert trusted.srp_verifier is None


def test_forgotten_it_is_a_stranger(desk: HostedDesk, carol: User, trusted: Device) -> None:
    devices.forget(carol, trusted.key)

    assert desk.leads_to(desk.sign_in("carol"), "challenge")


def test_not_remembered_any_more_it_spares_nothing(desk: HostedDesk, carol: User, trusted: Device) -> None:
    devices.set_status(carol, trusted.key, "not_remembered")

    assert desk.leads_to(desk.sign_in("carol"), "challenge")


def test_after_a_month_it_is_a_stranger(desk: HostedDesk, carol: User, trusted: Device, clock: Clock) -> None:
    clock.advance(days=30, seconds=1)

    assert desk.leads_to(desk.sign_in("carol"), "challenge")
    assert devices.list_page(carol, limit=10).items == []
    assert housekeeping.sweep() > 0
    assert not Device.objects.exists()


def test_a_reset_of_the_second_factor_trusts_no_browser(desk: HostedDesk, carol: User, trusted: Device) -> None:
    mfa.reset(carol)

    assert not Device.objects.exists()


def test_it_is_nothing_to_another_user(desk: HostedDesk, pool: UserPool, trusted: Device) -> None:
    factors.with_app(people.confirmed(pool, "bob"))

    assert desk.leads_to(desk.sign_in("bob"), "challenge")


def test_two_people_may_trust_one_browser(desk: HostedDesk, pool: UserPool, trusted: Device) -> None:
    bobs_app = factors.with_app(people.confirmed(pool, "bob"))
    desk.sign_in("bob")
    desk.send(code=bobs_app.code(), trust="on")

    assert is_signed_in(desk.sign_in("bob"))
    assert is_signed_in(desk.sign_in("carol"))


def test_a_planted_secret_is_never_taken_over(web: Client, client: AppClient, carols_app: App) -> None:
    # checklist 49
    web.cookies["trusted"] = "planted"
    desk = HostedDesk(web, client)
    desk.sign_in("carol")
    desk.send(code=carols_app.code(), trust="on")
    stranger = HostedDesk(Client(headers={"host": "localhost"}), client)
    stranger.web.cookies["trusted"] = "planted"

    assert stranger.leads_to(stranger.sign_in("carol"), "challenge")


def test_a_cookie_of_any_length_costs_no_more_than_five(desk: HostedDesk, carols_app: App) -> None:
    desk.web.cookies["trusted"] = ".".join(["x"] * 1000)

    assert desk.leads_to(desk.sign_in("carol"), "challenge")


def test_it_means_nothing_in_another_pool(desk: HostedDesk, trusted: Device) -> None:
    # checklist 4
    pool = factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA", name="other", DeviceConfiguration=OPT_IN)
    factors.with_app(people.confirmed(pool, "carol"))
    desk.web.cookies["trusted"]["path"] = "/"
    other = HostedDesk(desk.web, make_client(pool, "app", **oauth.SETTINGS))

    assert other.leads_to(other.sign_in("carol"), "challenge")


def test_below_the_issuer_path_the_cookie_stays_below_it(desk: HostedDesk, trusted: Device) -> None:
    # checklist 50
    cookie = desk.web.cookies["trusted"]

    assert cookie["path"] == f"/{desk.app.pool.id}/"
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")
    assert cookie["max-age"] == 30 * 24 * 3600


def test_on_an_https_domain_the_cookie_is_bound_to_the_host(client: AppClient, carols_app: App) -> None:
    # checklist 50
    domains.create(client.pool, domain="people")
    web = Client(headers={"host": f"people.auth.{settings.POOLHOUSE_BASE_HOST}"})
    query = oauth.request(client)
    web.post(f"/login?{query}", {"username": "carol", "password": people.PASSWORD}, secure=True)
    response = web.post(f"/challenge?{query}", {"code": carols_app.code(), "trust": "on"}, secure=True)

    cookie = response.cookies["__Host-trusted"]
    assert (cookie["path"], cookie["secure"], cookie["httponly"], cookie["domain"]) == ("/", True, True, "")


def test_a_recovery_code_trusts_nobody(desk: HostedDesk, carol: User, carols_app: App) -> None:
    [code, *_] = recovery_codes.replace(carol)
    desk.sign_in("carol")
    desk.send(more="&with=recovery-code", code=code, trust="on")

    assert not Device.objects.exists()


def test_the_api_takes_the_key_of_a_browser_for_no_proof(
    anonymous_idp: Any, client: AppClient, trusted: Device
) -> None:
    # checklist 47
    asked = anonymous_idp.initiate_auth(
        ClientId=client.id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "carol", "PASSWORD": people.PASSWORD, "DEVICE_KEY": trusted.key},
    )

    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"
    assert "AuthenticationResult" not in asked
