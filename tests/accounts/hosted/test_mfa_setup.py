"""`/challenge`: a second factor that the pool demands is set up on the pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import SoftwareToken, User
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, hosted_desk, mailbox, oauth, people
from tests.support.clock import Clock
from tests.support.factors import App
from tests.support.hosted_desk import HostedDesk, is_signed_in

pytestmark = pytest.mark.django_db

NEW = "frank@new.example.com"
NAME = "<b>frank & co</b>"


@pytest.fixture
def pool(db: None) -> UserPool:
    return factors.pool("ON", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", name="Northwind: Traders & Co")


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return make_client(pool, "app", **oauth.SETTINGS)


@pytest.fixture
def desk(web: Client, client: AppClient) -> HostedDesk:
    return HostedDesk(web, client)


@pytest.fixture
def frank(pool: UserPool, clock: Clock) -> User:
    """He has neither app nor address."""
    clock.stop()
    return people.confirmed(pool, "frank", email="", email_verified="")


def shown_app(page: str) -> App:
    """What the page tells to type into an app."""
    key = re.search(r'<code class="key-text"[^>]*>(.*?)</code>', page)
    assert key is not None
    return App(re.sub(r"<[^>]*>|\s", "", key[1]))


def test_an_app_is_set_up_and_signs_in(desk: HostedDesk, frank: User) -> None:
    desk.sign_in("frank")
    app = shown_app(desk.look())

    response = desk.send(code=app.code(), name="Frank's phone")

    frank.refresh_from_db()
    assert is_signed_in(response) or response.status_code == 303
    assert SoftwareToken.objects.get(user=frank).name == "Frank's phone"
    assert frank.mfa_factors == ["SOFTWARE_TOKEN_MFA"]


def test_the_page_shows_the_same_app_until_it_is_set_up(desk: HostedDesk, frank: User) -> None:
    desk.sign_in("frank")

    pages = [desk.look(), hosted_desk.text(desk.send(code="000000")), desk.look()]

    assert len({shown_app(page) for page in pages}) == 1
    assert "That code isn't right." in pages[1]


def test_the_link_names_pool_and_user_as_apps_read_them(desk: HostedDesk, frank: User) -> None:
    desk.sign_in("frank")
    page = desk.look()

    secret = shown_app(page).secret
    wanted = f"otpauth://totp/Northwind%20%20Traders%20%26%20Co:frank?secret={secret}&issuer=Northwind%3A%20Traders%20%26%20Co"
    assert f'<a href="{wanted}">' in page
    assert 'role="img" aria-label="QR code for Northwind: Traders & Co"><svg' in page


def test_nothing_is_kept_before_a_code_is_right(desk: HostedDesk, frank: User) -> None:
    desk.sign_in("frank")
    desk.send(code="000000", name="phone")

    frank.refresh_from_db()
    assert not SoftwareToken.objects.exists()
    assert frank.mfa_factors == []


def test_each_sign_in_gets_an_app_of_its_own(desk: HostedDesk, frank: User) -> None:
    desk.sign_in("frank")
    first = shown_app(desk.look())
    desk.sign_in("frank")

    assert shown_app(desk.look()) != first


def test_nothing_is_done_without_the_code(desk: HostedDesk, frank: User) -> None:
    # checklist 43
    desk.sign_in("frank")

    refused = desk.send(name="phone")

    assert "Enter the code that your app shows." in hosted_desk.text(refused)
    assert "cognito" not in refused.cookies


def test_an_address_is_set_up_instead(desk: HostedDesk, frank: User) -> None:
    desk.sign_in("frank")
    page = desk.look(more="&with=email")
    sent = desk.send(more="&with=email", email=NEW)
    asked = desk.look()

    response = desk.send(code=mailbox.code(NEW))

    frank.refresh_from_db()
    assert "Add your email" in page
    assert desk.leads_to(sent, "challenge")
    assert 'We sent a code to <b><bdi dir="ltr">f***@n***</bdi></b>' in asked
    assert is_signed_in(response)
    assert (frank.email, frank.email_verified, frank.mfa_factors) == (NEW, True, ["EMAIL_OTP"])


def test_a_mistyped_address_can_be_given_anew(desk: HostedDesk, frank: User) -> None:
    desk.sign_in("frank")
    desk.send(more="&with=email", email="typo@example.com")

    desk.send("challenge/choose")
    back = desk.look(more="&with=email")
    desk.send(more="&with=email", email=NEW)
    response = desk.send(code=mailbox.code(NEW))

    frank.refresh_from_db()
    assert "Add your email" in back
    assert is_signed_in(response)
    assert frank.email == NEW


@pytest.mark.parametrize("address", ["", "frank", "frank@", "a b@example.com"])
def test_what_is_no_address_is_refused(desk: HostedDesk, frank: User, address: str) -> None:
    desk.sign_in("frank")

    refused = hosted_desk.text(desk.send(more="&with=email", email=address))

    assert 'id="id_email_error"' in refused


def test_an_address_of_somebody_else_is_refused_when_its_code_is_right(web: Client) -> None:
    pool = factors.pool("ON", "EMAIL_OTP", name="aliases", AliasAttributes=["email"])
    people.confirmed(pool, "owner", email=NEW)
    people.confirmed(pool, "frank", email="", email_verified="")
    desk = HostedDesk(web, make_client(pool, "app", **oauth.SETTINGS))
    desk.sign_in("frank")
    desk.send(email=NEW)

    refused = hosted_desk.text(desk.send(code=mailbox.code(NEW)))

    assert "Another account uses this address." in refused


def test_where_only_mail_is_allowed_there_is_no_app(web: Client) -> None:
    pool = factors.pool("ON", "EMAIL_OTP", name="mail only")
    people.confirmed(pool, "frank", email="", email_verified="")
    desk = HostedDesk(web, make_client(pool, "app", **oauth.SETTINGS))
    desk.sign_in("frank")

    page = desk.look()

    assert "Add your email" in page
    assert "authenticator" not in page


def test_names_are_escaped_in_picture_link_and_page(web: Client, clock: Clock) -> None:
    # checklist 51
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", name='"><img src=x onerror=alert(1)>')
    people.confirmed(pool, "frank", email="", email_verified="")
    desk = HostedDesk(web, make_client(pool, "app", **oauth.SETTINGS))
    desk.sign_in("frank")

    page = desk.web.get(desk.address("challenge")).content.decode()

    assert "<img" not in page
