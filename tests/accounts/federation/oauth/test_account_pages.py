"""The account pages for somebody from elsewhere: signing in for them leads there, by way of the provider too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import AuthorizationCode, HostedSession, User
from pools.core import clock
from pools.models import AppClient
from tests.support import people, trips
from tests.support.account_desk import AccountDesk, asks_to_sign_in, problem
from tests.support.hosted_desk import text
from tests.support.provider_stand_in import ProviderStandIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(web: Client, app: AppClient) -> AccountDesk:
    return AccountDesk(web, app)


def button(desk: AccountDesk, name: str, page: str = "account") -> str:
    """The provider's page, after the sign-in page for an account page was shown and its button pressed."""
    login = desk.open(page).headers["Location"]
    assert "/login?" in login
    query = login.partition("?")[2]
    away = desk.web.get(f"/{desk.app.pool.id}/oauth2/authorize?{query}&identity_provider={name}")
    return away.headers["Location"]


def test_the_way_by_a_provider_leads_to_the_page(desk: AccountDesk, name: str, stand_in: ProviderStandIn) -> None:
    back = trips.come_back(desk.web, stand_in.consent(button(desk, name, "account/sessions")))

    assert back.headers["Location"] == desk.address("account/sessions")
    assert "Where you're signed in" in desk.look("account/sessions")
    assert not AuthorizationCode.objects.exists()


def test_what_another_visit_left_leads_no_application_astray(
    desk: AccountDesk, name: str, stand_in: ProviderStandIn
) -> None:
    desk.open()

    back = trips.go(desk.web, desk.app, name, stand_in)

    assert "code" in trips.told(back)


def test_who_is_from_elsewhere_has_no_password(desk: AccountDesk, name: str, stand_in: ProviderStandIn) -> None:
    trips.go(desk.web, desk.app, name, stand_in)

    page = desk.look()
    refused = desk.after(desk.send("account/password", previous="x", password=people.PASSWORD))

    assert User.objects.get().username not in page
    assert "account/password" not in page
    assert "1 account elsewhere" in page
    assert problem(refused) == "That isn't part of your account here."


def test_the_account_that_made_the_user_cannot_be_unlinked(
    desk: AccountDesk, name: str, stand_in: ProviderStandIn
) -> None:
    trips.go(desk.web, desk.app, name, stand_in)

    assert "your account here began with it" in desk.look("account/identities")


def test_once_more_means_at_the_provider(desk: AccountDesk, name: str, stand_in: ProviderStandIn) -> None:
    # checklist 45
    trips.go(desk.web, desk.app, name, stand_in)
    HostedSession.objects.update(auth_time=clock.now() - timedelta(minutes=6))

    asked = desk.open("account/delete")
    away = desk.web.get(desk.web.get(asked.headers["Location"]).headers["Location"]).headers["Location"]
    back = trips.come_back(desk.web, stand_in.consent(away))

    assert asks_to_sign_in(asked)
    assert trips.query_of(away)["prompt"] == "login"
    assert back.headers["Location"] == desk.address("account/delete")
    assert "Delete your account" in desk.look("account/delete")


def test_who_cancels_there_ends_on_a_page_of_ours(desk: AccountDesk, name: str, stand_in: ProviderStandIn) -> None:
    back = trips.come_back(desk.web, stand_in.cancel(button(desk, name)))

    page = text(desk.web.get(back.headers["Location"]))

    assert desk.leads_to(back, "account/goodbye")
    assert "Signing in was not finished" in page
    assert f'href="{desk.address()}"' in page
