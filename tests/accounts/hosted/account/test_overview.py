"""`/account`: what there is to see and to change."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import linking
from accounts.models import Identity, User
from pools.core import clock
from pools.models import AppClient
from tests.accounts.conftest import make_client, make_pool
from tests.support import devices, factors, oauth, passkeys, people
from tests.support.account_desk import AccountDesk

pytestmark = pytest.mark.django_db


def test_it_names_what_it_knows(desk: AccountDesk) -> None:
    page = desk.look()

    assert "Signed in as <b><bdi>alice</bdi></b>" in page
    assert '<bdi dir="ltr">alice@example.com</bdi>' in page
    assert "Not verified" not in page
    assert "Delete your account" in page


def test_what_the_pool_has_not_is_not_there(desk: AccountDesk) -> None:
    page = desk.look()

    assert "account/passkeys" not in page
    assert "account/security" not in page
    assert "account/devices" not in page
    assert "account/identities" not in page


def test_what_it_has_is(web: Client) -> None:
    pool = factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA", DeviceConfiguration=devices.TRACKING)
    user = people.confirmed(pool, "alice")
    desk = AccountDesk(web, make_client(pool, "app", **oauth.SETTINGS)).sign_in()
    factors.with_app(user)

    page = desk.look()

    assert "account/security" in page
    assert "Authenticator app" in page
    assert "account/devices" in page


def test_passkeys_are_counted(web: Client) -> None:
    pool = passkeys.pool("Northwind")
    app = passkeys.client(pool, **oauth.SETTINGS)
    passkeys.registered(people.confirmed(pool, "alice"), app)

    desk = AccountDesk(web, app)
    desk.web.post(oauth.address(pool, "login", oauth.request(app)), {"username": "alice"})
    desk.web.post(oauth.address(pool, "challenge/choose", oauth.request(app)))
    desk.web.post(oauth.address(pool, "challenge", oauth.request(app)), {"answer": "PASSWORD"})
    desk.web.post(oauth.address(pool, "challenge", oauth.request(app)), {"password": people.PASSWORD})

    assert "1 passkey<" in desk.look()


def test_accounts_elsewhere_are_counted(desk: AccountDesk, alice: User) -> None:
    for subject in ("1", "2"):
        Identity.objects.create(
            pool=alice.pool,
            user=alice,
            provider_name="Google",
            provider_type="Google",
            attribute=linking.SUBJECT,
            value=subject,
            created_at=clock.now(),
        )

    assert "2 accounts elsewhere" in desk.look()


def test_an_address_that_is_not_proved_says_so(desk: AccountDesk, alice: User) -> None:
    User.objects.update(email_verified=False)

    assert "Not verified" in desk.look()


def test_what_the_client_may_not_read_is_not_shown(desk: AccountDesk) -> None:
    # checklist 68
    desk.app.settings |= {"ReadAttributes": ["name"]}
    desk.app.save()

    page = desk.look()

    assert "alice@example.com" not in page
    assert "account/email" not in page


def test_in_pools_of_addresses_the_address_is_the_name(web: Client, email_client: AppClient) -> None:
    email_client.settings |= oauth.SETTINGS
    email_client.save()
    user = people.confirmed(email_client.pool, "mary")
    desk = AccountDesk(web, email_client).sign_in("mary@example.com")

    page = desk.look()

    assert "Signed in as <b><bdi>mary@example.com</bdi></b>" in page
    assert user.username not in page


def test_markup_in_a_name_is_text(web: Client, db: None) -> None:
    # checklist 39, 51
    pool = make_pool("Northwind")
    people.confirmed(pool, "alice", name="<script>alert(1)</script> {{7*7}}")
    desk = AccountDesk(web, make_client(pool, "app", **oauth.SETTINGS)).sign_in()

    page = desk.open().content.decode()

    assert "<script>alert(1)" not in page
    assert "{{7*7}}" in page


def test_it_costs_few_queries(desk: AccountDesk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    desk.look()

    # Pool, session with user, client, brand, accounts elsewhere; legal documents.
    with django_assert_num_queries(7):
        desk.look()
