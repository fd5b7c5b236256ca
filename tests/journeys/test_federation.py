"""Sign-in at external providers in Chromium: the provider is another site, with real redirects, forms and cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, Response, expect
from pytest_django.fixtures import Settings

from accounts import linking
from accounts.linking import SUBJECT, Account
from accounts.models import Identity, User
from pools import app_clients, domains, identity_providers, user_pools
from pools.identity_providers import TRUST_KEY
from pools.models import AppClient
from tests.support import application, federation, oauth, people, trips
from tests.support.application import Application
from tests.support.provider_stand_in import ANN, ProviderStandIn, replying, standing_in

pytestmark = pytest.mark.browser

BRANDS = {
    "google": "Google",
    "x": "X",
    "facebook": "Facebook",
    "github": "GitHub",
    "apple": "Apple",
    "oidc": "CorporateIdP",
}


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def dialect() -> str:
    return "oidc"


@pytest.fixture
def stand_in(dialect: str, settings: Settings) -> Iterator[ProviderStandIn]:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
    with standing_in(dialect) as running:
        yield running
    cache.clear()


@pytest.fixture
def client(base_url: str, app: Application, stand_in: ProviderStandIn, dialect: str) -> AppClient:
    pool = user_pools.create(region="us-east-1", name="Northwind", settings={"AutoVerifiedAttributes": ["email"]})
    domains.create(pool, domain="northwind")
    provider = trips.add_provider(pool, stand_in, dialect)
    settings = federation.offering("COGNITO", provider.name, CallbackURLs=[app.callback], LogoutURLs=[app.goodbye])
    return app_clients.create(pool, name="Northwind Portal", settings=settings)


def start(page: Page, client: AppClient, **changes: str) -> None:
    """The application sends the browser, on the pool's own domain."""
    query = oauth.request(client, redirect_uri=client.callback_urls[0], **changes)
    page.goto(f"{domains.base_url(client.pool)}/oauth2/authorize?{query}")


def sign_in(page: Page, client: AppClient, dialect: str, name: str = "Ann Smith", **changes: str) -> None:
    start(page, client, **changes)
    page.get_by_role("link", name=f"Continue with {BRANDS[dialect]}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(BRANDS[dialect].removesuffix("IdP"))
    page.get_by_role("link", name=f"Continue as {name}").click()


def expect_refusal(page: Page, client: AppClient, app: Application, dialect: str) -> None:
    """The application is told in short that nobody came."""
    sign_in(page, client, dialect)
    page.wait_for_url(f"{app.url}/home")
    assert app.calls[-1]["error_description"] == "The identity provider's token could not be verified"


@pytest.mark.parametrize("dialect", ["google", "x", "facebook", "github", "oidc"])
def test_somebody_signs_in_twice_and_is_the_same_user(
    page: Page, client: AppClient, app: Application, stand_in: ProviderStandIn, dialect: str
) -> None:
    sign_in(page, client, dialect)
    page.wait_for_url(f"{app.url}/home")
    stand_in.person["name"] = "Ann Jones"
    sign_in(page, client, dialect, name="Ann Jones", prompt="login")
    page.wait_for_url(f"{app.url}/home")
    assert [set(call) for call in app.calls] == [{"code", "state", "iss"}] * 2
    assert User.objects.get().name == "Ann Jones"
    assert User.objects.get().username.endswith(f"_{ANN['sub']}")


@pytest.mark.parametrize("dialect", ["apple"])
def test_apples_form_from_another_site_finds_the_browser_again(
    page: Page, client: AppClient, app: Application, stand_in: ProviderStandIn
) -> None:
    sign_in(page, client, "apple")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{app.url}/home")
    assert User.objects.get().name == "Ann Smith"


def test_the_next_application_needs_no_second_sign_in(
    page: Page, client: AppClient, app: Application, stand_in: ProviderStandIn
) -> None:
    sign_in(page, client, "oidc")
    page.wait_for_url(f"{app.url}/home")
    start(page, client, state="again")
    page.wait_for_url(f"{app.url}/home")
    assert app.calls[-1]["state"] == "again"
    assert len(stand_in.made("/authorize")) == 1


def test_who_cancels_is_back_at_the_application(page: Page, client: AppClient, app: Application) -> None:
    start(page, client)
    page.get_by_role("link", name="Continue with CorporateIdP").click()
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"{app.url}/home")
    assert app.calls[-1]["error"] == "access_denied"
    assert app.calls[-1]["state"] == "st4te"


def test_a_mail_domain_leads_to_its_provider(
    page: Page, client: AppClient, app: Application, stand_in: ProviderStandIn
) -> None:
    provider = identity_providers.get(client.pool, "CorporateIdP")
    identity_providers.update(provider, identifiers=["corp.example"])
    start(page, client)
    page.get_by_label("User name").fill("ann@corp.example")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Continue as Ann Smith").click()
    page.wait_for_url(f"{app.url}/home")
    assert stand_in.made("/authorize")[0].values["login_hint"] == "ann@corp.example"


def test_another_name_gets_its_password_asked_for(page: Page, client: AppClient, app: Application) -> None:
    people.confirmed(client.pool, "mary")
    provider = identity_providers.get(client.pool, "CorporateIdP")
    identity_providers.update(provider, identifiers=["corp.example"])
    start(page, client)
    page.get_by_label("User name").fill("mary")
    page.keyboard.press("Enter")
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{app.url}/home")


