"""The account pages for somebody from a SAML provider: in by it, and out by it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import AuthorizationCode, HostedSession
from pools.models import AppClient, IdentityProvider, UserPool
from tests.support import saml_trips, trips
from tests.support.account_desk import AccountDesk
from tests.support.hosted_desk import text
from tests.support.saml_stand_in import SamlStandIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(pool: UserPool, stand_in: SamlStandIn) -> IdentityProvider:
    return saml_trips.add_provider(pool, stand_in, IDPSignout="true")


@pytest.fixture
def desk(web: Client, app: AppClient, stand_in: SamlStandIn) -> AccountDesk:
    """Of somebody whom the provider has just signed in."""
    saml_trips.go(web, app, stand_in)
    AuthorizationCode.objects.all().delete()
    return AccountDesk(web, app)


def test_signing_out_leads_by_way_of_the_provider_to_the_page_that_says_so(
    desk: AccountDesk, stand_in: SamlStandIn
) -> None:
    away = desk.send("account", answer="sign-out").headers["Location"]
    page = saml_trips.address(desk.app.pool, "saml2/logout")
    back = trips.send_form(desk.web, page, stand_in.signed_out(stand_in.read_out(away)))

    assert away.startswith(f"{stand_in.url}/slo?SAMLRequest=")
    assert desk.leads_to(back, "account/goodbye")
    assert "You're signed out" in text(desk.web.get(back.headers["Location"]))
    assert not HostedSession.objects.filter(ended_at=None).exists()


def test_a_form_may_lead_to_the_provider(desk: AccountDesk) -> None:
    policy = desk.open().headers["Content-Security-Policy"]

    assert "form-action 'self' https:" in policy


def test_for_the_pools_own_users_no_form_leads_elsewhere(web: Client, app: AppClient, desk: AccountDesk) -> None:
    HostedSession.objects.update(provider_name="")

    policy = desk.open().headers["Content-Security-Policy"]

    assert "form-action 'self';" in f"{policy};"
