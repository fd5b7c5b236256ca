"""Sign-in at a SAML provider in Chromium: another site with pages of its own, which sends forms here by script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings

from accounts import linking
from accounts.linking import SUBJECT, Account
from accounts.models import HostedSession, Identity, User
from pools import app_clients, domains, identity_providers, user_pools
from pools.models import AppClient
from tests.support import application, federation, oauth, people, saml_attacks, saml_trips
from tests.support.application import Application
from tests.support.saml_answers import Answer, Signer
from tests.support.saml_stand_in import HEADING, MAIL, NAME, SamlStandIn, standing_in

pytestmark = pytest.mark.browser


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def stand_in(settings: Settings) -> Iterator[SamlStandIn]:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
    with standing_in() as running:
        yield running


@pytest.fixture
def client(base_url: str, app: Application, stand_in: SamlStandIn) -> AppClient:
    """Its people sign in here or at the directory, which signs requests in and out."""
    pool = user_pools.create(region="us-east-1", name="Northwind", settings={"AutoVerifiedAttributes": ["email"]})
    domains.create(pool, domain="northwind")
    details = {"RequestSigningAlgorithm": "rsa-sha256", "IDPSignout": "true", "IDPInit": "true"}
    provider = saml_trips.add_provider(pool, stand_in, by_address=True, **details)
    settings = federation.offering("COGNITO", provider.name, CallbackURLs=[app.callback], LogoutURLs=[app.goodbye])
    return app_clients.create(pool, name="Northwind Portal", settings=settings)


def start(page: Page, client: AppClient, **changes: str) -> None:
    """The application sends the browser, on the pool's own domain."""
    query = oauth.request(client, redirect_uri=client.callback_urls[0], **changes)
    page.goto(f"{domains.base_url(client.pool)}/oauth2/authorize?{query}")


def sign_in(page: Page, client: AppClient, name: str = "Ann Smith", **changes: str) -> None:
    start(page, client, **changes)
    page.get_by_role("link", name="Continue with Directory").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADING)
    page.get_by_role("link", name=f"Continue as {name}").click()


def sign_out(page: Page, client: AppClient, app: Application) -> None:
    query = urlencode({"client_id": client.id, "logout_uri": app.goodbye})
    page.goto(f"{domains.base_url(client.pool)}/logout?{query}")


def pick_tile(page: Page, client: AppClient, stand_in: SamlStandIn) -> None:
    """The person picks the application in the directory's portal."""
    given = {
        "address": f"{domains.base_url(client.pool)}/saml2/idpresponse",
        "service": saml_trips.service(client.pool),
        "relay_state": saml_trips.relay_state(client),
    }
    page.goto(f"{stand_in.url}/start?{urlencode(given)}")
    page.get_by_role("button", name="Continue").click()


def expect_turned_away(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Signing in was not finished")
    expect(page.locator("dl")).to_contain_text(re.compile(r"Request\s*[0-9a-f-]{36}"))


def test_somebody_signs_in_twice_and_is_the_same_user(
    page: Page, client: AppClient, app: Application, stand_in: SamlStandIn
) -> None:
    sign_in(page, client)
    page.wait_for_url(f"{app.url}/home")
    stand_in.person = {MAIL: "ann@example.com", NAME: "Ann Jones"}
    sign_in(page, client, name="Ann Jones", prompt="login")
    page.wait_for_url(f"{app.url}/home")
    assert [set(call) for call in app.calls] == [{"code", "state", "iss"}] * 2
    assert User.objects.get().name == "Ann Jones"
    assert User.objects.get().username == "Directory_Ann@Northwind"


def test_the_next_application_needs_no_second_sign_in(
    page: Page, client: AppClient, app: Application, stand_in: SamlStandIn
) -> None:
    sign_in(page, client)
    page.wait_for_url(f"{app.url}/home")
    start(page, client, state="again")
    page.wait_for_url(f"{app.url}/home")
    assert app.calls[-1]["state"] == "again"
    assert len(stand_in.asked) == 1


def test_who_cancels_is_back_at_the_application(page: Page, client: AppClient, app: Application) -> None:
    start(page, client)
    page.get_by_role("link", name="Continue with Directory").click()
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"{app.url}/home")
    assert (app.calls[-1]["error"], app.calls[-1]["state"]) == ("access_denied", "st4te")


def test_a_mail_domain_leads_to_its_provider(
    page: Page, client: AppClient, app: Application, stand_in: SamlStandIn
) -> None:
    identity_providers.update(identity_providers.get(client.pool, "Directory"), identifiers=["corp.example"])
    start(page, client)
    page.get_by_label("User name").fill("ann@corp.example")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Continue as Ann Smith").click()
    page.wait_for_url(f"{app.url}/home")
    assert stand_in.asked[0].message.findtext("{*}Subject/{*}NameID") == "ann@corp.example"


