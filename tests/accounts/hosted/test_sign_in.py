"""`/login`: what is said, what is kept, where it leads."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts import password_reset
from accounts.hosted import error_page
from accounts.models import HostedSession, User
from pools.models import AppClient
from tests.accounts.conftest import make_client, make_pool
from tests.support import oauth, people


def text(response: Any) -> str:
    return str(response.content.decode())


def login_page(client: AppClient, **changes: str | None) -> str:
    return oauth.address(client.pool, "login", oauth.request(client, **changes))


def test_the_page_has_fields_that_password_managers_know(web: Client, app: AppClient) -> None:
    page = text(web.get(login_page(app)))

    assert 'name="username" autocomplete="username" inputmode="text" autocapitalize="none"' in page
    assert 'type="password" name="password" autocomplete="current-password"' in page
    assert "Sign in to continue to app" in page


def test_signing_in_answers_with_303_and_a_new_session(web: Client, app: AppClient, alice: User) -> None:
    # checklist 20, 49
    response = oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert (response.status_code, response.headers["Cache-Control"]) == (303, "no-store")
    assert HostedSession.objects.get().user == alice


def test_each_sign_in_has_a_session_of_its_own_and_ends_the_one_before(
    web: Client, app: AppClient, alice: User
) -> None:
    # checklist 49
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    before = web.cookies["cognito"].value

    oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert web.cookies["cognito"].value != before
    assert HostedSession.objects.filter(ended_at=None).count() == 1


def test_a_planted_session_cookie_is_replaced(web: Client, app: AppClient, alice: User) -> None:
    # checklist 49
    web.cookies["cognito"] = "planted"

    oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert web.cookies["cognito"].value != "planted"


def test_a_wrong_password_keeps_the_name_and_clears_the_password(web: Client, app: AppClient, alice: User) -> None:
    page = text(oauth.sign_in(web, app, "alice", "wrong-Pa55word!"))

    assert "Incorrect username or password." in page
    assert 'value="alice"' in page
    assert "wrong-Pa55word!" not in page
    assert "<title>Error: Sign in" in page
    assert 'role="alert" tabindex="-1" autofocus' in page


def test_an_unknown_name_gets_the_same_page_as_a_wrong_password(web: Client, app: AppClient, alice: User) -> None:
    # checklist 29
    unknown = oauth.sign_in(web, app, "nobody", "wrong-Pa55word!")
    known = oauth.sign_in(web, app, "alice", "wrong-Pa55word!")

    assert "Incorrect username or password." in text(unknown)
    assert unknown.status_code == known.status_code
    assert set(unknown.headers) == set(known.headers)


def test_empty_fields_are_asked_for_beside_them(web: Client, app: AppClient) -> None:
    page = text(oauth.sign_in(web, app, "", ""))

    assert 'id="id_username_error"' in page
    assert 'aria-invalid="true" aria-describedby="id_username_error"' in page
    assert "Enter your password." in page


def test_too_many_failures_are_said_to_be_too_many(web: Client, app: AppClient, alice: User) -> None:
    # checklist 30
    pages = [text(oauth.sign_in(web, app, "alice", "wrong-Pa55word!")) for _ in range(7)]

    assert "Too many attempts. Try again in 15 minutes or reset your password." in pages[-1]


def test_a_disabled_user_learns_it_where_existence_is_no_secret(web: Client, app: AppClient, alice: User) -> None:
    app.settings["PreventUserExistenceErrors"] = "LEGACY"
    app.save()
    User.objects.filter(pk=alice.pk).update(enabled=False)

    page = text(oauth.sign_in(web, app, "alice", people.PASSWORD))

    assert "This account can&#x27;t sign in." in page


def test_who_has_not_confirmed_is_led_to_the_code(web: Client, app: AppClient) -> None:
    people.unconfirmed(app, "bob")

    response = oauth.sign_in(web, app, "bob", people.PASSWORD)
    page = text(web.get(response.headers["Location"]))

    assert response.headers["Location"] == oauth.address(app.pool, "confirm", oauth.request(app))
    assert "Confirm your account first." in page
    assert "<bdi>bob</bdi>" in page


def test_where_only_administrators_confirm_no_code_is_asked_for(web: Client, db: None) -> None:
    app = make_client(make_pool("by hand", AutoVerifiedAttributes=[]), "app", **oauth.SETTINGS)
    values = {"username": "bob", "password": people.PASSWORD}

    signed_up = web.post(oauth.address(app.pool, "signup", oauth.request(app)), values)
    notice = text(web.get(signed_up.headers["Location"]))

    assert signed_up.headers["Location"] == login_page(app)
    assert "An administrator has to confirm your account" in notice
    assert "An administrator has to confirm" in text(oauth.sign_in(web, app, "bob", people.PASSWORD))


def test_who_must_reset_is_led_to_the_reset_page(web: Client, app: AppClient, alice: User) -> None:
    password_reset.admin_reset(alice)

    response = oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert "/confirmForgotPassword?" in response.headers["Location"]


def test_login_hint_is_filled_in(web: Client, app: AppClient) -> None:
    assert 'value="mary@example.com"' in text(web.get(login_page(app, login_hint="mary@example.com")))


@pytest.mark.parametrize("parameter", ["login_hint", "state", "nonce"])
def test_markup_in_parameters_is_escaped(web: Client, app: AppClient, parameter: str) -> None:
    # checklist 18
    page = text(web.get(login_page(app, **{parameter: '"><script>alert(1)</script><img src=x onerror=alert(1)>'})))

    assert "<script>alert" not in page
    assert "<img" not in page


def test_markup_in_names_of_pool_and_client_is_escaped(web: Client, db: None) -> None:
    # checklist 51
    pool = make_pool('"><script>alert(1)</script>')
    app = make_client(pool, "<img src=x onerror=alert(1)>", **oauth.SETTINGS)

    page = text(web.get(login_page(app)))

    assert "<script>alert" not in page
    assert "<img" not in page


def test_every_page_is_guarded(web: Client, app: AppClient) -> None:
    # checklist 18, 19, 21
    response = web.get(login_page(app))

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' https:;" in f"{policy};"
    assert "unsafe-inline" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Cross-Origin-Opener-Policy"] == "unsafe-none"


def test_without_parameters_there_is_a_friendly_error(web: Client, app: AppClient) -> None:
    response = web.get(web.get(oauth.address(app.pool, "login")).headers["Location"])

    assert response.status_code == 400
    assert "This sign-in link isn&#x27;t set up correctly." in text(response)


def test_the_error_page_repeats_nobodys_words(web: Client, app: AppClient) -> None:
    # checklist 18
    page = oauth.address(app.pool, "error", "error=Call+0800-EVIL&error_description=Call+0800-EVIL")

    assert "EVIL" not in text(web.get(page))


def test_a_form_without_its_token_is_refused_in_the_pools_own_look(app: AppClient, alice: User) -> None:
    # checklist 50
    web = Client(enforce_csrf_checks=True, headers={"host": "localhost"})

    response = web.post(login_page(app), {"username": "alice", "password": people.PASSWORD})

    assert response.status_code == 403
    assert "This page was open too long. Start again." in text(response)
    assert "cognito" not in response.cookies


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_other_kinds_of_body_sign_nobody_in(app: AppClient, alice: User, kind: str) -> None:
    # checklist 50
    web = Client(enforce_csrf_checks=True, headers={"host": "localhost"})

    response = web.post(login_page(app), f"username=alice&password={people.PASSWORD}", content_type=kind)

    assert response.status_code == 403


def test_a_form_from_another_origin_is_refused(app: AppClient, alice: User) -> None:
    # checklist 50
    web = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    web.get(login_page(app))
    token = web.cookies["poolhouse_csrf"].value

    response = web.post(
        login_page(app),
        {"username": "alice", "password": people.PASSWORD, "csrfmiddlewaretoken": token},
        headers={"Origin": "https://evil.tld"},
    )

    assert response.status_code == 403


def test_sign_up_is_offered_only_where_it_is_allowed(web: Client, db: None) -> None:
    pool = make_pool("closed", AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    app = make_client(pool, "app", **oauth.SETTINGS)

    assert "Create an account" not in text(web.get(login_page(app)))
    assert web.get(oauth.address(pool, "signup", oauth.request(app))).status_code == 302


@pytest.mark.parametrize(
    ("settings", "label", "kind"),
    [
        ({}, "User name", "text"),
        ({"UsernameAttributes": ["email"]}, "Email", "email"),
        ({"UsernameAttributes": ["phone_number"]}, "Phone number", "tel"),
        ({"UsernameAttributes": ["email", "phone_number"]}, "Email or phone number", "text"),
        ({"AliasAttributes": ["email"]}, "Email or user name", "text"),
    ],
)
def test_the_name_is_called_what_the_pool_signs_in_by(
    web: Client, db: None, settings: dict[str, Any], label: str, kind: str
) -> None:
    app = make_client(make_pool("names", **settings), "app", **oauth.SETTINGS)

    page = text(web.get(login_page(app)))

    assert f'<label for="id_username">{label}</label>' in page
    assert f'<input type="{kind}" name="username"' in page


def test_a_fault_of_ours_is_told_without_the_database(rf: RequestFactory) -> None:
    response = error_page.server_error(rf.get("/login"))

    assert response.status_code == 500
    assert "Something went wrong on our side. Try again." in text(response)
