"""The whole story by pages alone: an operator's quick set-up, then everything that a person does on the hosted pages."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from console.models import Operator
from tests.journeys.console_sign_in import sign_in
from tests.support import application
from tests.support.application import Application
from tests.support.console_desk import Desk, Given
from tests.support.relying_party import RelyingParty
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

APPLICATION = "Northwind Portal"
ADDRESS = "mary@example.com"
TEMPORARY = "Temp-0rary!"
FIRST = "Correct-h0rse!"
SECOND = "Another-h0rse!"


@pytest.fixture
def problems() -> list[str]:
    """What the browsers complain of: broken scripts, and breaches of the content security policy."""
    return []


@pytest.fixture
def app() -> Iterator[Application]:
    with application.running() as running:
        yield running


@pytest.fixture
def desk(page: Page, base_url: str, operator: Operator, problems: list[str]) -> Desk:
    watch(page, problems)
    sign_in(page, base_url)
    return Desk(page, base_url)


@pytest.fixture
def mary(browser: Browser, problems: list[str]) -> Iterator[Visitor]:
    """In a browser of her own."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    person = context.new_page()
    watch(person, problems)
    yield Visitor(person, ADDRESS)
    context.close()


@pytest.fixture
def given(desk: Desk, app: Application) -> Given:
    return desk.quick_setup(name=APPLICATION, return_url=app.callback)


def watch(page: Page, problems: list[str]) -> None:
    page.on("console", lambda said: problems.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))


def test_from_quick_set_up_to_sign_out(
    desk: Desk, given: Given, mary: Visitor, app: Application, problems: list[str]
) -> None:
    desk.register_sign_out_url(given, name=APPLICATION, url=app.goodbye)
    party = RelyingParty(given, app)
    authorize = f"{given.login_pages}/oauth2/authorize"

    mary.open(party.authorize_url(authorize))
    mary.sign_up(FIRST)
    mary.send_new_code()
    mary.confirm(desk.newest_code(ADDRESS))
    mary.expect_notice("Your account is confirmed")
    mary.sign_in(FIRST)
    expect(mary.page).to_have_url(f"{app.url}/home")
    tokens = party.redeem()
    claims, access = party.id_claims(tokens), party.access_claims(tokens)
    assert (claims["email"], claims["email_verified"]) == (ADDRESS, True)
    assert (access["sub"], access["scope"]) == (claims["sub"], "openid email")
    told = party.user_info(tokens)
    assert (told["sub"], told["email"], told["email_verified"]) == (claims["sub"], ADDRESS, "true")

    mary.open(party.authorize_url(authorize))
    expect(mary.page).to_have_url(f"{app.url}/home")  # known, so nothing was asked
    assert party.id_claims(party.redeem())["auth_time"] == claims["auth_time"]
    mary.open(party.sign_out_url())
    expect(mary.page).to_have_url(app.goodbye)

    mary.open(party.authorize_url(authorize))
    mary.expect_heading("Welcome back")
    mary.ask_for_new_password()
    mary.reset_password(desk.newest_code(ADDRESS), SECOND)
    mary.expect_notice("Your password was changed")
    mary.sign_in(FIRST)
    mary.expect_refusal("Incorrect username or password.")
    mary.sign_in(SECOND)
    expect(mary.page).to_have_url(f"{app.url}/home")
    assert party.id_claims(party.redeem())["sub"] == claims["sub"]

    mary.open(party.sign_out_url())
    expect(mary.page).to_have_url(app.goodbye)
    mary.open(party.authorize_url(authorize))
    mary.expect_heading("Welcome back")
    assert len(app.calls) == 3
    assert problems == []


def test_whom_an_operator_invites_must_choose_a_password(
    desk: Desk, given: Given, mary: Visitor, app: Application, problems: list[str]
) -> None:
    party = RelyingParty(given, app)

    desk.invite(given, address=ADDRESS, temporary_password=TEMPORARY)
    desk.expect_user(given, ADDRESS, status="Force change password")
    assert TEMPORARY in desk.newest_message(ADDRESS)
    mary.open(party.authorize_url())
    mary.sign_in(TEMPORARY)
    mary.choose_own_password("short")
    mary.expect_refusal("Use at least 8 characters.")
    mary.choose_own_password(FIRST)
    expect(mary.page).to_have_url(f"{app.url}/home")

    tokens = party.redeem()
    assert party.id_claims(tokens)["email"] == party.user_info(tokens)["email"] == ADDRESS
    again = httpx.post(party.found["token_endpoint"], data=party.exchange(app.calls[-1]["code"]))
    assert again.json() == {"error": "invalid_grant"}
    desk.expect_user(given, ADDRESS, status="Confirmed")
    assert problems == []
