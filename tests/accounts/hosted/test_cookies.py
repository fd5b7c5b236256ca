"""The hosted session's cookie and what one page leaves for the next: scope, age, and who believes them."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from accounts.models import HostedSession, User
from pools import domains
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import oauth, people
from tests.support.clock import Clock


def test_below_the_issuer_path_cookies_stay_below_it(web: Client, app: AppClient, alice: User) -> None:
    # checklist 50
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    cookie = web.cookies["cognito"]
    assert cookie["path"] == f"/{app.pool.id}/"
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_on_an_https_domain_the_cookie_is_bound_to_the_host(app: AppClient, alice: User) -> None:
    # checklist 50
    domains.create(app.pool, domain="people")
    web = Client(headers={"host": f"people.auth.{settings.POOLHOUSE_BASE_HOST}"})
    page = f"/login?{oauth.request(app)}"

    response = web.post(page, {"username": "alice", "password": people.PASSWORD}, secure=True)

    cookie = response.cookies["__Host-cognito"]
    assert (cookie["path"], cookie["secure"], cookie["httponly"], cookie["domain"]) == ("/", True, True, "")


def test_the_database_has_only_a_hash(web: Client, app: AppClient, alice: User) -> None:
    # checklist 9
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert web.cookies["cognito"].value.encode() not in bytes(HostedSession.objects.get().token_hash)


def test_a_session_lasts_an_hour_however_much_it_is_used(
    web: Client, app: AppClient, alice: User, clock: Clock
) -> None:
    # checklist 49
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    clock.advance(minutes=59)
    used = oauth.authorize(web, app)
    clock.advance(minutes=2)

    assert "code" in oauth.answer(used)
    assert "/login?" in oauth.authorize(web, app).headers["Location"]


def test_a_session_of_one_pool_is_nothing_in_another(
    web: Client, app: AppClient, alice: User, other_pool: UserPool
) -> None:
    # checklist 4
    other = make_client(other_pool, "app", **oauth.SETTINGS)
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    web.cookies["cognito"]["path"] = "/"

    assert "/login?" in oauth.authorize(web, other).headers["Location"]


def test_page_data_of_one_pool_is_nothing_in_another(web: Client, app: AppClient, other_pool: UserPool) -> None:
    other = make_client(other_pool, "app", **oauth.SETTINGS)
    people.unconfirmed(app, "bob")
    oauth.sign_in(web, app, "bob", people.PASSWORD)
    web.cookies["page-data"]["path"] = "/"

    page = web.get(oauth.address(other_pool, "confirm", oauth.request(other)))

    assert "/login?" in page.headers["Location"]


def test_altered_page_data_is_not_believed(web: Client, app: AppClient) -> None:
    people.unconfirmed(app, "bob")
    oauth.sign_in(web, app, "bob", people.PASSWORD)
    web.cookies["page-data"] = web.cookies["page-data"].value.swapcase()

    page = web.get(oauth.address(app.pool, "confirm", oauth.request(app)))

    assert "/login?" in page.headers["Location"]


def test_names_and_sessions_never_stand_in_an_address(web: Client, app: AppClient) -> None:
    # checklist 21
    people.invited(app.pool, "ivy")

    response = oauth.sign_in(web, app, "ivy", "Temp-0rary!")

    assert response.headers["Location"] == oauth.address(app.pool, "challenge", oauth.request(app))
    assert "page-data" in response.cookies
    assert response.cookies["page-data"]["httponly"]
