"""`/selectAccount`: prompt=select_account lets the person say who it is to be."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from pools.models import AppClient
from tests.support import oauth, people
from tests.support.clock import Clock
from tests.support.hosted_desk import HostedDesk, is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(web: Client, app: AppClient, alice: User) -> HostedDesk:
    """Signed in as alice, before an application that wants an account chosen."""
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    return HostedDesk(web, app, prompt="select_account")


def begin(desk: HostedDesk) -> str:
    return str(desk.web.get(desk.address("oauth2/authorize")).headers["Location"])


def test_who_is_signed_in_may_go_on(desk: HostedDesk) -> None:
    location = begin(desk)
    page = desk.look("selectAccount")

    response = desk.send("selectAccount", answer="go-on")

    assert location == desk.address("selectAccount")
    assert "Continue as <bdi>alice</bdi>" in page
    assert f'href="/{desk.app.pool.id}/account?client_id={desk.app.id}"' in page
    assert is_signed_in(response)


def test_or_sign_in_as_somebody_else(desk: HostedDesk) -> None:
    people.confirmed(desk.app.pool, "bob")
    begin(desk)

    other = desk.send("selectAccount", answer="another")
    page = desk.look("login")

    assert desk.leads_to(other, "login")
    assert 'value="alice"' not in page
    assert is_signed_in(desk.sign_in("bob"))


def test_nobody_goes_on_by_looking(desk: HostedDesk) -> None:
    # checklist 42
    assert "code=" not in str(desk.web.get(desk.address("selectAccount")).headers.get("Location", ""))


def test_without_a_session_there_is_nothing_to_choose(web: Client, app: AppClient) -> None:
    desk = HostedDesk(web, app, prompt="select_account")

    assert begin(desk) == desk.address("login")
    assert desk.leads_to(desk.send("selectAccount", answer="go-on"), "login")


@pytest.mark.parametrize("demand", [{"prompt": "login"}, {"prompt": "login select_account"}, {"max_age": "1"}])
def test_choosing_is_no_way_round_signing_in_anew(desk: HostedDesk, clock: Clock, demand: dict[str, str]) -> None:
    # checklist 43
    clock.advance(minutes=1)
    strict = HostedDesk(desk.web, desk.app, **demand)

    assert begin(strict) == strict.address("login")
    assert strict.leads_to(strict.send("selectAccount", answer="go-on"), "login")


def test_in_pools_of_addresses_the_address_is_shown(web: Client, email_client: AppClient) -> None:
    email_client.settings |= oauth.SETTINGS
    email_client.save()
    user = people.confirmed(email_client.pool, "mary", name="Mary Major")
    oauth.sign_in(web, email_client, "mary@example.com", people.PASSWORD)

    page = HostedDesk(web, email_client, prompt="select_account").look("selectAccount")

    assert "Continue as <bdi>mary@example.com</bdi>" in page
    assert "Mary Major" in page
    assert user.username not in page