def test_an_answer_in_another_browser_or_a_second_time_shows_a_page_with_a_number(
    page: Page, browser: Browser, client: AppClient, app: Application, stand_in: ProviderStandIn
) -> None:
    # checklist 17, 59
    start(page, client)
    page.get_by_role("link", name="Continue with CorporateIdP").click()
    location = page.url
    stolen = stand_in.consent(location)
    other = browser.new_context().new_page()
    other.goto(stolen)
    expect(other.get_by_role("heading", level=1)).to_have_text("Signing in was not finished")
    expect(other.locator("dl")).to_contain_text(re.compile(r"Request\s*[0-9a-f-]{36}"))
    assert not User.objects.exists()

    page.goto(stolen)
    page.wait_for_url(f"{app.url}/home")
    page.goto(stolen)
    expect(page.get_by_role("heading", level=1)).to_have_text("Signing in was not finished")
    other.context.close()


def test_a_provider_that_is_away_sends_nobody_astray(
    page: Page, client: AppClient, app: Application, stand_in: ProviderStandIn
) -> None:
    start(page, client)
    page.get_by_role("link", name="Continue with CorporateIdP").click()
    stand_in.troubles["/token"] = trips.gone
    page.get_by_role("link", name="Continue as Ann Smith").click()
    page.wait_for_url(f"{app.url}/home")
    assert app.calls[-1]["error"] == "invalid_request"
    assert not User.objects.exists()


@pytest.mark.parametrize("dialect", ["google", "oidc"])
def test_every_lie_of_a_provider_ends_at_the_application_and_makes_nobody(
    page: Page, client: AppClient, app: Application, stand_in: ProviderStandIn, dialect: str
) -> None:
    # checklist 59; in the browser what tests/accounts/federation/oauth/test_lies.py tries in all variants
    lies = {"iss": "https://evil.example.com", "aud": "somebody-else", "nonce": "another", "exp": 1_000_000_000}
    honest = stand_in.algorithm
    for claim, value in lies.items():
        stand_in.lies = {claim: value}
        expect_refusal(page, client, app, dialect)
    stand_in.lies = {}
    for algorithm in ("none", "HS256", "stolen"):
        stand_in.algorithm = algorithm
        expect_refusal(page, client, app, dialect)
    assert not User.objects.exists()

    stand_in.algorithm = honest
    sign_in(page, client, dialect)
    page.wait_for_url(f"{app.url}/home")
    assert User.objects.get().name == "Ann Smith"


@pytest.mark.parametrize("dialect", ["x"])
def test_a_profile_of_nobody_ends_at_the_application_and_makes_nobody(
    page: Page, client: AppClient, app: Application, stand_in: ProviderStandIn
) -> None:
    # checklist 59
    stand_in.troubles[next(iter(stand_in.dialect.profiles))] = lambda: replying({"data": {"id": None, "name": "Ann"}})
    sign_in(page, client, "x")
    page.wait_for_url(f"{app.url}/home")
    assert app.calls[-1]["error"] == "invalid_request"
    assert not User.objects.exists()


def test_an_address_that_the_provider_has_not_verified_links_nobody(
    page: Page, client: AppClient, app: Application, stand_in: ProviderStandIn
) -> None:
    # checklist 59
    mary = people.confirmed(client.pool, "mary", email=ANN["email"])
    provider = identity_providers.get(client.pool, "CorporateIdP")
    identity_providers.update(provider, details={**stand_in.details, TRUST_KEY: "true"})
    stand_in.person["email_verified"] = False
    sign_in(page, client, "oidc")
    page.wait_for_url(f"{app.url}/home")
    assert not Identity.objects.filter(user=mary).exists()


def test_a_local_user_is_linked_by_address_and_unlinked_again(
    page: Page, browser: Browser, client: AppClient, app: Application, stand_in: ProviderStandIn
) -> None:
    mary = people.confirmed(client.pool, "mary", email=ANN["email"])
    provider = identity_providers.get(client.pool, "CorporateIdP")
    identity_providers.update(provider, details={**stand_in.details, TRUST_KEY: "true"})
    sign_in(page, client, "oidc")
    page.wait_for_url(f"{app.url}/home")
    assert Identity.objects.get().user == mary

    linking.unlink(client.pool, Account("CorporateIdP", SUBJECT, ANN["sub"]))
    identity_providers.update(provider, details=stand_in.details)
    start(page, client)
    expect(page.get_by_role("link", name="Continue with CorporateIdP")).to_be_visible()  # the session has ended
    sign_in(page, client, "oidc")
    page.wait_for_url(f"{app.url}/home")
    assert Identity.objects.get().user != mary


def test_a_page_with_many_providers_is_small_and_asks_nothing_of_them(
    page: Page, client: AppClient, base_url: str
) -> None:
    # checklist 21
    names = ["COGNITO", "CorporateIdP", *(f"Partner {number}" for number in range(6))]
    federation.several(client.pool, names[2:])
    client.settings["SupportedIdentityProviders"] = names
    client.save()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.extend([answer]))
    page.goto(f"{base_url}/{client.pool.id}/login?{oauth.request(client, redirect_uri=client.callback_urls[0])}")
    expect(page.get_by_role("link", name="Continue with Partner")).to_have_count(6)
    assert all(answer.url.startswith(base_url) for answer in answers)
    assert sum(len(answer.body()) for answer in answers) < 60_000


def test_providers_are_reached_by_keyboard(page: Page, client: AppClient) -> None:
    start(page, client)
    page.get_by_role("button", name="Sign in", exact=True).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Continue with CorporateIdP")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Continue as Ann Smith")).to_be_visible()
