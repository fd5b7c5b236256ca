"""Who may see what: nothing without signing in, and nothing of one pool below another."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.console.pages import routes
from tests.console.pages.conftest import Home


@pytest.mark.parametrize("route", [str(route.name) for route in routes.all_routes()])
def test_without_signing_in_every_page_leads_to_sign_in(route: str, anonymous: Client, home: Home) -> None:
    answer = anonymous.get(routes.address(route, home))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/console/sign-in?next=")


@pytest.mark.parametrize("route", sorted({str(route.name) for route in routes.all_routes()} - routes.POSTED_ONLY))
def test_every_page_answers_for_its_own_pool(route: str, console: Client, home: Home) -> None:
    assert console.get(routes.address(route, home)).status_code in (200, 302)


@pytest.mark.parametrize("route", routes.naming_children())
def test_ids_of_another_pool_are_not_found(route: str, console: Client, home: Home, elsewhere: Home) -> None:
    # checklist 52
    answer = console.post(routes.address(route, home, children_of=elsewhere))
    assert answer.status_code == 404
    assert elsewhere.client.name not in answer.content.decode()
    assert elsewhere.user.username not in answer.content.decode()


@pytest.mark.parametrize("route", routes.inside_pools())
def test_a_pool_that_does_not_exist_is_not_found(route: str, console: Client, home: Home) -> None:
    url = routes.address(route, home).replace(home.pool.id, "us-east-1_Nobody123")
    assert console.post(url).status_code == 404


def test_selecting_a_user_of_another_pool_changes_nobody(console: Client, home: Home, elsewhere: Home) -> None:
    # checklist 52
    url = routes.address("users_act", home)
    console.post(url, {"selected": [elsewhere.user.sub], "confirmed": "yes"})
    elsewhere.user.refresh_from_db()
    assert elsewhere.user.enabled


def test_no_page_is_kept_by_the_browser(console: Client, home: Home) -> None:
    assert console.get(routes.address("app_client_secret", home)).headers["Cache-Control"] == "no-store"


def test_a_form_sent_from_elsewhere_is_refused(console: Client, home: Home) -> None:
    # checklist 50
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    strict.cookies = console.cookies
    assert strict.post(routes.address("user_pool_rename", home), {"name": "stolen"}).status_code == 403