def test_a_local_user_is_linked_by_an_attribute_and_unlinked_again(
    page: Page, client: AppClient, app: Application
) -> None:
    mary = people.confirmed(client.pool, "mary")
    source = Account("Directory", MAIL, "ann@example.com")
    linking.link(client.pool, destination=Account(linking.LOCAL, "", "mary"), source=source)
    sign_in(page, client)
    page.wait_for_url(f"{app.url}/home")
    assert Identity.objects.get().user == mary

    linking.unlink(client.pool, Account("Directory", SUBJECT, "Ann@Northwind"))
    sign_in(page, client)
    page.wait_for_url(f"{app.url}/home")
    assert Identity.objects.get().user != mary


def test_a_sign_in_that_begins_in_the_directorys_portal(
    page: Page, client: AppClient, app: Application, stand_in: SamlStandIn
) -> None:
    client.settings["SupportedIdentityProviders"] = ["Directory"]
    client.save()
    pick_tile(page, client, stand_in)
    page.wait_for_url(f"{app.url}/home")
    assert set(app.calls[-1]) == {"code", "iss"}


def test_it_is_turned_away_where_there_are_other_ways_in(page: Page, client: AppClient, stand_in: SamlStandIn) -> None:
    pick_tile(page, client, stand_in)
    expect_turned_away(page)
    assert not User.objects.exists()


def test_signing_out_signs_out_of_the_directory_too(
    page: Page, client: AppClient, app: Application, stand_in: SamlStandIn
) -> None:
    sign_in(page, client)
    page.wait_for_url(f"{app.url}/home")
    sign_out(page, client, app)
    page.wait_for_url(app.goodbye)
    assert len(stand_in.outs) == 1
    start(page, client)
    expect(page.get_by_role("link", name="Continue with Directory")).to_be_visible()


def test_signing_out_of_the_directory_signs_out_here(
    page: Page, client: AppClient, app: Application, stand_in: SamlStandIn
) -> None:
    sign_in(page, client)
    page.wait_for_url(f"{app.url}/home")
    page.goto(f"{stand_in.url}/leave")
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed out everywhere")
    assert not HostedSession.objects.filter(ended_at=None).exists()


def test_an_answer_in_another_browser_or_a_second_time_shows_a_page_with_a_number(
    page: Page, browser: Browser, client: AppClient, app: Application, stand_in: SamlStandIn
) -> None:
    # checklist 17, 58
    start(page, client)
    page.get_by_role("link", name="Continue with Directory").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADING)
    stolen = page.get_by_role("link", name="Continue as Ann Smith").evaluate("link => link.href")
    other = browser.new_context().new_page()
    other.goto(stolen)
    expect_turned_away(other)
    assert not User.objects.exists()

    page.goto(stolen)
    page.wait_for_url(f"{app.url}/home")
    page.goto(stolen)
    expect_turned_away(page)
    other.context.close()


def bend(part: str, answer: Answer) -> None:
    """Make one part of an answer another's."""
    setattr(answer, part, "_another")


def expect_refusal(page: Page, client: AppClient, app: Application) -> None:
    """The application is told in short that nobody came."""
    sign_in(page, client)
    page.wait_for_url(f"{app.url}/home")
    assert app.calls[-1]["error_description"] == "Invalid SAML response received"


def test_every_lie_is_told_to_the_application_and_makes_nobody(
    page: Page, client: AppClient, app: Application, stand_in: SamlStandIn
) -> None:
    # checklist 57, 58; in the browser what tests/accounts/federation/saml tries in all variants
    honest, honest_corrupt, honest_change = stand_in.signer, stand_in.corrupt, stand_in.change
    for attack in ("xsw3", "comment_in_name", "second_assertion", "external_entity", "billion_laughs", "no_signature"):
        stand_in.corrupt = saml_attacks.ON_ASSERTIONS[attack]
        expect_refusal(page, client, app)
    stand_in.corrupt = honest_corrupt
    stand_in.signer = Signer()
    expect_refusal(page, client, app)
    stand_in.signer = honest
    for part in ("issuer", "audience", "recipient", "confirmed_request_id"):
        stand_in.change = partial(bend, part)
        expect_refusal(page, client, app)
    assert not User.objects.exists()

    stand_in.change = honest_change
    sign_in(page, client)
    page.wait_for_url(f"{app.url}/home")
    assert User.objects.exists()


def test_a_forged_farewell_shows_a_page_with_a_number(
    page: Page, client: AppClient, app: Application, stand_in: SamlStandIn
) -> None:
    # checklist 57
    sign_in(page, client)
    page.wait_for_url(f"{app.url}/home")
    stand_in.signer = Signer()
    sign_out(page, client, app)
    expect(page.get_by_role("heading", level=1)).to_have_text("Signing out was not finished")
    expect(page.locator("dl")).to_contain_text(re.compile(r"Request\s*[0-9a-f-]{36}"))
