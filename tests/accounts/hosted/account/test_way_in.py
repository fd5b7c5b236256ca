"""Who gets to the account pages, by which way, and as whom."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuthorizationCode, HostedSession, User
from pools import app_clients, domains
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import oauth, people
from tests.support.account_desk import AccountDesk, asks_to_sign_in, said
from tests.support.clock import Clock
from tests.support.hosted_desk import text

pytestmark = pytest.mark.django_db

PAGES = [
    "account",
    "account/profile",
    "account/email",
    "account/phone",
    "account/password",
    "account/security",
    "account/security/app",
    "account/security/codes",
    "account/passkeys",
    "account/passkeys/add",
    "account/devices",
    "account/sessions",
    "account/identities",
    "account/delete",
]
GUARDED = ["account/email", "account/phone", "account/password", "account/passkeys/add", "account/delete"]


def finish_sign_in(web: Client, response: HttpResponse, username: str = "alice") -> HttpResponse:
    login = response.headers["Location"]
    return web.post(login, {"username": username, "password": people.PASSWORD})  # type: ignore[return-value]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_signs_in_first_and_comes_back(web: Client, app: AppClient, alice: User, page: str) -> None:
    desk = AccountDesk(web, app)

    asked = desk.open(page)
    done = finish_sign_in(web, asked)

    assert asks_to_sign_in(asked)
    assert done.headers["Location"] == desk.address(page)
    assert not AuthorizationCode.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_a_form_of_a_stranger_changes_nothing(web: Client, app: AppClient, alice: User, page: str) -> None:
    assert asks_to_sign_in(AccountDesk(web, app).send(page, answer="others", sure="on"))


def test_whoever_signs_in_there_is_whose_account_it_is(desk: AccountDesk, clock: Clock) -> None:
    people.confirmed(desk.app.pool, "bob")
    clock.advance(minutes=6)

    done = finish_sign_in(desk.web, desk.open("account/password"), "bob")

    assert "Signed in as <b><bdi>bob</bdi></b>" in desk.look()
    assert done.headers["Location"] == desk.address("account/password")


@pytest.mark.parametrize("page", GUARDED)
def test_what_changes_how_one_signs_in_wants_a_recent_sign_in(desk: AccountDesk, clock: Clock, page: str) -> None:
    # checklist 45
    clock.advance(minutes=6)

    opened, sent = desk.open(page), desk.send(page, sure="on")

    assert asks_to_sign_in(opened)
    assert asks_to_sign_in(sent)
    assert User.objects.filter(username="alice").exists()


def test_the_sign_in_page_says_why_and_knows_who(desk: AccountDesk, clock: Clock) -> None:
    clock.advance(minutes=6)

    page = text(desk.web.get(desk.open("account/password").headers["Location"]))

    assert said(page) == "Sign in once more to go on, so that nobody else changes your account."
    assert 'value="alice"' in page


def test_looking_does_not_want_a_recent_one(desk: AccountDesk, clock: Clock) -> None:
    clock.advance(minutes=6)

    assert "Where you're signed in" in desk.look("account/sessions")


def test_signing_in_once_more_gives_the_browser_a_new_session(desk: AccountDesk, clock: Clock) -> None:
    # checklist 49
    before = desk.web.cookies["cognito"].value
    clock.advance(minutes=6)

    finish_sign_in(desk.web, desk.open("account/password"))

    assert desk.web.cookies["cognito"].value != before
    assert HostedSession.objects.filter(ended_at=None).count() == 1


def test_an_abandoned_visit_does_not_turn_an_application_away(web: Client, app: AppClient, alice: User) -> None:
    AccountDesk(web, app).open()

    response = oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert response.headers["Location"].startswith(f"{oauth.CALLBACK}?code=")


def test_without_a_client_it_is_that_of_the_last_tokens(desk: AccountDesk) -> None:
    other = make_client(desk.app.pool, "other app", **oauth.SETTINGS)
    code = oauth.answer(oauth.authorize(desk.web, other))["code"]
    oauth.redeem(desk.web, other, code)

    location = desk.web.get(oauth.address(other.pool, "account/profile")).headers["Location"]

    assert location == oauth.address(other.pool, "account/profile", f"client_id={other.id}")


def test_without_any_tokens_it_is_the_pools_first_one(web: Client, client: AppClient, app: AppClient) -> None:
    """`client` is older, and has no pages."""
    make_client(app.pool, "later app", **oauth.SETTINGS)

    location = web.get(oauth.address(app.pool, "account")).headers["Location"]

    assert location == oauth.address(app.pool, "account", f"client_id={app.id}")


def test_a_pool_without_pages_has_no_account_pages(web: Client, client: AppClient) -> None:
    response = web.get(oauth.address(client.pool, "account"))

    assert "/error?error=invalid_client" in response.headers["Location"]


def test_a_client_without_pages_opens_none(web: Client, client: AppClient) -> None:
    assert "/error?error=invalid_request" in AccountDesk(web, client).open().headers["Location"]


def test_a_client_that_registered_itself_opens_none(desk: AccountDesk) -> None:
    # checklist 26
    stranger = app_clients.create(desk.app.pool, name="Bank", settings=oauth.SETTINGS, registered=True)

    assert "/error?error=invalid_request" in AccountDesk(desk.web, stranger).open().headers["Location"]


def test_a_client_of_another_pool_is_unknown(desk: AccountDesk, other_pool: UserPool) -> None:
    # checklist 4
    foreign = make_client(other_pool, **oauth.SETTINGS)
    page = oauth.address(desk.app.pool, "account", f"client_id={foreign.id}")

    assert "/error?error=invalid_client" in desk.web.get(page).headers["Location"]


def test_a_session_of_another_pool_is_nothing_here(desk: AccountDesk, other_pool: UserPool) -> None:
    # checklist 4
    foreign = make_client(other_pool, **oauth.SETTINGS)
    token = desk.web.cookies["cognito"].value
    web = Client(headers={"host": "localhost"})
    web.cookies["cognito"] = token

    assert asks_to_sign_in(AccountDesk(web, foreign).open())


def test_a_session_that_ended_opens_nothing(desk: AccountDesk) -> None:
    # checklist 49
    HostedSession.objects.update(ended_at=HostedSession.objects.get().created_at)

    assert asks_to_sign_in(desk.open())


def test_somebody_who_was_disabled_is_not_let_in(desk: AccountDesk) -> None:
    # checklist 60
    User.objects.update(enabled=False)

    assert asks_to_sign_in(desk.open())


def test_who_came_by_a_provider_that_the_client_does_not_take_signs_in_anew(desk: AccountDesk) -> None:
    # checklist 22
    HostedSession.objects.update(provider_name="Google")

    assert asks_to_sign_in(desk.open())


def test_somebody_from_elsewhere_is_sent_there_once_more(desk: AccountDesk, clock: Clock) -> None:
    app = desk.app
    app.settings |= {"SupportedIdentityProviders": ["COGNITO", "Google"]}
    app.save()
    HostedSession.objects.update(provider_name="Google")
    clock.advance(minutes=6)

    query = dict(parse_qsl(urlsplit(desk.open("account/delete").headers["Location"]).query))

    assert (query["identity_provider"], query["prompt"]) == ("Google", "login")


def test_the_way_back_to_the_application_must_be_registered(desk: AccountDesk) -> None:
    # checklist 13
    page = desk.look(redirect_uri=oauth.CALLBACK)
    refused = desk.open(redirect_uri="https://evil.tld/")

    assert f'<a href="{oauth.CALLBACK}">Back to app</a>' in page
    assert "/error?error=redirect_mismatch" in refused.headers["Location"]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "account/security/app"])
def test_a_form_of_another_site_is_refused(desk: AccountDesk, page: str) -> None:
    # checklist 50
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    strict.cookies["cognito"] = desk.web.cookies["cognito"].value

    response = strict.post(desk.address(page), {"answer": "others", "sure": "on"})

    assert response.status_code == 403
    assert User.objects.filter(username="alice").exists()


def test_nothing_of_it_is_kept_by_the_browser(desk: AccountDesk) -> None:
    # checklist 49
    assert desk.open("account/profile").headers["Cache-Control"] == "no-store"


def test_a_message_is_said_once(desk: AccountDesk) -> None:
    sent = desk.send("account/profile", **{"attribute:name": "Alice"})

    first, second = desk.after(sent), desk.look("account/profile")

    assert said(first) == "Your change was saved."
    assert said(second) == ""


def test_a_message_of_one_pool_is_none_in_another(desk: AccountDesk, other_pool: UserPool) -> None:
    # checklist 18
    desk.send("account/profile", **{"attribute:name": "Alice"})
    foreign = AccountDesk(Client(headers={"host": "localhost"}), make_client(other_pool, **oauth.SETTINGS))
    people.confirmed(other_pool, "bob")
    foreign.sign_in("bob")
    foreign.web.cookies["account-told"] = desk.web.cookies["account-told"].value

    assert said(foreign.look()) == ""


def test_signing_out_ends_the_session_and_says_so(desk: AccountDesk) -> None:
    # checklist 49
    page = desk.after(desk.send("account", answer="sign-out"))

    assert "You're signed out" in page
    assert not HostedSession.objects.filter(ended_at=None).exists()
    assert asks_to_sign_in(desk.open())


def test_on_the_pools_own_domain_the_pages_stay_there(app: AppClient, alice: User) -> None:
    domains.create(app.pool, domain="people")
    web = Client(headers={"host": domains.base_url(app.pool).partition("://")[2]})

    asked = web.get("/account")
    login = web.get(asked.headers["Location"])
    done = web.post(login.headers["Location"], {"username": "alice", "password": people.PASSWORD})

    assert asked.headers["Location"] == f"/account?client_id={app.id}"
    assert done.headers["Location"] == f"/account?client_id={app.id}"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_costs_many_queries(
    desk: AccountDesk, django_assert_max_num_queries: DjangoAssertNumQueries, page: str
) -> None:
    desk.open(page)

    with django_assert_max_num_queries(7):
        desk.open(page)
